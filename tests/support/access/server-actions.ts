/** The server actions of the build, called as a browser calls them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "@/scripts/project-root";
import { readEnvironment } from "../environment";
import { type AskedImage, pages } from "./access-table";

export type ServerAction = {
  readonly id: string;
  /** As it is exported: `deleteImageAction`. */
  readonly name: string;
  /** Where it is called. */
  readonly address: string;
};

const manifest = z.object({
  node: z.record(
    z.string(),
    z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
  ),
});

/** How Next names what is kept by `"use cache"`, which it lists beside the actions. */
const KEPT = /^\$\$RSC_SERVER_CACHE_/;

/** Every one, at an address of this image where its page has one. */
export function listActions(asked: AskedImage): readonly ServerAction[] {
  return listFunctions(asked).filter(({ name }) => !KEPT.test(name));
}

/** What the public pages keep, by names that a request could give as if they were actions. */
export function listKeptFunctions(asked: AskedImage): readonly ServerAction[] {
  return listFunctions(asked).filter(({ name }) => KEPT.test(name));
}

function listFunctions(asked: AskedImage): readonly ServerAction[] {
  const file = join(projectRoot, ".next/server/server-reference-manifest.json");
  const { node } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  return Object.entries(node).map(([id, { exportedName, workers }]) => {
    const page = pages.find(({ file }) => Object.hasOwn(workers, `app/${file.replace(/\.tsx$/, "")}`));
    if (page === undefined) throw new Error(`${exportedName} is on no page of the table of access.`);
    return { id, name: exportedName, address: page.address(asked) };
  });
}

export type ActionAnswer = { readonly status: number; readonly text: string };

/** As our own scripts call it, with one argument. */
export function callAction(
  action: ServerAction,
  argument: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<ActionAnswer> {
  return callFunction(action, [argument], headers);
}

/** The same with any arguments, as React writes them. */
export function callFunction(
  { id, address }: ServerAction,
  args: readonly unknown[],
  headers: Readonly<Record<string, string>>,
): Promise<ActionAnswer> {
  const type = { "content-type": "text/plain;charset=UTF-8", accept: "text/x-component", "next-action": id };
  return post(address, { ...type, ...headers }, JSON.stringify(args));
}

/** As a form calls it that needs no script, which any site may show: no header of its own and so no preflight. */
export function submitAction(
  { id, address }: ServerAction,
  argument: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<ActionAnswer> {
  const form = new FormData();
  form.set("$ACTION_REF_1", "");
  form.set("$ACTION_1:0", JSON.stringify({ id, bound: "$@1" }));
  form.set("$ACTION_1:1", JSON.stringify([argument]));
  return post(address, headers, form);
}

async function post(address: string, headers: Record<string, string>, body: BodyInit): Promise<ActionAnswer> {
  const url = new URL(address, readEnvironment().SIGNET_URL);
  const answer = await fetch(url, { method: "POST", redirect: "manual", headers, body });
  return { status: answer.status, text: await answer.text() };
}
