// What every entry point does before anything is installed, in plain JavaScript for the Node that happens to be there
// (20 or newer): look at the system, install the packages of package-lock.json, go on with the Node that they bring.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs a TypeScript file of the project with its packages and its Node, and ends with its exit code. */
export function runScript(script, args) {
  refuseUnknownSystem();
  if (!isInstalled()) install();
  const node = findNode();
  const bin = join(root, "node_modules/.bin");
  const child = spawn(node, ["--conditions=react-server", "--import", "tsx", join(root, script), ...args], {
    cwd: root,
    // The channel tells the child when this process is gone, by whatever death.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` },
  });
  // A terminal's Ctrl-C reaches the child too: it takes the second one for the same.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.on("error", (error) => stop(`Could not run ${node}: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function refuseUnknownSystem() {
  const [major] = process.versions.node.split(".").map(Number);
  if (process.platform === "win32") stop("Signet runs on Linux and macOS. On Windows use WSL.");
  if (major < 20) stop(`Signet needs Node 20 or newer to start with; this is ${process.version}.`);
}

/** True when every package that the lock file asks for lies in node_modules in that version, by npm's own record. */
function isInstalled() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  // A host that builds first and then drops the development packages serves without them.
  const built = process.env.NODE_ENV === "production" && existsSync(join(root, ".next/BUILD_ID"));
  return Object.entries(wanted).every(([path, entry]) => {
    const dispensable = path === "" || entry.optional || entry.devOptional || entry.peer || entry.link;
    return dispensable || (entry.dev && built) || installed[path]?.version === entry.version;
  });
}

function install() {
  console.log("Installing packages (the first time takes a minute) …");
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ["npm", []];
  const args = [...first, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (error) stop(`Could not run npm: ${error.message}`);
  if (status !== 0) stop("npm could not install the packages; its message is above.");
}

function findNode() {
  const own = join(root, "node_modules/node/bin/node");
  if (existsSync(own)) return own;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return stop(
    `Without its development packages Signet needs Node 22.18 or newer; this is ${process.version}.`,
  );
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
