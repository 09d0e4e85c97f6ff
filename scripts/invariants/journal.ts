// What clients were told, one JSON line each: some invariants are about the past, which no row remembers.
import { appendFileSync, createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";

const eventSchema = z.discriminatedUnion("event", [
  /** A registration or a reading of the image was answered; `sha256` in base64. */
  z.object({ event: z.literal("image"), imageId: z.string(), sha256: z.string() }),
  /** The bytes behind a signed URL had this SHA-256. */
  z.object({ event: z.literal("served"), imageId: z.string(), sha256: z.string() }),
  /** A signed URL was handed out for this key. */
  z.object({ event: z.literal("signed"), imageId: z.string(), key: z.string() }),
  /** A deletion is being asked for: from now on the image may be there or not. */
  z.object({ event: z.literal("deleting"), imageId: z.string() }),
  z.object({ event: z.literal("deleted"), imageId: z.string() }),
  /** The store took the bytes of an upload. */
  z.object({ event: z.literal("stored"), uploadId: z.string() }),
]);

export type JournalEvent = z.infer<typeof eventSchema>;

/** Adds to the file at once: who writes it may be killed at the next instant. */
export class Journal {
  constructor(readonly file: string) {}

  write(event: JournalEvent): void {
    appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  }
}

/** What is known of one image. */
export type Remembered = {
  readonly sha256s: Set<string>;
  acknowledged: boolean;
  fate: "kept" | "unsure" | "deleted";
};

export type Memory = {
  readonly images: Map<string, Remembered>;
  readonly storedUploads: Set<string>;
  readonly signed: { readonly imageId: string; readonly key: string }[];
};

export async function readJournal(file: string): Promise<Memory> {
  const memory: Memory = { images: new Map(), storedUploads: new Set(), signed: [] };
  for await (const line of createInterface({ input: createReadStream(file) }))
    remember(memory, eventSchema.parse(JSON.parse(line)));
  return memory;
}

function remember(memory: Memory, entry: JournalEvent): void {
  if (entry.event === "stored") {
    memory.storedUploads.add(entry.uploadId);
    return;
  }
  const image = memory.images.get(entry.imageId) ?? { sha256s: new Set(), acknowledged: false, fate: "kept" };
  memory.images.set(entry.imageId, image);
  switch (entry.event) {
    case "image":
      image.acknowledged = true;
      image.sha256s.add(entry.sha256);
      break;
    case "served":
      image.sha256s.add(entry.sha256);
      break;
    case "signed":
      memory.signed.push({ imageId: entry.imageId, key: entry.key });
      break;
    case "deleting":
      if (image.fate === "kept") image.fate = "unsure";
      break;
    case "deleted":
      image.fate = "deleted";
      break;
  }
}
