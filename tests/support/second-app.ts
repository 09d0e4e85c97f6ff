/** One more process of the same build, with services of its own choice and with what it says kept. */
import { findFreePort } from "../../dev/ports";
import { startNext } from "../../scripts/serve/next-server";

export type SecondApp = {
  readonly origin: string;
  readonly pid: number;
  /** Everything that it has written so far, to standard output and to standard error. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  stop(): Promise<void>;
};

/** Starts it with the environment of the tests, but for `changes`, from the build in `folder`. */
export async function startSecondApp(
  changes: Readonly<Record<string, string>>,
  folder?: string,
): Promise<SecondApp> {
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  let said = "";
  const server = await startNext({
    mode: "start",
    port,
    host: "127.0.0.1",
    folder,
    env: { ...process.env, NEXTAUTH_URL: origin, PORT: String(port), ...changes },
    onOutput: (chunk) => (said += chunk),
  });
  return { origin, pid: server.pid, output: () => said, exited: server.exited, stop: () => server.stop() };
}
