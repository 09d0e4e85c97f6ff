import { describe, expect, test } from "vitest";
import type { UploadItem, UploadStage } from "../engine/upload-item";
import { ownFailure } from "../problems/upload-failure";
import { addUp } from "../progress/run-totals";
import {
  headingWords,
  leftoverWords,
  percent,
  progressWords,
  runEndWords,
  sharedTrouble,
  spokenWords,
  stageWords,
  timeLeftWords,
} from "./words";

const file = new File(["x"], "a.png");
let id = 0;
function item(stage: UploadStage, run = 1): UploadItem {
  id += 1;
  const sentBytes = stage.name === "uploading" ? stage.sentBytes : 0;
  return { id: `${id}`, run, file, filename: "a.png", sizeBytes: 4_000_000, reachedBytes: sentBytes, stage };
}
const done = () => item({ name: "done", image: { id: "1" } });
const failed = (code: string) => item({ name: "failed", failure: ownFailure(code) });
const totalsOf = (...items: UploadItem[]) => addUp(items, 1);

describe("the heading of a tray with nothing but an earlier visit's uploads", () => {
  test("counts them", () => {
    expect(headingWords(totalsOf(), 1)).toBe("1 unfinished upload");
    expect(headingWords(totalsOf(), 2)).toBe("2 unfinished uploads");
    expect(headingWords(totalsOf(done()), 2)).toBe("1 image uploaded");
  });
});

describe("the words for a file's stage", () => {
  test.each<[UploadStage, string]>([
    [{ name: "checking" }, "Checking"],
    [{ name: "waiting", note: null }, "Waiting"],
    [{ name: "waiting", note: "Trying again (1 of 4)." }, "Trying again (1 of 4)."],
    [{ name: "hashing", readBytes: 0 }, "Reading"],
    [{ name: "hashing", readBytes: 1_000_000 }, "Reading 25%"],
    [{ name: "uploading", sentBytes: 3_999_999 }, "Uploading 99%"],
    [{ name: "registering", asked: true, note: null }, "Verifying"],
    [{ name: "done", image: { id: "1" } }, "Uploaded"],
    [{ name: "cancelled" }, "Cancelled"],
  ])("%j", (stage, words) => {
    expect(stageWords(item(stage), true)).toBe(words);
  });

  test("say that it waits for the line while there is none", () => {
    expect(stageWords(item({ name: "waiting", note: null }), false)).toBe("Waiting for the connection");
    expect(stageWords(item({ name: "uploading", sentBytes: 2_000_000 }), false)).toBe("Paused at 50%");
    expect(stageWords(done(), false)).toBe("Uploaded");
  });
});

describe("the words for all of them", () => {
  const moving = item({ name: "uploading", sentBytes: 1_000_000 });

  test("tell how far the run is, and how it ended", () => {
    expect(headingWords(totalsOf(done(), moving))).toBe("1 of 2 uploaded");
    expect(headingWords(totalsOf(done()))).toBe("1 image uploaded");
    expect(headingWords(totalsOf(done(), failed("file_too_large")))).toBe("1 of 2 images uploaded");
    expect(headingWords(totalsOf(failed("file_too_large")))).toBe("Nothing uploaded");
  });

  test("tell what is left for the person", () => {
    const totals = totalsOf(
      failed("file_too_large"),
      failed("duplicate_image"),
      item({ name: "cancelled" }),
      done(),
    );
    expect(leftoverWords(totals.run)).toBe("1 not uploaded, 1 already here, 1 cancelled");
    expect(leftoverWords(totalsOf(done()).run)).toBe("");
  });

  test("tell of speed and time only what is known", () => {
    expect(progressWords(totalsOf(done(), moving), null, null)).toBe("5.0 MB of 8.0 MB");
    expect(progressWords(totalsOf(done(), moving), 1_500_000, 12)).toBe(
      "5.0 MB of 8.0 MB · 1.5 MB/s · 15 s left",
    );
  });

  test("are spoken in one sentence after the other", () => {
    expect(spokenWords(addUp([], 0), true)).toBe("");
    expect(spokenWords(totalsOf(done(), moving), false)).toBe(
      "Offline, uploads are paused. 1 of 2 uploaded.",
    );
    expect(spokenWords(totalsOf(done(), failed("store_busy")), true)).toBe(
      "1 of 2 images uploaded. 1 not uploaded.",
    );
  });

  test("make one toast of a run, and none of a run that was called off", () => {
    expect(runEndWords(totalsOf(done(), done()).run)).toEqual({
      title: "2 images uploaded",
      tone: "success",
    });
    expect(runEndWords(totalsOf(done(), failed("store_busy")).run)).toEqual({
      title: "1 image uploaded, 1 not uploaded",
      tone: "error",
    });
    expect(runEndWords(totalsOf(failed("duplicate_image")).run)).toEqual({
      title: "1 already here",
      tone: "plain",
    });
    expect(runEndWords(totalsOf(item({ name: "cancelled" })).run)).toBeNull();
  });

  test("explain once what stops several files alike", () => {
    expect(sharedTrouble([failed("cors_blocked"), done(), failed("cors_blocked")])?.code).toBe(
      "cors_blocked",
    );
    expect(sharedTrouble([failed("cors_blocked")])).toBeNull();
    expect(sharedTrouble([failed("file_too_large"), failed("file_too_large")])).toBeNull();
  });
});

describe("numbers", () => {
  test("a hundred percent is only said when it is true", () => {
    expect([percent(0, 10), percent(9_999, 10_000), percent(10, 10), percent(0, 0)]).toEqual([0, 99, 100, 0]);
  });

  test.each([
    [1, "a few seconds left"],
    [12, "15 s left"],
    [54, "55 s left"],
    [56, "1 min left"],
    [150, "3 min left"],
    [3_600, "1 h left"],
    [90_000, "more than a day left"],
  ])("%d seconds are %s", (seconds, words) => {
    expect(timeLeftWords(seconds)).toBe(words);
  });
});
