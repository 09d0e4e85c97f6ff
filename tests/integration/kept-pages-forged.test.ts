// To Next, what the public pages keep are functions that a request may name like a server action. Their names are a
// secret of the build; whoever has got hold of them gains nothing.
import { expect, it } from "vitest";
import { loadPublicEdition } from "@/lib/operations/images/load-public-edition";
import { makeAsked } from "../support/access/writes";
import { callFunction, listKeptFunctions } from "../support/access/server-actions";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { addPerson } from "../support/people";
import { addImage } from "../support/upload-flow";

const origin = readEnvironment().SIGNET_URL;

it("a page that a stranger had made for an edition still to come is not shown in it", async () => {
  const admin = await addPerson("admin");
  const kept = listKeptFunctions(await makeAsked(admin));
  expect(kept.length).toBeGreaterThan(0);
  const toCome = { ...(await loadPublicEdition()), revision: crypto.randomUUID() };

  for (const each of kept) await callFunction(each, [toCome, "$undefined"], { origin });
  const title = `Came later ${crypto.randomUUID()}`;
  await addImage(admin.program, { title, visibility: "public" });
  await sql(`UPDATE "PublicRevision" SET "revision" = $1::uuid`, [toCome.revision]);

  const page = await fetch(new URL("/", origin));
  expect(await page.text()).toContain(title);
});
