// Temporary credentials are replaced while the app signs: every URL is signed by those of its moment, whichever part of
// them is new. They come from where a container finds them, by way of the SDK's own chain.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { setImmediate } from "node:timers/promises";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mintOriginalKey } from "@/lib/images/object-key";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { readEnvironment } from "../support/environment";

// Before its credentials are taken out of it.
const { S3_BUCKET, S3_ENDPOINT, S3_REGION } = readEnvironment();

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };

type Part = "accessKeyId" | "secretAccessKey" | "sessionToken";
const PARTS: readonly Part[] = ["accessKeyId", "secretAccessKey", "sessionToken"];

let present: Credentials = {
  accessKeyId: "",
  secretAccessKey: "",
  sessionToken: "",
  expiration: new Date(0),
};
/** What the SDK was given so far. It asks for the next before it is done with the last, never for two at once. */
const given: Credentials[] = [];

function rotate(part: Part): void {
  // The SDK asks anew, behind what it answers, for what ends within five minutes: here, with every signature.
  present = { ...present, [part]: randomUUID(), expiration: new Date(Date.now() + 120_000) };
}

const container = createServer((_, response) => {
  given.push(present);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = present;
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      Expiration: expiration,
    }),
  );
});

beforeAll(async () => {
  PARTS.forEach(rotate);
  await new Promise<void>((resolve) => container.listen(0, "127.0.0.1", resolve));
  const address = container.address();
  if (address === null || typeof address === "string") throw new Error("It listens on no port.");
  process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = `http://127.0.0.1:${address.port}/`;
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
    Reflect.deleteProperty(process.env, name);
});
afterAll(() => {
  for (const oracle of oracles.values()) oracle.destroy();
  container.closeAllConnections();
  container.close();
});

async function sign() {
  const id = randomUUID();
  const open = await s3ObjectStorage.openGetSigner();
  return open({
    key: mintOriginalKey(id, "png"),
    filetype: "image/png",
    contentDisposition: "inline",
    purpose: "display",
    phaseKey: id,
  });
}

const oracles = new Map<Credentials, S3Client>();

function oracleOf(credentials: Credentials): S3Client {
  const oracle =
    oracles.get(credentials) ??
    new S3Client({
      region: S3_REGION,
      endpoint: S3_ENDPOINT,
      forcePathStyle: true,
      credentials,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
  oracles.set(credentials, oracle);
  return oracle;
}

/** The same address by the official presigner, with these credentials. */
async function signByOracle(address: string, credentials: Credentials): Promise<string> {
  const { pathname, searchParams } = new URL(address);
  const said = (name: string) => searchParams.get(name) ?? "";
  const command = new GetObjectCommand({
    Bucket: S3_BUCKET,
    Key: pathname.slice(`/${S3_BUCKET}/`.length),
    ResponseCacheControl: said("response-cache-control"),
    ResponseContentDisposition: said("response-content-disposition"),
    ResponseContentType: said("response-content-type"),
  });
  const date = said("X-Amz-Date").replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  const options = { expiresIn: Number(said("X-Amz-Expires")), signingDate: new Date(date) };
  return getSignedUrl(oracleOf(credentials), command, options);
}

it.each(PARTS)("goes on with the new credentials when nothing but their %s is new", async (part) => {
  for (let round = 0; round < 2; round += 1) {
    rotate(part);
    const isSignedByPresent = async () => {
      const { url, expiresAt } = await sign();
      const isByPresent = url === (await signByOracle(url, present));
      return isByPresent && expiresAt.getTime() === present.expiration.getTime();
    };
    await expect.poll(isSignedByPresent).toBe(true);
  }
});

it("never mixes the old with the new, however many answers are signed while they change", async () => {
  let rotations = 0;
  const rotating = setInterval(() => rotate(PARTS[rotations++ % PARTS.length] ?? "accessKeyId"), 5);
  const before = given.length;
  try {
    const signing = Array.from({ length: 4 }, async () => {
      for (let count = 0; count < 25; count += 1) {
        const last = given.length - 2;
        const { url } = await sign();
        const possible = await Promise.all(given.slice(last).map((each) => signByOracle(url, each)));
        expect(possible).toContain(url);
        // Else nothing else would come in between: neither a timer nor an answer.
        await setImmediate();
      }
    });
    await Promise.all(signing);
  } finally {
    clearInterval(rotating);
  }
  expect(new Set(given.slice(before).map((each) => Object.values(each).join())).size).toBeGreaterThan(3);
});
