/** Modules of this project as one script, for a page that is no page of the app. */
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "@/scripts/project-root";

/** @param entry a path within the project */
export async function bundleForBrowser(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(projectRoot, entry)],
    bundle: true,
    format: "esm",
    target: "es2023",
    write: false,
    logLevel: "silent",
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`${entry} gave no script.`);
  return script.text;
}
