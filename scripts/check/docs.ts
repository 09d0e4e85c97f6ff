// Whether the documentation speaks of what is there: paths, npm scripts, links between pages.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({ scripts: z.record(z.string(), z.string()) });
const fileName = /^\.?[\w-]+(?:\.[\w-]+)*\.(?:ts|tsx|mjs|json|md|prisma|yml|toml|css)$/;
/** What an installation makes or a person writes, and no checkout has. */
const madeLater = [".env", ".data", ".next", "node_modules", "test-results", "lib/db/generated"];

/** One sentence for everything in README.md and docs/ that names something which does not exist. */
export function findDeadMentions(root: string): string[] {
  const { scripts } = manifestSchema.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const pages = globSync(["README.md", "docs/**/*.md"], { cwd: root }).sort();
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8");
    const dead = [
      ...findScripts(text)
        .filter((name) => !(name in scripts))
        .map((name) => `npm run ${name} is no script of package.json`),
      ...findPaths(text, root)
        .filter((path) => !exists(root, path))
        .map((path) => `${path} does not exist`),
      ...findLinks(text)
        .filter((link) => !existsSync(join(root, dirname(page), link)))
        .map((link) => `the link to ${link} is dead`),
    ];
    return [...new Set(dead)].map((sentence) => `${page}: ${sentence}`);
  });
}

function findScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(([, name = ""]) => name);
}

/** Code spans that can only be meant as a file or folder of the project: not routes, packages, types or object keys. */
function findPaths(text: string, root: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const spans = [...prose.matchAll(/`([^`\s]+)`/g)].map(([, span = ""]) => span);
  return spans.filter((span) => {
    if (/[<>{}:$|=]|\.\.\./.test(span) || span.startsWith("/") || span.startsWith("@")) return false;
    const [first = "", ...rest] = span.split("/");
    if (rest.length === 0) return fileName.test(span);
    return existsSync(join(root, first)) || fileName.test(rest.at(-1) ?? "");
  });
}

function exists(root: string, path: string): boolean {
  if (madeLater.some((made) => path === made || path.startsWith(`${made}/`))) return true;
  if (!path.includes("/"))
    return (
      globSync(`{.,{app,bench,components,dev,docs,examples,lib,prisma,scripts,tests}/**}/${path}`, {
        cwd: root,
      }).length > 0
    );
  // Next's folder names hold characters that a pattern would take for its own.
  return existsSync(join(root, path)) || (path.includes("*") && globSync(path, { cwd: root }).length > 0);
}

function findLinks(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const relative = targets.filter((target) => !/^[a-z]+:|^#|^\//i.test(target));
  return relative.map((target) => decodeURIComponent(target.replace(/#.*$/, "")));
}
