// As whom Postgres runs. It refuses to run as root, so root (a container, a fresh server) lends it the account
// "postgres". Everybody else runs it as themselves.
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { postgresBinary } from "./postgres-binary";

export interface Account {
  uid: number;
  gid: number;
  /** Whether it may walk to the data and the programs by itself. */
  reaches: boolean;
}

/** The account that Postgres runs as on the data of `folder`, or null for one's own. Made when root has none. */
export function findAccount(folder: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const ids = idsOf("postgres") ?? makeAccount();
  const reaches = [folder, postgresBinary("postgres")].every((path) => mayWalkTo(path, ids));
  return { ...ids, reaches };
}

/** How to run a program as that account. */
export function commandFor(program: string, args: string[], account: Account | null) {
  if (account === null) return { command: program, commandArgs: args, ids: {} };
  const { uid, gid } = account;
  if (account.reaches) return { command: program, commandArgs: args, ids: { uid, gid } };
  // A checkout below a folder that only root may enter (such as root's home): keep the one right to pass through.
  // (Without the securebit the kernel would not count that right when initdb asks whether it may run its neighbour.)
  const keep = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"];
  const become = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", ...keep];
  return { command: findSetpriv(), commandArgs: [...become, "--", program, ...args], ids: {} };
}

/** What to do where even that is refused. */
export const unreachable =
  'The account "postgres" cannot reach this folder. Move the checkout (or DATA_DIR) to where every account may enter, run as another user than root, or set DATABASE_URL.';

function findSetpriv(): string {
  const found = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));
  if (found) return found;
  throw new Error(unreachable);
}

function idsOf(name: string): { uid: number; gid: number } | null {
  try {
    const ask = (flag: string) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    return null;
  }
}

function makeAccount(): { uid: number; gid: number } {
  try {
    const shape = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
    execFileSync("useradd", [...shape, "postgres"], { stdio: "pipe" });
  } catch (error) {
    if (idsOf("postgres") === null) {
      throw new Error('Postgres cannot run as root, and an account "postgres" could not be made.', {
        cause: error,
      });
    }
  }
  const ids = idsOf("postgres");
  if (ids === null) throw new Error('Postgres cannot run as root, and there is no account "postgres".');
  return ids;
}

function mayWalkTo(path: string, ids: { uid: number; gid: number }): boolean {
  const { uid, gid, mode } = statSync(path);
  const bit = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return path === dirname(path) || mayWalkTo(dirname(path), ids);
}
