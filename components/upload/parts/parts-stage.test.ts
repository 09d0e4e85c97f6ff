import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { makeFile, openBench, outcomes, PlainMemory } from "../test-support/engine-bench";
import { problem } from "../test-support/upload-service";

vi.setConfig({ testTimeout: 120_000 });

const LARGE_BYTES = 8.5 * 128 * 1024;
const PARTS = 9;
const film = (name = "film.mp4") => makeFile(name, LARGE_BYTES, "video/mp4");
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer());

describe("a large file", () => {
  test("goes in parts, six at a time, and is put together from what the bucket says it has", async () => {
    const memory = new PlainMemory();
    await using bench = await openBench({ memory });
    bench.service.putDelayMs = 60;
    const file = film();
    const [item] = await bench.upload([file]);
    expect(item?.stage.name).toBe("done");
    const [object] = bench.service.objects.values();
    expect(hashOf(object?.bytes ?? new Uint8Array())).toBe(hashOf(await bytesOf(file)));
    expect(bench.service.presignBatches[0]?.[0]).toMatchObject({ multipart: true, size: LARGE_BYTES });
    expect(bench.service.mostPutsAtOnce).toBe(6);
    expect(bench.service.requests("PUT")).toBe(PARTS);
    expect(bench.service.parts.signed.flat()).toHaveLength(PARTS);
    expect(bench.service.registerBatches[0]?.[0]?.parts).toHaveLength(PARTS);
    expect(memory.kept.size).toBe(0);
  });

  test("shares its slots with small files", async () => {
    await using bench = await openBench();
    bench.service.putDelayMs = 5;
    const small = Array.from({ length: 12 }, (_, place) => makeFile(`${place}.png`));
    const items = await bench.upload([film(), ...small]);
    expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["done"]));
    expect(bench.service.mostPutsAtOnce).toBeLessThanOrEqual(6);
  });

  test("has a part that failed sent again, and no other", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (name, count) =>
      name === "film.mp4 part 3" && count < 2 ? { status: 503 } : null;
    const items = await bench.upload([film()]);
    expect(outcomes(items)).toEqual({ "film.mp4": "done" });
    expect(bench.service.requests("PUT")).toBe(PARTS + 2);
  });

  test("has a part that the store does not have after all sent again", async () => {
    await using bench = await openBench();
    let isLost = false;
    const list = bench.service.parts.list.bind(bench.service.parts);
    vi.spyOn(bench.service.parts, "list").mockImplementation((uploadId) => {
      const [, begun] = [...bench.service.presignBatches, "parts/1"];
      if (!isLost && typeof begun === "string") bench.service.parts.find(begun)?.parts.delete(5);
      isLost = true;
      return list(uploadId);
    });
    const items = await bench.upload([film()]);
    expect(outcomes(items)).toEqual({ "film.mp4": "done" });
    expect(bench.service.requests("PUT")).toBe(PARTS + 1);
  });

  test("has URLs that ended before their part's turn signed anew", async () => {
    await using bench = await openBench();
    let isFirst = true;
    bench.service.putTrouble = () => {
      if (isFirst) bench.clock.leap(1_000_000);
      isFirst = false;
      return null;
    };
    const items = await bench.upload([film()]);
    expect(outcomes(items)).toEqual({ "film.mp4": "done" });
    expect(bench.service.parts.signed.flat().length).toBeGreaterThan(PARTS);
  });

  test("fails with what the store said when a part is refused for good, and retrying begins anew", async () => {
    await using bench = await openBench();
    let isBroken = true;
    bench.service.putTrouble = () => (isBroken ? { status: 400, body: "<Code>Odd</Code>" } : null);
    expect(outcomes(await bench.upload([film()]))).toEqual({ "film.mp4": "store_refused" });
    isBroken = false;
    bench.engine.retryFailed();
    await bench.until(() => outcomes(bench.engine.items())["film.mp4"] === "done");
    expect(bench.service.parts.abandoned).toHaveLength(1);
  });

  test("goes on where it was when the line comes back", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (name) => {
      if (name !== "film.mp4 part 4" || !bench.line.isOnline()) return null;
      bench.line.set(false);
      setTimeout(() => bench.line.set(true), 30);
      bench.service.putTrouble = () => null;
      return "reset";
    };
    expect(outcomes(await bench.upload([film()]))).toEqual({ "film.mp4": "done" });
    expect(bench.service.requests("PUT")).toBe(PARTS + 1);
  });

  test("is given up on the server when it is cancelled", async () => {
    const memory = new PlainMemory();
    await using bench = await openBench({ memory });
    bench.service.putDelayMs = 50;
    bench.engine.add([film()]);
    await bench.until(() => memory.kept.size === 1);
    const [uploadId] = memory.kept.keys();
    bench.engine.cancelAll();
    await bench.until(() => bench.service.parts.abandoned.length === 1);
    expect(bench.service.parts.abandoned).toEqual([uploadId]);
    expect(memory.kept.size).toBe(0);
    expect(outcomes(bench.engine.items())).toEqual({ "film.mp4": "cancelled" });
  });

  test("is asked after as long as the server is checking it", async () => {
    await using bench = await openBench();
    bench.service.registerProblem = (_, count) =>
      count < 15 ? problem("registration_in_progress", { retryAfterSeconds: 2 }) : null;
    expect(outcomes(await bench.upload([film()]))).toEqual({ "film.mp4": "done" });
    expect(bench.clock.waits.filter((wait) => wait >= 2_000 && wait < 4_000).length).toBeGreaterThan(14);
  });

  test("is begun anew when the server no longer knows it, but only once", async () => {
    await using bench = await openBench();
    const sign = bench.service.parts.sign.bind(bench.service.parts);
    vi.spyOn(bench.service.parts, "sign").mockImplementationOnce(() => null);
    expect(outcomes(await bench.upload([film()]))).toEqual({ "film.mp4": "done" });
    vi.spyOn(bench.service.parts, "sign").mockImplementation(() => null);
    expect(outcomes(await bench.upload([film("other.mp4")]))).toMatchObject({
      "other.mp4": "upload_expired",
    });
    expect(sign).toBeTypeOf("function");
  });
});

