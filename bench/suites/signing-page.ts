/**
 * What the signed URLs of one page cost as the app pays for them: credentials, clock, window, file names and headers
 * included, a hundred pictures in four widths, without the database. Beside it the official presigner, given all of that
 * for nothing.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Image } from "@/lib/images/image";
import { mintOriginalKey, mintVariantKey } from "@/lib/images/object-key";
import { chooseSources } from "@/lib/images/shown";
import type { Variant, VariantName } from "@/lib/images/variant";
import { figure } from "../harness/figure";
import { measureInterleaved, medianTime, ratioFigure, ratioOf } from "../harness/interleaved";
import { runSuite } from "../harness/suite";

const PICTURES = 100;
const WIDTHS: readonly VariantName[] = ["w320", "w640", "w1280", "w2560"];
const bucket = "pictures";
const region = "eu-central-1";
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: randomUUID() };

// Nothing listens there: the clock is this machine's own, and nobody is asked again within a minute.
Object.assign(process.env, {
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  S3_BUCKET: bucket,
  S3_REGION: region,
  S3_ENDPOINT: "http://127.0.0.1:9",
  S3_PUBLIC_ENDPOINT: `https://s3.${region}.amazonaws.com`,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: randomUUID(),
});
const { s3ObjectStorage } = await import("@/lib/storage/s3/s3-object-storage");
const { toSignedSource } = await import("@/lib/storage/sign-image");

function imageOf(index: number): Image {
  const [id, attempt, now] = [randomUUID(), randomUUID(), new Date()];
  const variants = WIDTHS.map((name): Variant => {
    const widthPx = Number(name.slice(1));
    const size = { widthPx, heightPx: (widthPx * 3) / 4, sizeBytes: widthPx * 100 };
    return { name, format: "webp", key: mintVariantKey(id, attempt, name, "webp"), ...size };
  });
  return {
    id,
    kind: "image",
    key: mintOriginalKey(id, "jpg"),
    filename: `IMG_${20261100 + index}.jpg`,
    filetype: "image/jpeg",
    sizeBytes: 5_000_000,
    sha256: "",
    widthPx: 4000,
    heightPx: 3000,
    durationMs: null,
    thumbhash: null,
    alt: "",
    title: "",
    visibility: "private",
    missingSince: null,
    revision: 1,
    uploadedById: null,
    createdAt: now,
    updatedAt: now,
    variantState: "ready",
    variants,
  };
}

const images = Array.from({ length: PICTURES }, (_, index) => imageOf(index));
const viewer = { kind: "user", id: randomUUID(), role: "viewer" } as const;

/** The signed URLs of a page, in all widths. */
async function signPage(): Promise<string[]> {
  const signed = await Promise.all(
    images.map((image) => toSignedSource(s3ObjectStorage, image, chooseSources(viewer, image, "w2560"))),
  );
  return signed.map((source) => source?.srcset ?? "");
}

const urlsIn = (srcsets: readonly string[]) =>
  srcsets.flatMap((srcset) => srcset.split(", ").map((entry) => entry.split(" ")[0] ?? ""));

const sdk = new S3Client({
  region,
  credentials,
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
});

/** What the presigner has to be told to give the same URL. */
function commandOf(address: string) {
  const { pathname, searchParams } = new URL(address);
  const said = (name: string) => searchParams.get(name) ?? "";
  const input = {
    Bucket: bucket,
    Key: pathname.slice(1),
    ResponseCacheControl: said("response-cache-control"),
    ResponseContentDisposition: said("response-content-disposition"),
    ResponseContentType: said("response-content-type"),
  };
  const date = said("X-Amz-Date").replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  return { input, options: { expiresIn: Number(said("X-Amz-Expires")), signingDate: new Date(date) } };
}

await runSuite(async () => {
  const urls = urlsIn(await signPage());
  assert.equal(urls.length, PICTURES * WIDTHS.length);
  const commands = urls.map(commandOf);
  const signBySdk = () =>
    Promise.all(
      commands.map(({ input, options }) => getSignedUrl(sdk, new GetObjectCommand(input), options)),
    );
  assert.deepEqual(await signBySdk(), urls);

  let sink = 0;
  const [ours, official] = ["ours", "the official presigner"];
  const measurement = await measureInterleaved(
    [
      {
        name: ours,
        operations: 20,
        run: async () => {
          for (let page = 0; page < 20; page += 1) sink += (await signPage()).length;
        },
      },
      {
        name: official,
        operations: 1,
        run: async () => {
          sink += (await signBySdk()).length;
        },
      },
    ],
    { rounds: 15, warmUps: 10 },
  );
  assert.ok(sink > 0);
  return [
    figure({
      goal: "P5",
      what: "Processor time for a page of 100 pictures in 4 widths, as the app pays it",
      value: medianTime(measurement, ours) / 1e6,
      unit: "ms",
      bar: { atMost: 4 },
      stretch: { atMost: 2 },
    }),
    ratioFigure(ratioOf(measurement, official, ours), {
      goal: "P5",
      what: "The same page, against the official presigner alone",
    }),
  ];
});
