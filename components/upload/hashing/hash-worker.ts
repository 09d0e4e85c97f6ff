/** The worker that hashes: off the page's thread, one file at a time. */
import { digestFile } from "./digest-file";
import type { HashReply, HashRequest } from "./hash-messages";

const reply = (message: HashReply) => globalThis.postMessage(message);

globalThis.addEventListener("message", ({ data }: MessageEvent<HashRequest>) => {
  const { job, file, partBytes } = data;
  const onProgress = (readBytes: number) => reply({ job, kind: "progress", readBytes });
  digestFile(file, { partBytes, onProgress }).then(
    (digests) => reply({ job, kind: "digests", digests }),
    () => reply({ job, kind: "unreadable" }),
  );
});
