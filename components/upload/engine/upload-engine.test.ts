import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { makeFile, openBench, openGate, outcomes } from "../test-support/engine-bench";
import { QuickClock } from "../test-support/quick-clock";
import { problem } from "../test-support/upload-service";

vi.setConfig({ testTimeout: 120_000 });

const names = (count: number) => Array.from({ length: count }, (_, place) => `${place + 1}.png`);
const hashOf = (name: "sha256" | "md5", bytes: Uint8Array) => createHash(name).update(bytes).digest("base64");

describe("the upload engine", () => {
  test("brings a file to an image: declared, signed, stored byte for byte, registered", async () => {
    await using bench = await openBench();
    const file = makeFile("cat.png", 150_000);
    const [item] = await bench.upload([file]);
    expect(item?.stage).toEqual({ name: "done", image: { id: "image-of-uploads/1" } });
    const bytes = Buffer.from(await file.arrayBuffer());
    const object = bench.service.objects.get("uploads/1");
    expect(object?.bytes.equals(bytes)).toBe(true);
    expect(object?.headers["content-type"]).toBe("image/png");
    expect(object?.headers["if-none-match"]).toBe("*");
    const checksums = { sha256: hashOf("sha256", bytes), md5: hashOf("md5", bytes) };
    const declared = { filename: "cat.png", filetype: "image/png", size: 150_000, onDuplicate: "report" };
    expect(bench.service.presignBatches).toEqual([[{ ...declared, ...checksums }]]);
    expect(bench.runsEnded).toEqual([1]);
    expect(bench.registered).toEqual([1]);
  });

  test("finishes a thousand files, six at a time, with few requests to the app", async () => {
    await using bench = await openBench({ clock: new QuickClock(1) });
    bench.service.putDelayMs = 10;
    const items = await bench.upload(names(1_000).map((name) => makeFile(name, 64)));
    expect(items.filter(({ stage }) => stage.name === "done")).toHaveLength(1_000);
    expect(bench.service.images.size).toBe(1_000);
    expect(bench.service.mostPutsAtOnce).toBe(6);
    expect(bench.service.requests("POST")).toBeLessThan(50);
    expect(Math.max(...bench.service.presignBatches.map((batch) => batch.length))).toBeLessThanOrEqual(100);
    expect(Math.max(...bench.service.registerBatches.map((batch) => batch.length))).toBeLessThanOrEqual(100);
    expect(bench.runsEnded).toEqual([1]);
  });

  test("refuses types, sizes and empty files without any request", async () => {
    await using bench = await openBench({
      policy: { maxBytes: { image: 1_000, video: 1_000, file: 1_000 } },
    });
    const items = await bench.upload([
      makeFile("notes.txt", 10, "text/plain"),
      makeFile("huge.png", 1_001),
      new File([], "empty.png", { type: "image/png" }),
    ]);
    expect(outcomes(items)).toEqual({
      "notes.txt": "unsupported_media_type",
      "huge.png": "file_too_large",
      "empty.png": "invalid_request",
    });
    expect(bench.service.log).toEqual([]);
  });

  test("takes the type from the extension when the system does not know one", async () => {
    await using bench = await openBench();
    await bench.upload([makeFile("A.AVIF", 100, ""), makeFile("b.jfif", 100, "application/octet-stream")]);
    const declared = bench.service.presignBatches.flat().map((file) => [file.filename, file.filetype]);
    expect(Object.fromEntries(declared)).toEqual({ "A.AVIF": "image/avif", "b.jfif": "image/jpeg" });
  });

  test("lets one file's refusal at signing or registering stop no other", async () => {
    await using bench = await openBench();
    bench.service.presignProblem = (file) => (file.filename === "3.png" ? problem("quota_exceeded") : null);
    bench.service.registerProblem = (image) =>
      image.filename === "5.png" ? problem("unsupported_content") : null;
    const items = await bench.upload(names(20).map((name) => makeFile(name)));
    const ends = Object.entries(outcomes(items)).filter(([, end]) => end !== "done");
    expect(ends).toEqual([
      ["3.png", "quota_exceeded"],
      ["5.png", "unsupported_content"],
    ]);
    expect(bench.service.images.size).toBe(18);
  });

  test("says of a file that can no longer be read that it has to be chosen again", async () => {
    await using bench = await openBench({ hasher: { width: 1, hash: () => Promise.resolve(null) } });
    const items = await bench.upload([makeFile("gone.png")]);
    expect(outcomes(items)).toEqual({ "gone.png": "file_unreadable" });
    expect(bench.service.log).toEqual([]);
  });

  test("keeps a duplicate for the person to decide, and uploads it when told to", async () => {
    await using bench = await openBench();
    bench.service.presignProblem = (file) =>
      file.onDuplicate === "report" ? problem("duplicate_image", { imageId: "the-older-one" }) : null;
    const [item] = await bench.upload([makeFile("again.png")]);
    expect(item?.stage).toMatchObject({
      name: "failed",
      failure: { kind: "duplicate", imageId: "the-older-one" },
    });
    bench.engine.retryFailed();
    expect(bench.service.requests("POST")).toBe(1);
    bench.engine.uploadAnyway(item?.id ?? "");
    await bench.until(() => bench.engine.items()[0]?.stage.name === "done");
    expect(bench.service.presignBatches.at(-1)?.[0]?.onDuplicate).toBe("allow");
  });

  test("asks about the same content twice in one list, too", async () => {
    await using bench = await openBench();
    const bytes = new Uint8Array(500).fill(7);
    const twin = (name: string) => new File([bytes], name, { type: "image/png" });
    const items = await bench.upload([twin("one.png"), twin("two.png")]);
    expect(Object.values(outcomes(items)).toSorted()).toEqual(["done", "listed_twice"]);
    expect(bench.service.images.size).toBe(1);
  });

  test("does not ask about duplicates when it is told to allow them", async () => {
    await using bench = await openBench({ onDuplicate: "allow" });
    const bytes = new Uint8Array(500).fill(9);
    const items = await bench.upload(names(3).map((name) => new File([bytes], name, { type: "image/png" })));
    expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["done"]));
    expect(bench.service.presignBatches.flat().every((file) => file.onDuplicate === "allow")).toBe(true);
  });
});

