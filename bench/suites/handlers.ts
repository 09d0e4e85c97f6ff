/**
 * What our handlers cost beyond Next itself: a server of the product with one more route, which does nothing, answers
 * both. The client, the database and the store share the machine with it.
 */
import assert from "node:assert/strict";
import { signedUrlsResponse } from "@/lib/contracts/display";
import { imageResponse } from "@/lib/contracts/image";
import { registrationsResponse } from "@/lib/contracts/upload";
import type { Shutdown } from "@/scripts/services/shutdown";
import { startTestApp } from "@/scripts/test/test-app";
import { BATCH, type Callers, gatherCallers } from "../handlers/callers";
import { timeColdStart } from "../handlers/cold-start";
import { buildWithEmptyRoute, EMPTY_PATH } from "../harness/comparison-app";
import type { Figure } from "../harness/figure";
import { ratioFigure } from "../harness/interleaved";
import { Load, type LoadRequest } from "../harness/load";
import { runSuite } from "../harness/suite";
import { compareTurns, takeTurns } from "../harness/turns";

const ROUNDS = 9;
const IN_FLIGHT = 8;
const PEOPLE = 40;
/** Requests a turn. */
const READS = 300;
const SIGNINGS = 80;

const [EMPTY, READ, SIGN, REGISTER] = ["empty", "read", "sign", "register"] as const;
const [WITHOUT_PRISMA, WITH_PRISMA] = ["without Prisma", "with Prisma"] as const;

const empties = (count: number): LoadRequest[] => Array.from({ length: count }, () => ({ path: EMPTY_PATH }));

/** Before anything is timed: each handler does what it is timed for. */
async function requireAnswers(load: Load, callers: Callers): Promise<void> {
  const answer = async (requests: readonly LoadRequest[]): Promise<unknown> => {
    const { status, body } = await load.send(requests[0] ?? { path: "/" });
    assert.equal(status, 200);
    return JSON.parse(body);
  };
  assert.deepEqual(await answer(empties(1)), {});
  assert.equal(imageResponse.parse(await answer(callers.read(1))).image.id, callers.images[0]?.id);
  const { urls } = signedUrlsResponse.parse(await answer(callers.sign(1)));
  assert.deepEqual(
    urls.map((url) => ["url" in url, url.id]),
    callers.images.map(({ id }) => [true, id]),
  );
  const { images } = registrationsResponse.parse(await answer([await callers.register()]));
  assert.equal(images.filter((image) => "image" in image).length, BATCH);
  await callers.settle();
}

async function compareHandlers(origin: string, callers: Callers): Promise<Figure[]> {
  const load = new Load(origin, IN_FLIGHT);
  await requireAnswers(load, callers);
  const turns = await takeTurns(
    [
      { name: EMPTY, run: () => load.timePerRequest(empties(READS)) },
      { name: READ, run: () => load.timePerRequest(callers.read(READS)) },
      { name: SIGN, run: () => load.timePerRequest(callers.sign(SIGNINGS)) },
      { name: REGISTER, run: () => timeRegistration(load, callers) },
    ],
    ROUNDS,
  );
  load.close();
  const share = (name: string, given: Pick<Figure, "what" | "bar" | "stretch"> & Partial<Figure>) =>
    ratioFigure(
      compareTurns(turns, [EMPTY, name], (milliseconds) => milliseconds),
      { goal: "N1", unit: "share", ...given },
    );
  return [
    share(READ, {
      what: "Reading an image: requests a second, as a share of a route that does nothing",
      bar: { atLeast: 0.5 },
      stretch: { atLeast: 0.7 },
    }),
    share(SIGN, {
      what: "Signing a hundred URLs: requests a second, as a share of a route that does nothing",
      bar: { atLeast: 0.3 },
      stretch: { atLeast: 0.5 },
    }),
    share(REGISTER, {
      what: "Registering a hundred images: images a second, as a share of requests to a route that does nothing",
      bar: { atLeast: 0.2 },
      stretch: { atLeast: 0.3 },
      note: "By the image and not by the request of a hundred: for each the store looks up an object and copies it, on the same processors",
    }),
  ];
}

/** Milliseconds an image; the files are in the store before, and the jobs done after. */
async function timeRegistration(load: Load, callers: Callers): Promise<number> {
  const request = await callers.register();
  const milliseconds = await load.timePerRequest([request]);
  await callers.settle();
  return milliseconds / BATCH;
}

async function compareColdStarts(folder: string, imageId: string): Promise<Figure> {
  const turns = await takeTurns(
    [
      { name: WITHOUT_PRISMA, run: () => timeColdStart(folder, EMPTY_PATH) },
      { name: WITH_PRISMA, run: () => timeColdStart(folder, `/images/${imageId}`) },
    ],
    ROUNDS,
  );
  const ratio = compareTurns(turns, [WITH_PRISMA, WITHOUT_PRISMA], (milliseconds) => milliseconds);
  return ratioFigure(ratio, {
    goal: "N4",
    what: "From nothing to the first answer: reading an image, as a multiple of a route that does nothing",
    bar: { atMost: 1.6 },
    stretch: { atMost: 1.3 },
  });
}

async function measure(shutdown: Shutdown): Promise<Figure[]> {
  const folder = await buildWithEmptyRoute(shutdown);
  await startTestApp(shutdown);
  const { startSecondApp } = await import("@/tests/support/second-app");
  const callers = await gatherCallers(PEOPLE);
  await callers.settle();
  const [image] = callers.images;
  assert.ok(image);
  const coldStart = await compareColdStarts(folder, image.id);
  const app = await startSecondApp({}, folder);
  shutdown.onClose("The app with the empty route", () => app.stop());
  return [...(await compareHandlers(app.origin, callers)), coldStart];
}

await runSuite(measure);
