// Loopback ports for the embedded services.
import { createServer } from "node:net";

/** A port of `host` that nothing listens on at this moment. */
export async function findFreePort(host = "127.0.0.1"): Promise<number> {
  const port = await tryListen(0, host);
  if (port === null) throw new Error(`No free port on ${host}.`);
  return port;
}

/** True when a server could listen there now. */
export async function isPortFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return (await tryListen(port, host)) !== null;
}

function tryListen(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
