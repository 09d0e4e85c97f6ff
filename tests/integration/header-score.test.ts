// Every page, also those that say no, by the published rules of Mozilla's HTTP Observatory, scored here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { scoreHeaders } from "../support/observatory";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage } from "../support/upload-flow";

// The most there is while styles may stand in attributes: without them it would be ten more.
const WANTED = 120;

let editor: Person;
let browser: ApiClient;
let imageId: string;
beforeAll(async () => {
  editor = await addPerson("admin");
  browser = await signInAs(editor);
  imageId = (await addImage(editor.program, { visibility: "public" })).image.id;
});
afterAll(expectInvariants);

const PAGES = [
  "/",
  "/sign-in",
  "/view/:id",
  "/admin",
  "/admin/images/:id",
  "/admin/images/no-such-image",
  "/admin/no/such/page",
  "/no/such/page",
  "/view/no-such-image",
] as const;

describe.each([
  ["a stranger", () => new ApiClient()],
  ["an admin", () => browser],
] as const)("For %s", (_who, client) => {
  it.each(PAGES)(`%s scores ${WANTED} or more, and runs no script without a nonce`, async (page) => {
    const answer = await client().fetch(page.replace(":id", imageId), { headers: { accept: "text/html" } });
    const html = await answer.text();
    const policy = answer.headers.get("content-security-policy") ?? "";

    const { score, remarks } = scoreHeaders(answer.headers);

    expect(score, remarks.join("; ")).toBeGreaterThanOrEqual(WANTED);
    expect(policy).toMatch(/script-src [^;]*'nonce-/);
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
    const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  });
});
