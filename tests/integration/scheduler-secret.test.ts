// What the scheduler calls answers to its secret alone, and is not there without one.
import { expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { addPerson } from "../support/people";
import { startSecondApp } from "../support/second-app";

it("The scheduler's route needs its whole secret", async () => {
  const secret = process.env["CRON_SECRET"] ?? "";
  const statusWith = async (headers: Record<string, string>) =>
    (await new ApiClient().call("/api/cron/drain", { headers })).status;

  expect(await statusWith({})).toBe(401);
  for (const wrong of ["", "Bearer", "Bearer ", `Bearer ${secret.slice(1)}`, `Bearer ${secret}0`, secret])
    expect(await statusWith({ authorization: wrong })).toBe(401);
  expect(await statusWith({ authorization: `Bearer ${(await addPerson("admin")).apiKey}` })).toBe(401);
  expect(await statusWith({ authorization: `Bearer ${secret}` })).toBe(200);
});

it("Without a secret the scheduler's route does not exist, whatever is sent for one", async () => {
  const app = await startSecondApp({ CRON_SECRET: "", INLINE_WORKER: "false" });
  try {
    for (const authorization of [undefined, "", "Bearer", "Bearer ", "Bearer undefined", "Bearer null"]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answer = await new ApiClient(app.origin).call("/api/cron/drain", { headers });
      expect([authorization, answer.status]).toEqual([authorization, 404]);
    }
  } finally {
    await app.stop();
  }
});
