/**
 * The service as several small processes, which may be ended or stopped in the middle of their work. Some are always warm,
 * so that an end costs no time; each is one bundled file, since Node takes seconds to find the hundreds that the operations
 * are made of.
 */
import { type ChildProcess, fork } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { isStopped } from "@/dev/processes";
import { projectRoot } from "@/scripts/project-root";
import { type AnswerTo, answers, type Call, type Report } from "./calls";
import { KILLED, nextReport } from "./next-report";

export { KILLED };

/** What a failpoint does to a process: it ends, or it stops and goes on later, when others have taken over. */
export type Way = "end" | "stop";

/** An operation that threw what its caller is told: the database may have been waiting for a process that is stopped. */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(`Refused: ${code}`);
  }
}

type Zombie = {
  readonly child: ChildProcess;
  readonly call: Call;
  readonly report: Promise<Report | typeof KILLED>;
};

const LOOK_MS = 15;

export class ServiceProcesses {
  readonly #idle: Promise<ChildProcess>[] = [];
  readonly #all = new Set<ChildProcess>();
  #zombies: Zombie[] = [];
  /** How often each failpoint has ended, or stopped, a process. */
  readonly kills = new Map<string, number>();

  private constructor(
    private readonly bundle: string,
    readonly logFile: string,
    private readonly way: Way,
  ) {}

  /** Bundles the process into `folder`, which also gets its log, and warms up so many. */
  static async start(folder: string, warm: number, way: Way = "end"): Promise<ServiceProcesses> {
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
    const service = new ServiceProcesses(bundle, join(folder, "service.log"), way);
    appendFileSync(service.logFile, "");
    for (let count = 0; count < warm; count += 1) service.#idle.push(service.#spawn());
    return service;
  }

  /**
   * Has one process do it. KILLED when it came to the failpoint (`name:hit`) instead of answering.
   * @throws Refusal when the operation threw what its caller is told
   */
  async ask<C extends Call>(call: C, failpoint = ""): Promise<AnswerTo<C["kind"]> | typeof KILLED> {
    const child = await (this.#idle.shift() ?? this.#spawn());
    const report = nextReport(child);
    child.send({ call, failpoint: this.#arm(failpoint) });
    const first = failpoint === "" || this.way === "end" ? await report : await reportOrStop(child, report);
    if (first === KILLED || first === null) {
      this.#idle.push(this.#spawn());
      this.kills.set(failpoint, (this.kills.get(failpoint) ?? 0) + 1);
      if (first === null) this.#zombies.push({ child, call, report });
      return KILLED;
    }
    this.#idle.push(Promise.resolve(child));
    if (first.kind === "refused") throw new Refusal(first.code);
    if (first.kind !== "answer") throw new Error(`${call.kind} ${failpoint}: ${JSON.stringify(first)}`);
    return parseAnswer<C["kind"]>(call.kind, first.value);
  }

  /** The same of a process that is not to end. */
  async do<C extends Call>(call: C): Promise<AnswerTo<C["kind"]>> {
    const answer = await this.ask(call);
    if (answer === KILLED) throw new Error(`${call.kind}: ended without a failpoint.`);
    return answer;
  }

  /** Has all that are stopped go on to their end. Gives the images that they say they have registered. */
  async wake(): Promise<{ imageId: string; sha256: string }[]> {
    const zombies = this.#zombies.splice(0);
    for (const { child } of zombies) child.kill("SIGCONT");
    const told = zombies.map(async ({ child, call, report }) => {
      const last = await report;
      if (last === KILLED) throw new Error(`${call.kind}: ended after it was woken.`);
      // Another has taken its place.
      child.kill("SIGKILL");
      if (last.kind === "broken") throw new Error(`${call.kind}, woken: ${last.error}`);
      return last.kind === "answer" ? imagesIn(call, last.value) : [];
    });
    return (await Promise.all(told)).flat();
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#idle.splice(0));
    const ended = [...this.#all].map((child) => new Promise((done) => child.once("exit", done)));
    for (const { report } of this.#zombies) report.catch(() => undefined);
    for (const child of this.#all) child.kill("SIGKILL");
    await Promise.all(ended);
  }

  #arm(failpoint: string): string {
    if (failpoint === "" || this.way === "end") return failpoint;
    const [name = "", hit = "1"] = failpoint.split(":");
    return `${name}:${hit}:${this.way}`;
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

/** Null when it stands still at its failpoint. */
async function reportOrStop(
  child: ChildProcess,
  report: Zombie["report"],
): Promise<Report | typeof KILLED | null> {
  for (;;) {
    const first = await Promise.race([report, sleep(LOOK_MS, null)]);
    if (first !== null) return first;
    if (child.pid !== undefined && isStopped(child.pid)) return null;
  }
}

function parseAnswer<K extends Call["kind"]>(kind: K, value: unknown): AnswerTo<K> {
  return answers[kind].parse(value);
}

function imagesIn(call: Call, value: unknown): { imageId: string; sha256: string }[] {
  if (call.kind !== "register" && call.kind !== "complete") return [];
  const told = call.kind === "register" ? parseAnswer(call.kind, value) : [parseAnswer(call.kind, value)];
  return told.flatMap((one) => ("imageId" in one ? [one] : []));
}
