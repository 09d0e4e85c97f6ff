import { expect, it } from "vitest";
import { type AskForUrls, batchRenewals } from "./batch-renewals";
import type { RenewalRequest } from "./contract";

const EXPIRES_AT = "2030-01-01T00:00:00.000Z";

/** A route that gives every picture a URL, and keeps what it was asked. */
function route() {
  const requests: RenewalRequest[] = [];
  const ask: AskForUrls = (request) => {
    requests.push(request);
    const urls = request.ids.map((id) => ({ id, url: `/${request.variant}/${id}`, expiresAt: EXPIRES_AT }));
    return Promise.resolve({ urls: urls.toReversed() });
  };
  return { requests, renew: batchRenewals(ask) };
}

it("asks once for all that is wanted within a moment, and for each picture once", async () => {
  const { requests, renew } = route();
  const renewed = await Promise.all([renew("a", "w640"), renew("b", "w640"), renew("a", "w640")]);
  expect(requests).toEqual([{ ids: ["a", "b"], variant: "w640", srcset: true }]);
  expect(renewed).toEqual(["a", "b", "a"].map((id) => ({ id, url: `/w640/${id}`, expiresAt: EXPIRES_AT })));
});

it("asks for each width by itself, and anew for what comes later", async () => {
  const { requests, renew } = route();
  await Promise.all([renew("a", "w640"), renew("a", "w1280")]);
  await renew("a", "w640");
  expect(requests.map(({ variant }) => variant)).toEqual(["w640", "w1280", "w640"]);
});

it("never asks for more than 200 at once", async () => {
  const { requests, renew } = route();
  const ids = Array.from({ length: 450 }, (_, index) => String(index));
  const renewed = await Promise.all(ids.map((id) => renew(id, "w640")));
  expect(requests.map((request) => request.ids.length)).toEqual([200, 200, 50]);
  expect(renewed.map((one) => one?.id)).toEqual(ids);
});

it("gives on what the route refuses, and nothing for what it does not name or answer", async () => {
  const refused = { id: "a", code: "image_not_found" };
  const renew = batchRenewals(() => Promise.resolve({ urls: [refused] }));
  expect(await Promise.all([renew("a", "w640"), renew("b", "w640")])).toEqual([refused, null]);
  const away = batchRenewals(() => Promise.reject(new Error("away")));
  expect(await away("a", "w640")).toBeNull();
});
