// With a CloudFront distribution in front of the bucket: pictures are signed for it, uploads go to the bucket as ever.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revocationResponse } from "@/lib/contracts/revocation";
import { ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { type Edge, startEdge } from "../support/edge";
import { expectInvariants } from "../support/invariants";
import { untilSettled } from "../support/patience";
import { addPerson, type Person } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage } from "../support/upload-flow";

let edge: Edge;
let apps: readonly SecondApp[];
let editor: Person;

beforeAll(async () => {
  edge = await startEdge();
  editor = await addPerson("editor");
  apps = await Promise.all([1, 2].map(() => startSecondApp({ ...edge.settings, INLINE_WORKER: "false" })));
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop()));
  await edge.stop();
  await expectInvariants();
});

const clientOf = (index: number) => new ApiClient(apps[index]?.origin, editor.apiKey);

async function signedUrl(
  client: ApiClient,
  id: string,
  query = "",
): Promise<{ url: string; expiresAt: string }> {
  const { body } = await client.call(`/images/${id}/signed-url${query}`);
  return { url: String(body["url"]), expiresAt: String(body["expiresAt"]) };
}

describe("With CloudFront in front of the bucket", () => {
  it("a picture comes through it, under its own name and type, and the upload went past it", async () => {
    const client = clientOf(0);
    const { image, upload, bytes } = await addImage(client, { filename: "Äpfel & Birnen+1.png" });
    expect(new URL(upload.url).origin).toBe(readEnvironment().S3_ENDPOINT);
    const { url } = await signedUrl(client, image.id, "?disposition=attachment");
    const served = await fetch(url);

    expect(new URL(url).origin).toBe(edge.origin);
    expect(served.status).toBe(200);
    expect(served.headers.get("content-type")).toBe("image/png");
    expect(served.headers.get("content-disposition")).toContain("%C3%84pfel%20%26%20Birnen%2B1.png");
    expect(Buffer.from(await served.arrayBuffer())).toEqual(Buffer.from(bytes));
  });

  it("every process gives the same URL within a window, and the edge asks the bucket once", async () => {
    const { image } = await addImage(clientOf(0));
    const askAll = () => Promise.all([0, 1, 0, 1].map((index) => signedUrl(clientOf(index), image.id)));
    const first = await askAll();
    // A window may turn in between, which it does once in minutes.
    const signed = new Set(first.map(({ url }) => url)).size === 1 ? first : await askAll();
    const before = edge.asked();
    for (const { url } of signed) expect((await fetch(url)).status).toBe(200);

    expect(new Set(signed.map(({ url }) => url)).size).toBe(1);
    expect(edge.asked() - before).toBe(1);
  });

  it("a URL ends when it says, and with another type, name or end it does not work", async () => {
    const { image } = await addImage(clientOf(0));
    const { url, expiresAt } = await signedUrl(clientOf(0), image.id);
    const expires = Date.parse(expiresAt) / 1000;
    const changed = [
      url.replace(`Expires=${expires}`, `Expires=${expires + 60}`),
      url.replace("image%2Fpng", "text%2Fhtml"),
      url.replace("response-content-disposition=inline", "response-content-disposition=attachment"),
      url.replace(/&Hash-Algorithm=SHA256/, ""),
    ];

    expect(new URL(url).searchParams.get("Expires")).toBe(String(expires));
    for (const address of changed) {
      expect(address).not.toBe(url);
      expect((await fetch(address)).status).toBe(403);
    }
  });

  it("revoking says that the edge may have copies, until the last URL ends", async () => {
    const revokeOne = async () => {
      const { image } = await addImage(clientOf(0));
      const { url, expiresAt } = await signedUrl(clientOf(0), image.id);
      expect((await fetch(url)).status).toBe(200);
      const { body } = await clientOf(0).call(`/images/${image.id}/revoke`, { method: "POST" });
      return { image, url, expiresAt, revoked: revocationResponse.parse(body) };
    };
    // A busy machine may leave one to the job.
    const { image, url, expiresAt, revoked } = await untilSettled(
      revokeOne,
      (one) => one.revoked.state === "done",
    );

    expect(revoked).toMatchObject({
      state: "done",
      oldObjectsGone: true,
      copiesMayRemain: true,
      lastUrlUntil: expiresAt,
    });
    const { url: fresh } = await signedUrl(clientOf(0), image.id);
    expect(new URL(fresh).pathname).not.toBe(new URL(url).pathname);
  });

  it("pages may show pictures from it, and send files to the bucket alone", async () => {
    const response = await fetch(`${apps[0]?.origin}/`);
    await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";

    expect(policy).toContain(`img-src 'self' blob: data: ${edge.origin}`);
    expect(policy).toContain(`connect-src 'self' ${readEnvironment().S3_ENDPOINT} ${edge.origin}`);
  });
});
