/** What a process of the service says next. */
import type { ChildProcess } from "node:child_process";
import { type Report, reportSchema } from "./calls";

/** It ended by SIGKILL instead. */
export const KILLED = Symbol("killed");

/** Until a process that says nothing is taken for stuck. */
const PATIENCE_MS = 120_000;

/** @throws when it ends by itself, or says nothing for two minutes */
export function nextReport(child: ChildProcess): Promise<Report | typeof KILLED> {
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
