import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { askRoute } from "./ask-route";

const request = { ids: ["a"], variant: "w640", srcset: true } as const;

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A server that gives this answer, and keeps what it was asked. */
async function answering(status: number, body: string) {
  const asked: unknown[] = [];
  const listening = createServer((incoming, response) => {
    void text(incoming).then((sent) => {
      const { method, headers } = incoming;
      asked.push({ method, type: headers["content-type"], body: JSON.parse(sent) });
      response.writeHead(status).end(body);
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  return { asked, ask: askRoute(`http://127.0.0.1:${port}/renewals`) };
}

it("posts the request as JSON and gives the answer", async () => {
  const answer = { urls: [{ id: "a", url: "/a", srcset: "", expiresAt: "2030-01-01T00:00:00.000Z" }] };
  const { asked, ask } = await answering(200, JSON.stringify(answer));
  expect(await ask(request)).toEqual(answer);
  expect(asked).toEqual([{ method: "POST", type: "application/json", body: request }]);
});

it.each([
  ["a refusal", 429, "{}"],
  ["a proxy's page", 200, "<html>"],
  ["an answer of another kind", 200, '{"images":[]}'],
])("takes %s for no answer", async (_what, status, body) => {
  const { ask } = await answering(status, body);
  await expect(ask(request)).rejects.toThrow();
});
