/**
 * The variants of photographs of twelve megapixels: as the job makes them, from the row that is due to the committed
 * variants in the bucket, beside a bare loop over sharp; how long somebody waits for the first of them; and other libraries.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Shutdown } from "@/scripts/services/shutdown";
import { startApp } from "@/scripts/test/test-app";
import type { Figure } from "../harness/figure";
import { ratioFigure } from "../harness/interleaved";
import { runSuite } from "../harness/suite";
import { compareTurns, takeTurns } from "../harness/turns";
import { makeBareLadder, makeBareThumbnail } from "../pictures/bare-ladder";
import { compareOthers } from "../pictures/beside-others";
import { makePhotographs } from "../pictures/photographs";

const PHOTOGRAPHS = 6;
/** As many originals at a time as the job takes. */
const LANES = 2;
const ROUNDS = 7;
const LOOK_MS = 4;

const [OURS, BARE] = ["ours", "bare"] as const;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
}

async function inLanes(photographs: readonly Buffer[], work: (photograph: Buffer) => Promise<unknown>) {
  const left = photographs.values();
  const lane = async () => {
    for (const photograph of left) await work(photograph);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

type Facts = { readonly name: string; readonly format: string; readonly size: number };

/** What must be the same to the byte: the small ones are decoded apart by the job, and AVIF varies with the threads. */
function describe(pictures: readonly Facts[]): string[] {
  const isSame = ({ name, format }: Facts) => format === "webp" && !["w320", "w640"].includes(name);
  return pictures
    .map((picture) => {
      const { name, format, size } = picture;
      return `${name}.${format}${isSame(picture) ? ` of ${size} bytes` : ""}`;
    })
    .sort();
}

/** The app's own worker is off: the job runs in this process, with its children. */
async function compareLadders(photographs: readonly Buffer[]): Promise<Figure> {
  // These read the environment when they are loaded.
  const { makeVariants } = await import("@/lib/operations/delivery/make-variants");
  const { registerHere } = await import("@/tests/support/variant-making");
  const { sql } = await import("@/tests/support/database");

  const registerAll = async () => {
    for (const photograph of photographs) await registerHere(photograph);
  };
  const forget = () => sql(`DELETE FROM "Image"`);

  const first = photographs[0] ?? Buffer.alloc(0);
  await registerHere(first);
  assert.equal(await makeVariants({}), 1);
  const made = await sql<Facts>(`SELECT "name", "format", "size" FROM "Variant"`);
  const bare = (await makeBareLadder(first)).map(({ bytes, ...picture }) => ({
    ...picture,
    size: bytes.length,
  }));
  assert.deepEqual(describe(made), describe(bare));
  await forget();

  const makeOurs = async () => {
    await registerAll();
    const took = await timed(async () => assert.equal(await makeVariants({}), photographs.length));
    await forget();
    return took;
  };
  const turns = await takeTurns(
    [
      { name: OURS, run: makeOurs },
      { name: BARE, run: () => timed(() => inLanes(photographs, makeBareLadder)) },
    ],
    ROUNDS,
  );
  return ratioFigure(
    compareTurns(turns, [BARE, OURS], (milliseconds) => milliseconds),
    {
      goal: "I1",
      what: "Photographs of 12 megapixels a second, as a share of a bare loop over sharp that makes the same widths",
      unit: "share",
      bar: { atLeast: 0.9 },
      stretch: { atLeast: 0.97 },
      note: "Two at a time on both sides; ours reads from and writes to the store, whose process shares the machine",
    },
  );
}

/** From the last byte in the bucket: registering, the queue, the child, the store and the commit. */
async function compareFirst(shutdown: Shutdown, photographs: readonly Buffer[]): Promise<Figure> {
  const { startSecondApp } = await import("@/tests/support/second-app");
  const { ApiClient } = await import("@/tests/support/api-client");
  const { addPerson } = await import("@/tests/support/people");
  const { presign, put, register } = await import("@/tests/support/upload-flow");
  const { sql } = await import("@/tests/support/database");
  const app = await startSecondApp({ INLINE_WORKER: "true" });
  shutdown.onClose("The app", () => app.stop());
  const program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
  const file = { filename: "a.jpg", filetype: "image/jpeg" };
  let turn = 0;
  const next = () => photographs[(turn += 1) % photographs.length] ?? Buffer.alloc(0);

  const isDone = async (query: string) => (await sql(query)).length > 0;
  const waitForFirst = async () => {
    const upload = await presign(program, file);
    await put(upload, next());
    const took = await timed(async () => {
      assert.equal((await register(program, upload.key, file)).status, 201);
      while (!(await isDone(`SELECT FROM "Variant" WHERE "name" = 'w640'`))) await sleep(LOOK_MS);
    });
    while (!(await isDone(`SELECT FROM "VariantJob" WHERE "state" = 'ready'`))) await sleep(LOOK_MS);
    await sql(`DELETE FROM "Image"`);
    return took;
  };
  const turns = await takeTurns(
    [
      { name: OURS, run: waitForFirst },
      { name: BARE, run: () => timed(() => makeBareThumbnail(next())) },
    ],
    ROUNDS,
  );
  const longest = Math.max(...(turns.get(OURS) ?? []));
  return ratioFigure(
    compareTurns(turns, [OURS, BARE], (milliseconds) => milliseconds),
    {
      goal: "I2",
      what: "From the last byte of an upload to its first thumbnail, idle queue, as a multiple of resizing it with bare sharp",
      bar: { atMost: 1.5 },
      stretch: { atMost: 1.2 },
      note: `at most ${String(Math.round(longest))} ms; the person who uploads sees the browser's own copy meanwhile`,
    },
  );
}

await runSuite(async (shutdown) => {
  const photographs = await makePhotographs(PHOTOGRAPHS);
  await startApp(shutdown, { settings: { INLINE_WORKER: "false" } });
  return [
    await compareLadders(photographs),
    await compareFirst(shutdown, photographs),
    ...(await compareOthers(shutdown, photographs, ROUNDS)),
  ];
});