describe("after a reload", () => {
  test("the same file goes on with the parts that the bucket lacks", async () => {
    const memory = new PlainMemory();
    const file = film();
    await using before = await openBench({ memory });
    before.service.putTrouble = (name) => (/part [5-9]$/.test(name) ? "silence" : null);
    before.engine.add([file]);
    await before.until(() => before.service.parts.find("parts/1")?.parts.size === 4);
    await before.until(() => before.service.requests("PUT") === PARTS);
    before.leave();

    await using after = await openBench({ memory, service: before.service });
    after.service.putTrouble = () => null;
    await after.until(() => after.engine.unfinished().length === 1);
    expect(after.engine.unfinished()[0]).toMatchObject({ filename: "film.mp4", sizeBytes: LARGE_BYTES });
    const sentBefore = after.service.requests("PUT");
    expect(outcomes(await after.upload([file]))).toEqual({ "film.mp4": "done" });
    expect(after.service.requests("PUT") - sentBefore).toBe(PARTS - 4);
    expect(after.engine.unfinished()).toEqual([]);
    expect(memory.kept.size).toBe(0);
  });

  test("a file of the same name and size but other bytes is uploaded as itself, and the offer stays", async () => {
    const memory = new PlainMemory();
    await using before = await openBench({ memory });
    before.service.putTrouble = () => "silence";
    before.engine.add([film()]);
    await before.until(() => memory.kept.size === 1);
    before.leave();

    await using after = await openBench({ memory, service: before.service });
    after.service.putTrouble = () => null;
    await after.until(() => after.engine.unfinished().length === 1);
    await after.upload([film()]);
    expect(after.service.presignBatches).toHaveLength(2);
    expect(after.engine.unfinished()).toHaveLength(1);
  });

  test("an offer that is declined is given up on the server", async () => {
    const memory = new PlainMemory();
    await using before = await openBench({ memory });
    before.service.putTrouble = () => "silence";
    before.engine.add([film()]);
    await before.until(() => memory.kept.size === 1);
    before.leave();

    await using after = await openBench({ memory, service: before.service });
    await after.until(() => after.engine.unfinished().length === 1);
    const [uploadId = ""] = memory.kept.keys();
    after.engine.abandonUnfinished(uploadId);
    await after.until(() => after.service.parts.abandoned.length === 1);
    expect(after.engine.unfinished()).toEqual([]);
    expect(memory.kept.size).toBe(0);
  });
});

describe("a video", () => {
  const picture = new Blob([new Uint8Array(500)], { type: "image/webp" });

  test("is registered with a picture that was sent as an upload of its own", async () => {
    await using bench = await openBench({ posters: { make: () => Promise.resolve(picture) } });
    await bench.upload([makeFile("clip.webm", 3_000, "video/webm"), makeFile("cat.png")]);
    const [posterKey] = [...bench.service.objects].find(([, { bytes }]) => bytes.byteLength === 500) ?? [];
    const registered = Object.fromEntries(
      bench.service.registerBatches.flat().map((image) => [image.filename, image.poster]),
    );
    expect(posterKey).toBeDefined();
    expect(registered).toEqual({ "clip.webm": posterKey, "cat.png": undefined });
  });

  test("is registered without it when the server does not take it", async () => {
    await using bench = await openBench({ posters: { make: () => Promise.resolve(picture) } });
    bench.service.registerProblem = (image) =>
      image.poster === undefined ? null : problem("poster_refused");
    const items = await bench.upload([makeFile("clip.webm", 3_000, "video/webm")]);
    expect(outcomes(items)).toEqual({ "clip.webm": "done" });
  });

  test("is registered without one when none can be made or sent", async () => {
    await using bench = await openBench({ posters: { make: () => Promise.resolve(picture) } });
    bench.service.presignProblem = (file) =>
      file.filename.includes("poster") ? problem("quota_exceeded") : null;
    const items = await bench.upload([makeFile("clip.webm", 3_000, "video/webm")]);
    expect(outcomes(items)).toEqual({ "clip.webm": "done" });
    expect(bench.service.registerBatches.flat()[0]?.poster).toBeUndefined();
  });
});
