// A whole production server that ends by SIGKILL in the middle of a request; its client goes on at another one.
import { afterAll, beforeAll, it } from "vitest";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { crashServer } from "../proofs/crash/server-round";

let editor: Person;
beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

it.each(["register.after-commit", "delete.after-commit"] as const)(
  "a server that ends at %s breaks no promise",
  (failpoint) => crashServer(failpoint, editor, () => Promise.resolve(readEnvironment().SIGNET_URL)),
);
