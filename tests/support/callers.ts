/** Everybody who may come to the API's door, with and without a right to be there. */
import { ApiClient } from "./api-client";
import { sql } from "./database";
import { addApiKey, addPerson, type Person, signInAs } from "./people";

/** What a caller is to the image in question. */
export type Standing = "stranger" | "viewer" | "editor" | "owner" | "admin";

/** Known before anybody is made, so that tests can be named after them. */
export const CALLERS = [
  ["nobody", "stranger"],
  ["a person who was disabled", "stranger"],
  ["a person whose account is gone", "stranger"],
  ["a revoked API key", "stranger"],
  ["an API key of a disabled person", "stranger"],
  ["an API key that never was", "stranger"],
  ["a bearer of garbage", "stranger"],
  ["a bearer that is no text", "stranger"],
  ["a bearer of nothing", "stranger"],
  ["a password in place of a key", "stranger"],
  ["a session with a changed signature", "stranger"],
  ["a session cut in half", "stranger"],
  ["a session's token as a bearer", "stranger"],
  ["a viewer", "viewer"],
  ["an API key of a viewer", "viewer"],
  ["another editor", "editor"],
  ["the owner", "owner"],
  ["an API key of the owner", "owner"],
  ["an admin", "admin"],
] as const satisfies readonly (readonly [name: string, standing: Standing])[];

export type CallerName = (typeof CALLERS)[number][0];

export async function makeCallers(owner: Person): Promise<Record<CallerName, ApiClient>> {
  const [viewer, editor, admin] = await Promise.all([
    addPerson("viewer"),
    addPerson("editor"),
    addPerson("admin"),
  ]);
  const adminIn = await signInAs(admin);
  const session = /session-token=([^;]+)/.exec(adminIn.cookieHeader())?.[1] ?? "";
  const withKey = (key: string) => new ApiClient(undefined, key);
  return {
    nobody: new ApiClient(),
    ...(await makeFormerCallers(admin)),
    "an API key that never was": withKey(`sgn_${"A".repeat(43)}`),
    "a bearer of garbage": withKey("garbage"),
    "a bearer that is no text": withKey("%E0%A4%A"),
    "a bearer of nothing": withKey(""),
    "a password in place of a key": withKey(admin.password),
    "a session with a changed signature": adminIn.withSession(changeEnd),
    "a session cut in half": adminIn.withSession((value) => value.slice(0, value.length / 2)),
    "a session's token as a bearer": withKey(session),
    "a viewer": await signInAs(viewer),
    "an API key of a viewer": viewer.program,
    "another editor": await signInAs(editor),
    "the owner": await signInAs(owner),
    "an API key of the owner": owner.program,
    "an admin": adminIn,
  };
}

/** Those who had every right once. */
async function makeFormerCallers(admin: Person) {
  const [disabled, gone] = await Promise.all([addPerson("admin"), addPerson("admin")]);
  const [disabledIn, goneIn] = await Promise.all([signInAs(disabled), signInAs(gone)]);
  const revoked = await addApiKey(admin.id);
  await sql(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "keyHash" = encode(sha256($1), 'hex')`, [revoked]);
  await sql(`UPDATE "User" SET "disabledAt" = now() WHERE "id" = $1`, [disabled.id]);
  await sql(`DELETE FROM "User" WHERE "id" = $1`, [gone.id]);
  return {
    "a person who was disabled": disabledIn,
    "a person whose account is gone": goneIn,
    "a revoked API key": new ApiClient(undefined, revoked),
    "an API key of a disabled person": disabled.program,
  };
}

function changeEnd(token: string): string {
  return token.slice(0, -2) + (token.endsWith("A") ? "BB" : "AA");
}
