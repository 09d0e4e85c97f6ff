/**
 * Apps that are built only to be compared with, each in a folder of its own: what must never ship, such as a route that
 * does nothing, is there and nowhere else. Packages are hard links where the file system allows.
 */
import {
  copyFileSync,
  globSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "@/scripts/project-root";
import { buildIn, buildSources } from "@/scripts/serve/build";
import type { Shutdown } from "@/scripts/services/shutdown";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";

const EMPTY_LAYOUT = `export const dynamic = "force-dynamic";
export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`;
const EMPTY_PAGE = `export default function Page() {
  return <p>Nothing</p>;
}
`;
const EMPTY_ROUTE = `export const dynamic = "force-dynamic";
export function GET() {
  return Response.json({});
}
`;

/** Where the route that does nothing answers; the proxy takes it for one of the API. */
export const EMPTY_PATH = "/api/empty";

/** What Next itself needs, with one page that says a word. */
export function buildBareApp(shutdown: Shutdown): Promise<string> {
  return buildComparison(shutdown, ["{package,package-lock,tsconfig}.json"], {
    "app/layout.tsx": EMPTY_LAYOUT,
    "app/page.tsx": EMPTY_PAGE,
  });
}

/** Signet as it is, and the route that does nothing. */
export function buildWithEmptyRoute(shutdown: Shutdown): Promise<string> {
  return buildComparison(shutdown, buildSources, { [`app${EMPTY_PATH}/route.ts`]: EMPTY_ROUTE });
}

async function buildComparison(
  shutdown: Shutdown,
  copied: readonly string[],
  own: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = makeTemporaryFolder();
  shutdown.onClose("The app to compare with", folder.remove);
  for (const file of globSync([...copied], { cwd: projectRoot })) {
    if (statSync(join(projectRoot, file)).isFile())
      copyFile(join(projectRoot, file), join(folder.path, file));
  }
  linkFolder(join(projectRoot, "node_modules"), join(folder.path, "node_modules"));
  for (const [file, text] of Object.entries(own)) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  }
  await buildIn(folder.path, shutdown.signal);
  return folder.path;
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isFile()) linkFile(source, target);
  }
}

/** Next may change settings as it builds; those of the project stay what they are. */
function copyFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system.
    copyFileSync(from, to);
  }
}
