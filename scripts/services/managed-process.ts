// A child process that we hold: it ends when asked, when it does not listen, and when we die.
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { tieToThisProcess } from "../../dev/lifeline";
import { projectRoot } from "../project-root";

export interface ManagedProcess {
  child: ChildProcess;
  /** The exit code, or the name of the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>;
  /** SIGTERM, and SIGKILL after `graceMs`. Safe to repeat, and after its end. */
  stop: () => Promise<void>;
}

export interface ManagedProcessOptions {
  env: NodeJS.ProcessEnv;
  stdio: StdioOptions;
  graceMs: number;
  /** The project's own when none is given. */
  folder?: string | undefined;
}

/** Runs this same Node on `args`. */
export function startNode(args: string[], options: ManagedProcessOptions): ManagedProcess {
  return startProgram(process.execPath, args, options);
}

/** Runs a program in a process group of its own (no Ctrl-C from a terminal). */
export function startProgram(
  program: string,
  args: string[],
  { env, stdio, graceMs, folder = projectRoot }: ManagedProcessOptions,
): ManagedProcess {
  const child = spawn(program, args, { cwd: folder, env, stdio, detached: true });
  const untie = child.pid === undefined ? () => undefined : tieToThisProcess(child.pid, "TERM");
  const exited = new Promise<number | NodeJS.Signals>((done) => {
    child.once("error", () => done(1));
    child.once("exit", (code, signal) => done(code ?? signal ?? 1));
  }).finally(untie);
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await exited;
    clearTimeout(timer);
  };
  return { child, exited, stop };
}

/** The flags with which Node runs the project's TypeScript. */
export const typescriptFlags = ["--conditions=react-server", "--import", "tsx"];
