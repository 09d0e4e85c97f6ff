import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { PipeReader } from "./pipe";

const MAIN = "lib/variants/child/main.ts";
const READABLE_FOLDERS = ["node_modules", "lib"];
const KEPT_WORDS = 2_000;

/**
 * The child process that decodes, as its parent sees it: a pipe in, a pipe out, and its end. It gets none of our
 * environment; it may read our code and write nothing; the system ends it when it allocates more than `memoryBytes`.
 */
export class DecoderProcess {
  readonly #child: ChildProcess;
  readonly #pipes: readonly Socket[];
  readonly input: Writable;
  readonly answers: PipeReader;
  /** Settles when it is gone, with what is known of why. */
  readonly gone: Promise<string>;
  isGone = false;

  constructor(memoryBytes: number) {
    const root = process.cwd();
    // The build is not to take along what is only ever named to the child.
    const folders = READABLE_FOLDERS.map((name) => join(/* turbopackIgnore: true */ root, name));
    const mayRead = folders.flatMap(readable);
    const node = [process.execPath, "--permission", "--allow-addons", ...mayRead, "--no-warnings"];
    // Where the system knows no such limit, those on pixels remain.
    const limited = `ulimit -d ${Math.floor(memoryBytes / 1024)} 2>/dev/null; exec "$@"`;
    this.#child = spawn("/bin/sh", ["-c", limited, "sh", ...node, join(root, MAIN)], {
      cwd: root,
      env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
      stdio: ["pipe", "ignore", "pipe", "pipe"],
    });
    const [input, , errors, answers] = this.#child.stdio;
    if (!(input instanceof Socket && errors instanceof Socket && answers instanceof Socket))
      throw new Error("The decoder was started without its pipes.");
    this.#pipes = [input, errors, answers];
    // A broken pipe is told by the child's end.
    for (const pipe of this.#pipes) pipe.on("error", () => undefined);
    this.input = input;
    this.answers = new PipeReader(answers);
    let words = "";
    errors.on("data", (chunk) => (words = `${words}${String(chunk)}`.slice(-KEPT_WORDS)));
    this.gone = new Promise((done) => {
      const end = (how: string) => {
        this.isGone = true;
        done(`${how} ${words}`.trim());
      };
      this.#child.once("error", (error) => end(error.message));
      this.#child.once("exit", (code, signal) => end(`It ended by ${signal ?? `code ${String(code)}`}.`));
    });
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Whether this process stays for it; an idle decoder holds nobody up. */
  hold(isBusy: boolean): void {
    for (const handle of [this.#child, ...this.#pipes]) {
      if (isBusy) handle.ref();
      else handle.unref();
    }
  }
}

/** A folder, and where it truly lies: releases often have links, which Node follows before it asks whether it may read. */
function readable(folder: string): string[] {
  return [...new Set([folder, realpathSync(folder)])].map((path) => `--allow-fs-read=${path}`);
}
