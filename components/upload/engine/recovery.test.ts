import { describe, expect, test } from "vitest";
import { makeFile, openBench, openGate, outcomes } from "../test-support/engine-bench";
import { problem, problemAnswer } from "../test-support/upload-service";

const PRESIGN = "/images/presign-uploads";
const REGISTER = "/images/registrations";
const names = (count: number) => Array.from({ length: count }, (_, place) => `${place + 1}.png`);

describe("trouble with the image store", () => {
  test.each([500, 503, 429, 408] as const)("sends a file again after %i", async (status) => {
    await using bench = await openBench();
    bench.service.putTrouble = (_, count) => (count < 2 ? { status } : null);
    const items = await bench.upload([makeFile("a.png")]);
    expect(outcomes(items)).toEqual({ "a.png": "done" });
    expect(bench.service.requests("PUT")).toBe(3);
  });

  test("waits longer each time, and gives up after four retries", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = () => ({ status: 503 });
    const items = await bench.upload([makeFile("a.png")]);
    expect(outcomes(items)).toEqual({ "a.png": "store_busy" });
    expect(bench.service.requests("PUT")).toBe(5);
    expect(bench.clock.waits.filter((wait) => [750, 1_500, 3_000, 6_000].includes(wait))).toEqual([
      750, 1_500, 3_000, 6_000,
    ]);
  });

  test("goes on to register when the file is there already", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (filename, count) => {
      if (count > 0) return null;
      bench.service.objects.set("uploads/1", { bytes: Buffer.from(filename), headers: {} });
      return "reset";
    };
    const items = await bench.upload([makeFile("lost-answer.png")]);
    expect(outcomes(items)).toEqual({ "lost-answer.png": "done" });
    expect(bench.service.requests("PUT")).toBe(2);
  });

  test("has a URL that expired in the queue signed anew before it is used", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (_, count) => {
      if (count === 0) bench.clock.leap(700_000);
      return count === 0 ? { status: 503 } : null;
    };
    const items = await bench.upload([makeFile("slept.png")]);
    expect(outcomes(items)).toEqual({ "slept.png": "done" });
    expect(bench.service.requests("PUT")).toBe(2);
    expect(bench.service.presignBatches).toHaveLength(2);
    expect([...bench.service.objects.keys()]).toEqual(["uploads/2"]);
  });

  test("signs anew once after the store calls a URL expired, and not for ever", async () => {
    await using bench = await openBench();
    bench.service.lifeMs = -1;
    const items = await bench.upload([makeFile("late.png")]);
    expect(outcomes(items)).toEqual({ "late.png": "store_denied" });
    expect(bench.service.presignBatches).toHaveLength(2);
    expect(bench.service.requests("PUT")).toBe(2);
  });

  test("does not retry a signature that the store denies", async () => {
    await using bench = await openBench();
    const body = "<Error><Code>SignatureDoesNotMatch</Code></Error>";
    bench.service.putTrouble = () => ({ status: 403, body });
    const [item] = await bench.upload([makeFile("denied.png")]);
    expect(item?.stage).toMatchObject({ name: "failed", failure: { code: "store_denied" } });
    expect(item?.stage.name === "failed" && item.stage.failure.why).toBe(
      "The store answered 403 (SignatureDoesNotMatch).",
    );
    expect(bench.service.requests("PUT")).toBe(1);
  });

  test("recognises a bucket without a CORS rule, and asks for nothing more in vain", async () => {
    await using bench = await openBench();
    bench.service.allowsOrigin = false;
    const items = await bench.upload(names(400).map((name) => makeFile(name, 100)));
    expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["cors_blocked"]));
    const [first] = items;
    expect(first?.stage.name === "failed" && first.stage.failure.what).toBe(
      "The bucket does not allow uploads from this address",
    );
    expect(bench.service.requests("OPTIONS")).toBeLessThanOrEqual(12);
    expect(bench.service.presignBatches.flat().length).toBeLessThan(400);
    bench.service.allowsOrigin = true;
    bench.engine.retryFailed();
    await bench.until(() => bench.service.images.size === 400);
  });

  test("says that the store cannot be reached when nothing answers there", async () => {
    await using bench = await openBench();
    await bench.service.closeStore();
    const items = await bench.upload(names(3).map((name) => makeFile(name)));
    expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["store_unreachable"]));
  });

  test("takes a connection that breaks off for what it is once the store has answered before", async () => {
    await using bench = await openBench();
    await bench.upload([makeFile("first.png")]);
    bench.service.allowsOrigin = false;
    const items = await bench.upload([makeFile("second.png")]);
    expect(outcomes(items)).toEqual({ "first.png": "done", "second.png": "connection_lost" });
  });

  test("gives up a transfer of which nothing is heard for a minute, and begins it again", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (_, count) => (count === 0 ? "silence" : null);
    const items = await bench.upload([makeFile("stalled.png")]);
    expect(outcomes(items)).toEqual({ "stalled.png": "done" });
    expect(bench.service.requests("PUT")).toBe(2);
  });
});

