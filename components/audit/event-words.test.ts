import { describe, expect, it } from "vitest";
import type { AuditEventView } from "@/lib/contracts/audit";
import { AUDIT_ACTIONS } from "@/lib/images/audit";
import { describeAction, listChanges, nameActor } from "./event-words";
import { groupEvents } from "./group-events";

const event = (more: Partial<AuditEventView> = {}): AuditEventView => ({
  id: crypto.randomUUID(),
  at: "2026-11-23T10:00:00.000Z",
  actor: { kind: "person", id: "a", name: "Ada", apiKeyId: null, apiKeyName: null },
  action: "url_signed",
  imageId: "b",
  imageName: "sea.png",
  until: "2026-11-23T10:05:00.000Z",
  details: { disposition: "inline" },
  ...more,
});

describe("an audit event in words", () => {
  it("knows every action, and tells an unknown one as it is", () => {
    for (const action of AUDIT_ACTIONS) expect(describeAction(event({ action }))).not.toBe(action);
    expect(describeAction(event({ action: "from_the_future" }))).toBe("from_the_future");
  });

  it("names whoever it was, also when the account or the key is gone", () => {
    const actor = { kind: "program", id: "a", name: null, apiKeyId: "k", apiKeyName: null } as const;
    expect(nameActor(event())).toBe("Ada");
    expect(nameActor(event({ actor }))).toBe("Somebody whose account is gone (API key that is gone)");
    expect(nameActor(event({ actor: { ...actor, kind: "anonymous" } }))).toBe("An anonymous reader");
    expect(nameActor(event({ actor: { ...actor, kind: "system" }, details: { by: "psql" } }))).toBe(
      "The system (psql)",
    );
  });

  it("says which fields changed, and never a password", () => {
    const changes = { alt: { from: "", to: "Boats" }, hasPassword: { from: false, to: true } };
    const changed = event({
      action: "user_changed",
      details: { changes, newPassword: true, email: "a@b.c" },
    });
    expect(describeAction(changed)).toBe("changed alt text, password of a@b.c");
    expect(listChanges(changes)).toEqual([
      { field: "alt text", from: "nothing", to: "Boats" },
      { field: "password", from: "no", to: "yes" },
    ]);
  });
});

describe("a list of audit events", () => {
  it("tells URLs that one viewer was given in a row as one, until the last of them ends", () => {
    const last = event({ until: "2026-11-23T10:09:00.000Z" });
    const download = event({ details: { disposition: "attachment" } });
    const groups = groupEvents([
      event(),
      last,
      event(),
      download,
      event({ action: "image_deleted" }),
      event(),
    ]);
    expect(groups.map(({ events, until }) => [events.length, until])).toEqual([
      [3, last.until],
      [1, download.until],
      [1, event().until],
      [1, event().until],
    ]);
  });
});