describe("thousands of files at once", () => {
  test("come onto the list bit by bit, in their order, and are one run until the last has ended", async () => {
    await using bench = await openBench();
    const all = names(3_500);
    bench.engine.add(all.map((name) => makeFile(name, 10, "text/plain")));
    expect(bench.engine.items().length).toBeLessThan(all.length);
    await bench.until(() => bench.runsEnded.length > 0);
    expect(bench.engine.items().map(({ filename }) => filename)).toEqual(all);
    expect(new Set(Object.values(outcomes(bench.engine.items())))).toEqual(
      new Set(["unsupported_media_type"]),
    );
    expect(bench.runsEnded).toEqual([1]);
  });
});

describe("cancelling and clearing", () => {
  test("cancels one file in mid-transfer and lets the others go on", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (filename) => (filename === "2.png" ? "silence" : null);
    bench.engine.add(names(4).map((name) => makeFile(name)));
    await bench.until(() => bench.service.images.size === 3);
    const stuck = bench.engine.items().find(({ filename }) => filename === "2.png");
    expect(stuck?.stage.name).toBe("uploading");
    bench.engine.cancel(stuck?.id ?? "");
    await bench.until(() => bench.runsEnded.length === 1);
    expect(outcomes(bench.engine.items())).toEqual({
      "1.png": "done",
      "2.png": "cancelled",
      "3.png": "done",
      "4.png": "done",
    });
  });

  test("retries a cancelled file when asked to", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (_, count) => (count === 0 ? "silence" : null);
    bench.engine.add([makeFile("later.png")]);
    await bench.until(() => bench.service.requests("PUT") === 1);
    const id = bench.engine.items()[0]?.id ?? "";
    bench.engine.cancel(id);
    bench.engine.retry(id);
    await bench.until(() => bench.engine.items()[0]?.stage.name === "done");
    expect(bench.service.images.size).toBe(1);
  });

  test("cancels all without another request, whatever each file was at", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = () => "silence";
    bench.engine.add(names(300).map((name) => makeFile(name, 100)));
    await bench.until(() => bench.service.requests("PUT") === 6);
    bench.engine.cancelAll();
    // What was on its way already still arrives.
    await bench.untilQuiet();
    const asked = bench.service.requests("POST");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bench.engine.items().every(({ stage }) => stage.name === "cancelled")).toBe(true);
    expect(bench.service.requests("PUT")).toBe(6);
    expect(bench.service.requests("POST")).toBe(asked);
    expect(bench.runsEnded).toEqual([1]);
  });

  test("cancels those of thousands, too, that are not on the list yet", async () => {
    await using bench = await openBench();
    bench.engine.add(names(2_500).map((name) => makeFile(name, 10)));
    expect(bench.engine.items().length).toBeLessThan(2_500);
    bench.engine.cancelAll();
    expect(bench.engine.items().filter(({ stage }) => stage.name === "cancelled")).toHaveLength(2_500);
    expect(bench.runsEnded).toEqual([1]);
    expect(bench.service.requests("POST")).toBe(0);
  });

  test("does not call back a registration that was asked for", async () => {
    await using bench = await openBench();
    const gate = openGate();
    bench.service.registerGate = () => gate.promise;
    bench.engine.add([makeFile("nearly.png")]);
    await bench.until(() => bench.service.requests("POST /images/registrations") === 1);
    bench.engine.cancelAll();
    gate.resolve();
    await bench.until(() => bench.runsEnded.length === 1);
    expect(outcomes(bench.engine.items())).toEqual({ "nearly.png": "done" });
  });

  test("clears what is finished and keeps what needs a person", async () => {
    await using bench = await openBench();
    await bench.upload([makeFile("good.png"), makeFile("bad.txt", 10, "text/plain")]);
    bench.engine.clearFinished();
    expect(outcomes(bench.engine.items())).toEqual({ "bad.txt": "unsupported_media_type" });
    bench.engine.dismiss(bench.engine.items()[0]?.id ?? "");
    expect(bench.engine.items()).toEqual([]);
  });
});
