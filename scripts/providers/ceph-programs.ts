// Ceph's programs: those that are there, or Debian's.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const packages = ["ceph-mon", "ceph-osd", "radosgw"];
const programs = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
/** The only one whose differences from S3 were looked at: tests/support/s3/provider.ts. */
const knownRelease = 16;

/** Installs Ceph when it is missing and may be installed; throws what to do when it cannot. */
export function requireCeph(): void {
  if (missingPrograms().length > 0) installPackages();
  const missing = missingPrograms();
  if (missing.length > 0) {
    throw new Error(
      `There is no ${missing.join(", ")} here. On Debian 12, as root: apt-get install --no-install-recommends ${packages.join(" ")}`,
    );
  }
  const release = Number(/version (\d+)\./.exec(output("ceph", ["--version"]))?.[1]);
  if (release !== knownRelease) {
    throw new Error(
      `This is Ceph ${release}; what the tests expect was observed on Ceph ${knownRelease}, which is that of Debian 12.`,
    );
  }
}

function missingPrograms(): string[] {
  return programs.filter((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).error !== undefined);
}

function installPackages(): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  console.log(`Installing ${packages.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (args: string[]) => spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
  run(["update", "-qq"]);
  run(["install", "-y", "-qq", "--no-install-recommends", ...packages]);
}

function output(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: "utf8" });
}
