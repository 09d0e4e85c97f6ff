// Keeps a second server out of a data folder: it would take the first one's unfinished uploads for leftovers. The lock is
// a socket that is listened to, so that it ends with its process, however that ends.
import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface FolderLock {
  release(): Promise<void>;
}

/** @throws when another server has the folder */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const name = `signet-s3-${createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 24)}`;
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  const server = (await listen(path)) ?? (await takeOver(path));
  if (server === null) throw new Error(`Another S3 server is using ${folder}.`);
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A socket left behind by a killed process refuses connections. */
async function takeOver(path: string): Promise<Server | null> {
  if (await answers(path)) return null;
  rmSync(path, { force: true });
  return listen(path);
}

function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
