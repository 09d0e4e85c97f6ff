// A Chromium for the end-to-end tests: one that is there, or one that can be had.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { projectRoot } from "../project-root";

/** For a browser that asks nobody but us, and runs as root in a container. */
export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApplications = ["Google Chrome", "Chromium", "Microsoft Edge"];

/** The path of a browser to test with. Installs one when there is none; throws what to do when that fails too. */
export function requireChromium(): string {
  const given = process.env.PLAYWRIGHT_CHROMIUM_PATH;
  if (given && !isProgram(given)) throw new Error(`PLAYWRIGHT_CHROMIUM_PATH=${given} is no program.`);
  return given || findChromium() || downloadChromium() || installChromium() || fail();
}

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const onMac = macApplications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...onPath, ...onMac, chromium.executablePath()].find(isProgram);
}

function downloadChromium(): string | undefined {
  console.log("There is no Chromium here; asking Playwright for one …");
  const cli = join(projectRoot, "node_modules/@playwright/test/cli.js");
  spawnSync(process.execPath, [cli, "install", "chromium"], { stdio: "ignore", timeout: 300_000 });
  return findChromium();
}

function installChromium(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  console.log("Installing the system's Chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (args: string[]) => spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
  run(["update", "-qq"]);
  run(["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  return findChromium();
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function fail(): never {
  throw new Error(
    "The end-to-end tests need Chromium or Chrome. Install one, or name it: PLAYWRIGHT_CHROMIUM_PATH=/path/to/chrome npm test",
  );
}
