// A service that is started again when it dies.
import { setTimeout as sleep } from "node:timers/promises";

export interface Service {
  exited: Promise<unknown>;
  stop: () => Promise<void>;
}

const maxRestarts = 5;
const forgetAfterMs = 60_000;

/**
 * Starts a service and starts it again whenever it ends by itself, at most five times a minute; then calls `giveUp`.
 * The promise settles with the first start; `stop` ends it for good.
 */
export async function keepRunning<T extends Service>(
  name: string,
  start: () => Promise<T>,
  giveUp: (reason: Error) => void,
): Promise<T> {
  const first = await start();
  let current: Service = first;
  let stopped = false;
  // Asked through a function: it may change during every pause.
  const isStopped = () => stopped;
  const watching = watch().catch((error: unknown) => {
    giveUp(new Error(`${name} ended and could not be started again.`, { cause: error }));
  });

  async function watch(): Promise<void> {
    const restarts: number[] = [];
    for (;;) {
      await current.exited;
      if (isStopped()) return;
      const now = Date.now();
      const recent = restarts.filter((time) => now - time < forgetAfterMs).length;
      if (recent >= maxRestarts) throw new Error(`${name} ended ${recent + 1} times within a minute.`);
      restarts.push(now);
      console.error(`${name} ended unexpectedly; starting it again.`);
      await sleep(200 * recent);
      if (isStopped()) return;
      current = await start();
    }
  }

  const stop = async () => {
    stopped = true;
    await current.stop();
    await watching;
    // One may have been coming up just then.
    await current.stop();
  };
  return { ...first, exited: watching, stop };
}