describe("trouble with the app", () => {
  test("waits as long as Retry-After says before it asks again for the whole batch", async () => {
    await using bench = await openBench();
    const busy = problemAnswer("too_many_requests", { "retry-after": "7" });
    bench.service.apiTrouble = (path, count) => (path === PRESIGN && count === 0 ? busy : null);
    const items = await bench.upload(names(5).map((name) => makeFile(name)));
    expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["done"]));
    expect(bench.clock.waits).toContain(7_500);
  });

  test("asks no more when the server wants more patience than two minutes", async () => {
    await using bench = await openBench();
    const closed = problemAnswer("storage_unavailable", { "retry-after": "3600" });
    bench.service.apiTrouble = (path) => (path === PRESIGN ? closed : null);
    const items = await bench.upload([makeFile("a.png")]);
    expect(outcomes(items)).toEqual({ "a.png": "storage_unavailable" });
    expect(bench.service.requests("POST")).toBe(1);
  });

  test("stops at once for everybody when signed out, and goes on where it stopped", async () => {
    await using bench = await openBench();
    let isSignedIn = false;
    bench.service.apiTrouble = () => (isSignedIn ? null : problemAnswer("not_signed_in"));
    const items = await bench.upload(names(300).map((name) => makeFile(name, 50)));
    expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["not_signed_in"]));
    expect(bench.service.requests("POST")).toBeLessThanOrEqual(2);
    isSignedIn = true;
    bench.engine.retryFailed();
    await bench.until(() => bench.service.images.size === 300);
  });

  test("sends no byte twice when only the registration failed", async () => {
    await using bench = await openBench();
    let isDown = true;
    bench.service.apiTrouble = (path) =>
      path === REGISTER && isDown ? problemAnswer("not_signed_in") : null;
    await bench.upload([makeFile("kept.png")]);
    isDown = false;
    bench.engine.retryFailed();
    await bench.until(() => bench.service.images.size === 1);
    expect(bench.service.requests("PUT")).toBe(1);
  });

  test.each(["object_missing", "registration_in_progress", "storage_unavailable"] as const)(
    "asks again for a registration that met %s",
    async (code) => {
      await using bench = await openBench();
      bench.service.registerProblem = (_, count) => (count < 2 ? problem(code) : null);
      const items = await bench.upload(names(3).map((name) => makeFile(name)));
      expect(new Set(Object.values(outcomes(items)))).toEqual(new Set(["done"]));
      expect(bench.service.requests("PUT")).toBe(3);
    },
  );

  test("sends a file once more when its upload expired before it was registered", async () => {
    await using bench = await openBench();
    bench.service.registerProblem = (_, count) => (count === 0 ? problem("upload_expired") : null);
    const items = await bench.upload([makeFile("old.png")]);
    expect(outcomes(items)).toEqual({ "old.png": "done" });
    expect(bench.service.requests("PUT")).toBe(2);
  });

  test("sends a damaged file again from its beginning when told to retry", async () => {
    await using bench = await openBench();
    bench.service.registerProblem = (_, count) => (count === 0 ? problem("content_mismatch") : null);
    const items = await bench.upload([makeFile("damaged.png")]);
    expect(outcomes(items)).toEqual({ "damaged.png": "content_mismatch" });
    bench.engine.retryFailed();
    await bench.until(() => bench.service.images.size === 1);
    expect(bench.service.requests("PUT")).toBe(2);
  });

  test("survives an answer that makes no sense", async () => {
    await using bench = await openBench();
    bench.service.apiTrouble = (path) =>
      path === PRESIGN ? { status: 200, body: "<html>maintenance</html>" } : null;
    const items = await bench.upload([makeFile("a.png")]);
    expect(outcomes(items)).toEqual({ "a.png": "unreadable_answer" });
  });

  test("lets a slow registration hold up no other", async () => {
    await using bench = await openBench();
    const gate = openGate();
    const held: string[] = [];
    bench.service.putDelayMs = 5;
    bench.service.registerGate = (images) => {
      if (!images.some(({ filename }) => filename === "1.png")) return Promise.resolve();
      held.push(...images.map(({ filename }) => filename));
      return gate.promise;
    };
    bench.engine.add(names(60).map((name) => makeFile(name, 20_000)));
    await bench.until(() => held.length > 0 && bench.service.images.size + held.length === 60);
    expect(bench.service.images.size).toBeGreaterThan(0);
    const first = bench.engine.items().find(({ filename }) => filename === "1.png");
    expect(first?.stage.name).toBe("registering");
    gate.resolve();
    await bench.until(() => bench.service.images.size === 60);
  });
});

describe("without a line", () => {
  test("asks for nothing until there is one", async () => {
    await using bench = await openBench();
    bench.line.set(false);
    bench.engine.add(names(5).map((name) => makeFile(name)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bench.service.log).toEqual([]);
    bench.line.set(true);
    await bench.until(() => bench.service.images.size === 5);
  });

  test("pauses, counts no attempt, and goes on by itself", async () => {
    await using bench = await openBench();
    bench.service.putTrouble = (filename, count) => {
      if (filename !== "3.png" || count > 0) return null;
      bench.line.set(false);
      return "reset";
    };
    bench.engine.add(names(8).map((name) => makeFile(name)));
    await bench.until(() => !bench.line.isOnline());
    // What was on the wire already comes to its end.
    await bench.until(() =>
      Object.values(outcomes(bench.engine.items())).every((end) =>
        ["waiting", "registering", "done"].includes(end),
      ),
    );
    expect(outcomes(bench.engine.items())["3.png"]).toBe("waiting");
    await bench.untilQuiet();
    const asked = bench.service.log.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(bench.service.log).toHaveLength(asked);
    bench.line.set(true);
    await bench.until(() => bench.service.images.size === 8);
    expect(bench.clock.waits.filter((wait) => wait >= 700 && wait < 60_000)).toEqual([]);
  });
});
