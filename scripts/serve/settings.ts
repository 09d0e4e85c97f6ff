// What `npm start` was asked for, read from the environment before anything happens.
import { createConnection } from "node:net";
import { isPortFree } from "../../dev/ports";

export interface ServeSettings {
  mode: "start" | "dev";
  port: number;
  host: string;
  /** Which services are ours to run. */
  embeds: { postgres: boolean; s3: boolean };
}

/** Reads PORT, HOST, DATABASE_URL and S3_BUCKET; throws a sentence for a port that is none. */
export function readServeSettings(
  mode: "start" | "dev",
  source: NodeJS.ProcessEnv = process.env,
): ServeSettings {
  const port = Number(source.PORT || "3000");
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT=${source.PORT} is no port.`);
  const embeds = { postgres: !source.DATABASE_URL, s3: !source.S3_BUCKET };
  // What stands beside embedded services is a trial on one's own machine, not for the network.
  const host = source.HOST || (embeds.postgres || embeds.s3 ? "127.0.0.1" : "0.0.0.0");
  return { mode, port, host, embeds };
}

/** Throws a sentence when another program has the port. */
export async function requireFreePort({ port, host }: ServeSettings): Promise<void> {
  // Some systems allow to listen beside another program that has the port on all addresses, or on the IPv6 one only.
  const loopbacks = await Promise.all(["127.0.0.1", "::1"].map((address) => answers(port, address)));
  if (!loopbacks.includes(true) && (await isPortFree(port, host))) return;
  throw new Error(
    `Port ${port} is in use by another program. Stop that, or choose another port: PORT=${port + 1} npm start`,
  );
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ port, host, timeout: 1_000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
  });
}
