/**
 * What a signed GET address costs: the official presigner, two small signers, ours, and the bare hashing that
 * no signer can do without. All of them sign the same hundred addresses, and must agree before any is timed.
 */
import assert from "node:assert/strict";
import { createHmac, hash } from "node:crypto";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import aws4 from "aws4";
import { AwsV4Signer } from "aws4fetch";
import { amazonEndpoint } from "@/lib/signing/endpoint";
import { signingWindow } from "@/lib/signing/signing-window";
import { createQuerySigner, type SignRequest } from "@/lib/signing/sigv4-query-signer";
import { type Figure, figure } from "../harness/figure";
import {
  type Contestant,
  measureInterleaved,
  medianTime,
  ratioFigure,
  ratioOf,
} from "../harness/interleaved";
import { runSuite } from "../harness/suite";

const ROUNDS = 15;
const bucket = "pictures";
const region = "eu-central-1";
const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const responseCacheControl = "private, max-age=900, immutable";
const now = new Date("2026-11-22T10:00:00Z");

/** A screen of pictures: each with a key and a phase of its own. */
const requests: SignRequest[] = Array.from({ length: 100 }, (_, index) => {
  const id = hash("sha256", `picture ${index}`).replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/,
    "$1-$2-$3-$4-$5",
  );
  const window = signingWindow({ now, lifeSeconds: 900, windowSeconds: 300, phaseKey: id });
  return { key: `images/${id}/${id}/preview.webp`, ...window, overrides: { responseCacheControl } };
});

const signer = createQuerySigner({
  endpoint: amazonEndpoint(region),
  bucket,
  forcePathStyle: false,
  region,
  credentials,
});
const sdk = new S3Client({
  region,
  credentials,
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
});

function signBySdk({ key, signedAt, expiresInSeconds }: SignRequest): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseCacheControl: responseCacheControl,
  });
  return getSignedUrl(sdk, command, { signingDate: signedAt, expiresIn: expiresInSeconds });
}

const amzDateOf = (moment: Date): string => moment.toISOString().replace(/[-:]|\.\d{3}/g, "");

/** What the small signers have to be given to sign the same: they add neither of these on their own. */
function unsignedQuery({ expiresInSeconds }: SignRequest): string {
  const cacheControl = encodeURIComponent(responseCacheControl);
  return `X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Expires=${expiresInSeconds}&response-cache-control=${cacheControl}&x-id=GetObject`;
}

const host = `${bucket}.s3.${region}.amazonaws.com`;

function signByAws4(request: SignRequest): string {
  const path = `/${request.key}?${unsignedQuery(request)}&X-Amz-Date=${amzDateOf(request.signedAt)}`;
  const signed = aws4.sign({ service: "s3", region, host, path, signQuery: true }, credentials);
  return `https://${host}${signed.path ?? ""}`;
}

const aws4fetchKeys = new Map<string, ArrayBuffer>();

async function signByAws4fetch(request: SignRequest): Promise<string> {
  const url = `https://${host}/${request.key}?${unsignedQuery(request)}`;
  const datetime = amzDateOf(request.signedAt);
  const options = {
    url,
    datetime,
    service: "s3",
    region,
    signQuery: true,
    cache: aws4fetchKeys,
    ...credentials,
  };
  return (await new AwsV4Signer(options).sign()).url.href;
}

const signatureIn = (address: string): string => new URL(address).searchParams.get("X-Amz-Signature") ?? "";

/** All that has to be hashed for one address, ready made. */
type Hashing = { readonly canonical: string; readonly inner: Buffer; readonly outer: Buffer };

function hashingOf(request: SignRequest): Hashing {
  const [path = "", query = ""] = signer.signGet(request).slice(`https://${host}`.length).split("?");
  const signed = query.replace(/&X-Amz-Signature=[0-9a-f]+/, "");
  const canonical = `GET\n${path}\n${signed}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const amzDate = amzDateOf(request.signedAt);
  const scope = [amzDate.slice(0, 8), region, "s3", "aws4_request"];
  const key = scope.reduce(
    (own, part) => createHmac("sha256", own).update(part).digest(),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  const padded = (pad: number) =>
    Buffer.from(Array.from({ length: 64 }, (_, index) => (key[index] ?? 0) ^ pad));
  const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope.join("/")}\n${hash("sha256", canonical)}`;
  const inner = Buffer.concat([padded(0x36), Buffer.from(text)]);
  const outer = Buffer.concat([padded(0x5c), hash("sha256", inner, "buffer")]);
  return { canonical, inner, outer };
}

