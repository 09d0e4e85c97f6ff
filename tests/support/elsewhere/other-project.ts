/**
 * Another application that has taken `components/signed-image` as it is: the folder, React and thumbhash, and nothing
 * else of ours. Its one page is the example of docs/signed-image.md.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions } from "esbuild";
import { z } from "zod";
import type { SignedImageSource } from "@/components/signed-image/contract";
import { runTool } from "@/scripts/check/tool";
import { projectRoot } from "@/scripts/project-root";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";

const ROOM = "components/signed-image";
const PACKAGES = ["react", "react-dom", "thumbhash", "@types/react", "@types/react-dom"];

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: "ES2022",
    lib: ["dom", "dom.iterable", "ES2022"],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    types: [],
    skipLibCheck: true,
    noEmit: true,
  },
};

/** What the other application writes besides its page. */
const FILES = {
  "render.tsx": `import { renderToString } from "react-dom/server";
import { Page } from "./page";
import type { SignedImageSource } from "./signed-image/contract";
export const render = (sources: readonly SignedImageSource[]): string => renderToString(<Page sources={sources} />);
`,
  "hydrate.tsx": `import { hydrateRoot } from "react-dom/client";
import { Page } from "./page";
const text = document.getElementById("sources")?.textContent ?? "[]";
hydrateRoot(document.getElementById("root") ?? document.body, <Page sources={JSON.parse(text)} />);
`,
  "keeper.ts": `export { SignedImageKeeper } from "./signed-image/signed-image-keeper";
`,
};

const BUNDLE = {
  bundle: true,
  minify: true,
  format: "esm",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "silent",
} as const satisfies BuildOptions;
const FOR_NODE = {
  platform: "node",
  // React's server build asks Node for its own modules.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
} as const satisfies BuildOptions;

const rendererSchema = z.object({
  render: z.custom<(sources: readonly SignedImageSource[]) => string>((value) => typeof value === "function"),
});
type Renderer = z.infer<typeof rendererSchema>;

export type OtherProject = Awaited<ReturnType<typeof makeOtherProject>>;

export function makeOtherProject() {
  const { path, remove } = makeTemporaryFolder();
  cpSync(join(projectRoot, ROOM), join(path, "signed-image"), {
    recursive: true,
    filter: (file) => !file.includes(".test."),
  });
  for (const name of PACKAGES) {
    mkdirSync(dirname(join(path, "node_modules", name)), { recursive: true });
    symlinkSync(join(projectRoot, "node_modules", name), join(path, "node_modules", name));
  }
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify(TSCONFIG));
  writeFileSync(join(path, "page.tsx"), readExample());
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(path, name), text);

  const bundle = async (entry: string, options: BuildOptions): Promise<string> => {
    const outfile = join(path, entry.replace(/tsx?$/, "mjs"));
    await build({ ...BUNDLE, ...options, entryPoints: [join(path, entry)], outfile, absWorkingDir: path });
    return outfile;
  };
  let renderer: Promise<Renderer> | undefined;
  let script: Promise<string> | undefined;
  return {
    remove,
    /** What the compiler has to say; empty when nothing. */
    typeCheck: () => runTool("tsc", ["-p", path]),
    /** The page's HTML, as its server makes it. */
    async render(sources: readonly SignedImageSource[]): Promise<string> {
      return (await (renderer ??= bundle("render.tsx", FOR_NODE).then(loadRenderer))).render(sources);
    },
    /** The page's script. */
    script: () => (script ??= bundle("hydrate.tsx", { platform: "browser" }).then(read)),
    /** What the keeper adds to a page that has React anyway. */
    async keeperBytes(): Promise<number> {
      const external = ["react", "react/jsx-runtime"];
      return gzipSync(await read(await bundle("keeper.ts", { platform: "browser", external }))).byteLength;
    },
  };
}

const read = (file: string) => readFile(file, "utf8");

async function loadRenderer(file: string): Promise<Renderer> {
  const loaded: unknown = await import(pathToFileURL(file).href);
  return rendererSchema.parse(loaded);
}

/** The example that the documentation gives. */
function readExample(): string {
  const page = readFileSync(join(projectRoot, "docs/signed-image.md"), "utf8");
  const [, example] = /^```tsx\n([\s\S]*?)^```$/m.exec(page) ?? [];
  if (example === undefined) throw new Error("docs/signed-image.md has no example.");
  return example;
}
