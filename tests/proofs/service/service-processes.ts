/**
 * The service as several small processes, which may be ended in the middle of their work. Some are always warm, so that
 * an end costs no time; each is one bundled file, since Node takes seconds to find the hundreds that the operations are
 * made of.
 */
import { type ChildProcess, fork } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "@/scripts/project-root";
import { type AnswerTo, answers, type Call, type Report, reportSchema } from "./calls";

export const KILLED = Symbol("killed");

/** Until a process that says nothing is taken for stuck. */
const PATIENCE_MS = 120_000;

export class ServiceProcesses {
  readonly #idle: Promise<ChildProcess>[] = [];
  readonly #all = new Set<ChildProcess>();
  /** How often each failpoint has ended a process. */
  readonly kills = new Map<string, number>();

  private constructor(
    private readonly bundle: string,
    readonly logFile: string,
  ) {}

  /** Bundles the process into `folder`, which also gets its log, and warms up so many. */
  static async start(folder: string, warm: number): Promise<ServiceProcesses> {
    const bundle = join(projectRoot, "node_modules/.cache/signet", `service-process-${process.pid}.mjs`);
    await build({
      entryPoints: [join(projectRoot, "tests/proofs/service/service-process.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["react-server"],
      tsconfig: join(projectRoot, "tsconfig.json"),
      external: ["pg-native", "graphile-worker", "sharp"],
      banner: {
        js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
      },
      logLevel: "error",
    });
    const service = new ServiceProcesses(bundle, join(folder, "service.log"));
    appendFileSync(service.logFile, "");
    for (let count = 0; count < warm; count += 1) service.#idle.push(service.#spawn());
    return service;
  }

  /** Has one process do it. KILLED when it ended at the failpoint (`name:hit`) instead of answering. */
  async ask<C extends Call>(call: C, failpoint = ""): Promise<AnswerTo<C["kind"]> | typeof KILLED> {
    const child = await (this.#idle.shift() ?? this.#spawn());
    child.send({ call, failpoint });
    const report = await nextReport(child);
    if (report === KILLED) {
      this.#idle.push(this.#spawn());
      this.kills.set(failpoint, (this.kills.get(failpoint) ?? 0) + 1);
      return KILLED;
    }
    this.#idle.push(Promise.resolve(child));
    if (report.kind !== "answer") throw new Error(`${call.kind} ${failpoint}: ${JSON.stringify(report)}`);
    return parseAnswer<C["kind"]>(call.kind, report.value);
  }

  /** The same of a process that is not to end. */
  async do<C extends Call>(call: C): Promise<AnswerTo<C["kind"]>> {
    const answer = await this.ask(call);
    if (answer === KILLED) throw new Error(`${call.kind}: ended without a failpoint.`);
    return answer;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#idle.splice(0));
    const ended = [...this.#all].map((child) => new Promise((done) => child.once("exit", done)));
    for (const child of this.#all) child.kill("SIGKILL");
    await Promise.all(ended);
  }

  async #spawn(): Promise<ChildProcess> {
    const child = fork(this.bundle, {
      execArgv: ["--conditions=react-server"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        NODE_COMPILE_CACHE: join(projectRoot, "node_modules/.cache/signet/compiled"),
        SIGNET_FAILPOINT_CONSENT: "kill-this-process",
        DATABASE_POOL_SIZE: "4",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#all.add(child);
    child.once("exit", () => this.#all.delete(child));
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => appendFileSync(this.logFile, String(chunk)));
    const report = await nextReport(child);
    if (report === KILLED || report.kind !== "ready")
      throw new Error(`A process did not start; see ${this.logFile}`);
    return child;
  }
}

function parseAnswer<K extends Call["kind"]>(kind: K, value: unknown): AnswerTo<K> {
  return answers[kind].parse(value);
}

/** @throws when it ends by itself, or says nothing for two minutes */
function nextReport(child: ChildProcess): Promise<Report | typeof KILLED> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => settle(() => resolve(reportSchema.parse(message)));
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => {
        if (signal === "SIGKILL") resolve(KILLED);
        else reject(new Error(`A process ended by itself: ${code ?? signal}.`));
      });
    const timer = setTimeout(() => settle(() => reject(new Error("A process says nothing."))), PATIENCE_MS);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit);
      done();
    };
    child.once("message", onMessage).once("exit", onExit);
  });
}
