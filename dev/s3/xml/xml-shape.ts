// Checks a parsed element against the children it may have, as S3 checks a request against its schema, and reads them.
import { malformed, type XmlElement } from "./read-xml";

type Occurrence = "one" | "optional" | "many";

/** The children of an element that had the expected shape. */
export class XmlShape<Name extends string> {
  readonly #children: ReadonlyMap<string, readonly XmlElement[]>;

  constructor(children: ReadonlyMap<string, readonly XmlElement[]>) {
    this.#children = children;
  }

  all(name: Name): readonly XmlElement[] {
    return this.#children.get(name) ?? [];
  }

  find(name: Name): XmlElement | null {
    return this.all(name)[0] ?? null;
  }

  text(name: Name): string | null {
    const found = this.find(name);
    if (found !== null && found.children.length > 0) throw malformed();
    return found?.text ?? null;
  }

  texts(name: Name): string[] {
    return this.all(name).map((element) => element.text);
  }

  requireText(name: Name): string {
    const text = this.text(name);
    if (text === null) throw malformed();
    return text;
  }

  /** A whole number of at least `min`, or null when the element is absent. */
  integer(name: Name, min: number): number | null {
    const text = this.text(name)?.trim();
    if (text === undefined) return null;
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < min) {
      throw malformed(`'${name}' must be a whole number of at least ${min}.`);
    }
    return value;
  }
}

/** @throws S3Error MalformedXML when a child is unknown, missing, or there too often. */
export function readShape<Name extends string>(
  element: XmlElement,
  name: string,
  occurrences: Readonly<Record<Name, Occurrence>>,
): XmlShape<Name> {
  if (element.name !== name || element.text.trim() !== "") throw malformed();
  const children = new Map<string, XmlElement[]>();
  for (const child of element.children) {
    if (!Object.hasOwn(occurrences, child.name)) throw malformed(`Unexpected element '${child.name}'.`);
    const others = children.get(child.name);
    if (others === undefined) children.set(child.name, [child]);
    else others.push(child);
  }
  for (const [child, occurrence] of Object.entries(occurrences)) {
    const count = children.get(child)?.length ?? 0;
    if (occurrence === "one" && count !== 1) throw malformed(`'${name}' needs exactly one '${child}'.`);
    if (occurrence === "optional" && count > 1) throw malformed(`'${name}' may have one '${child}' only.`);
  }
  return new XmlShape<Name>(children);
}