const hashings = requests.map(hashingOf);

function hashBarely({ canonical, inner, outer }: Hashing): string {
  hash("sha256", canonical, "hex");
  hash("sha256", inner, "binary");
  return hash("sha256", outer, "hex");
}

async function requireAgreement(): Promise<void> {
  for (const [index, request] of requests.entries()) {
    const address = await signBySdk(request);
    assert.equal(signer.signGet(request), address);
    for (const other of [signByAws4(request), await signByAws4fetch(request)]) {
      assert.equal(signatureIn(other), signatureIn(address));
    }
    const hashing = hashings[index];
    assert.ok(hashing);
    assert.equal(hashBarely(hashing), signatureIn(address));
  }
}

let sink = 0;

function repeated<Item>(
  name: string,
  repeats: number,
  items: readonly Item[],
  sign: (item: Item) => string,
): Contestant {
  const run = () => {
    for (let repeat = 0; repeat < repeats; repeat += 1) for (const item of items) sink += sign(item).length;
  };
  return { name, operations: repeats * items.length, run };
}

function awaited(name: string, sign: (request: SignRequest) => Promise<string>): Contestant {
  const run = async () => {
    for (const request of requests) sink += (await sign(request)).length;
  };
  return { name, operations: requests.length, run };
}

function signWithinWindow(request: SignRequest): string {
  const window = signingWindow({ now, lifeSeconds: 900, windowSeconds: 300, phaseKey: request.key });
  const { signedAt, expiresInSeconds } = window;
  return signer.signGet({
    key: request.key,
    signedAt,
    expiresInSeconds,
    overrides: { responseCacheControl },
  });
}

const OFFICIAL = "the official presigner, awaited one by one";
const AT_ONCE = "the official presigner, a hundred at once";
const OURS = "our signer";
const OURS_IN_WINDOW = "our signer and its window";
const AWS4 = "aws4";
const AWS4FETCH = "aws4fetch";
const FLOOR = "bare primitives";

const contestants: readonly Contestant[] = [
  awaited(OFFICIAL, signBySdk),
  {
    name: AT_ONCE,
    operations: requests.length,
    run: async () => {
      sink += (await Promise.all(requests.map(signBySdk))).length;
    },
  },
  awaited(AWS4FETCH, signByAws4fetch),
  repeated(AWS4, 5, requests, signByAws4),
  repeated(OURS_IN_WINDOW, 50, requests, signWithinWindow),
  repeated(OURS, 50, requests, (request) => signer.signGet(request)),
  repeated(FLOOR, 50, hashings, hashBarely),
];

await runSuite(async () => {
  await requireAgreement();
  const measurement = await measureInterleaved(contestants, { rounds: ROUNDS });
  assert.ok(sink > 0);
  const against = (name: string, given: Pick<Figure, "goal" | "bar" | "stretch">) =>
    ratioFigure(ratioOf(measurement, name, OURS), { ...given, what: `Signing a GET, against ${name}` });
  return [
    against(OFFICIAL, { goal: "P1", bar: { atLeast: 100 }, stretch: { atLeast: 200 } }),
    against(AT_ONCE, { goal: "P1", bar: { atLeast: 60 }, stretch: { atLeast: 130 } }),
    ratioFigure(ratioOf(measurement, OURS, FLOOR), {
      goal: "P2",
      what: "Signing a GET, as a multiple of one SHA-256 and one HMAC",
      bar: { atMost: 2 },
      stretch: { atMost: 1.3 },
    }),
    against(AWS4, { goal: "P3", bar: { atLeast: 5 }, stretch: { atLeast: 10 } }),
    against(AWS4FETCH, { goal: "P3", bar: null, stretch: null }),
    figure({
      goal: "P5",
      what: "Processor time for a page of 100 pictures in 4 widths, windows included",
      // Nanoseconds an address.
      value: (400 * medianTime(measurement, OURS_IN_WINDOW)) / 1e6,
      unit: "ms",
      bar: { atMost: 4 },
      stretch: { atMost: 2 },
    }),
  ];
});
