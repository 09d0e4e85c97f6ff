import type { XmlNode } from "../xml/write-xml";

/** The one account there is. */
export const owner = { id: "0".repeat(64), displayName: "local" } as const;

export function ownerNode(name: "Owner" | "Initiator"): XmlNode {
  return [
    name,
    [
      ["ID", owner.id],
      ["DisplayName", owner.displayName],
    ],
  ];
}
