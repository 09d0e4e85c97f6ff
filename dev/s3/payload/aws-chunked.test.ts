import { describe, expect, it } from "vitest";
import { signingKey } from "../auth/signature";
import type { S3Error } from "../errors";
import { decodeAwsChunked } from "./aws-chunked";

const scope = { day: "20130524", region: "us-east-1", service: "s3" };
const signingFrom = (seedSignature: string) => ({
  key: signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope),
  timestamp: "20130524T000000Z",
  scope: "20130524/us-east-1/s3/aws4_request",
  seedSignature,
});
const content = "a".repeat(65_536 + 1024);

/** The chunks of AWS's example of a signed stream, cut into network reads of `bytes` each. */
function signedStream(first: string, second: string, last: string, trailer = "\r\n"): string {
  const chunk = (text: string, signature: string): string =>
    `${text.length.toString(16)};chunk-signature=${signature}\r\n${text}${text === "" ? "" : "\r\n"}`;
  return (
    chunk(content.slice(0, 65_536), first) + chunk(content.slice(65_536), second) + chunk("", last) + trailer
  );
}

const withoutTrailer = signedStream(
  "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
);
const seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

async function* inPieces(text: string, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += bytes) yield Buffer.from(text.slice(at, at + bytes), "latin1");
}

interface DecodeOptions {
  readonly seedSignature?: string;
  readonly trailer?: string;
  readonly pieceBytes?: number;
}

/** The decoded text and the trailer, or the code of the refusal. */
async function decode(
  text: string,
  options: DecodeOptions = {},
): Promise<string | [text: string, trailer: string]> {
  const { seedSignature, trailer = null, pieceBytes = 1000 } = options;
  let value = "";
  const signing = seedSignature === undefined ? null : signingFrom(seedSignature);
  const onTrailer = (found: string): void => void (value = found);
  let decoded = "";
  try {
    for await (const piece of decodeAwsChunked(inPieces(text, pieceBytes), { signing, trailer, onTrailer })) {
      decoded += piece.toString("latin1");
    }
  } catch (error) {
    const refusal: Partial<S3Error> = error instanceof Error ? error : {};
    return refusal.code ?? String(error);
  }
  return [decoded, value];
}

describe("decodeAwsChunked", () => {
  it.each([1, 7, 1000, 100_000])(
    "accepts AWS's own example of signed chunks in reads of %i bytes",
    async (pieceBytes) => {
      expect(await decode(withoutTrailer, { seedSignature: seed, pieceBytes })).toEqual([content, ""]);
    },
  );

  it("accepts AWS's own example of signed chunks with a signed trailer", async () => {
    const text = signedStream(
      "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
      "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
      "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
      "x-amz-checksum-crc32c:sOO8/Q==\r\n" +
        "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n",
    );
    const options = {
      seedSignature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
      trailer: "x-amz-checksum-crc32c",
    };
    expect(await decode(text, options)).toEqual([content, "sOO8/Q=="]);
    expect(await decode(text.replace("sOO8", "sOO9"), options)).toBe("SignatureDoesNotMatch");
    expect(await decode(text.replace(/x-amz-trailer-signature:.*\r\n/, ""), options)).toBe(
      "SignatureDoesNotMatch",
    );
  });

  it("refuses signed chunks that were changed, swapped or dropped", async () => {
    const refuse = (text: string): Promise<unknown> => decode(text, { seedSignature: seed });
    expect(await refuse(withoutTrailer.replace("aaaa", "aaab"))).toBe("SignatureDoesNotMatch");
    expect(await refuse(withoutTrailer.replace(/^10000[^]*?\r\n400;/, "400;"))).toBe("SignatureDoesNotMatch");
    expect(await refuse(withoutTrailer.replace(/400;[^]*?0;/, "0;"))).toBe("SignatureDoesNotMatch");
    expect(await refuse(withoutTrailer.replaceAll(/;chunk-signature=[0-9a-f]+/g, ""))).toBe(
      "SignatureDoesNotMatch",
    );
  });

  it("decodes unsigned chunks and hands over the announced trailer", async () => {
    const text = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    expect(await decode(text, { trailer: "x-amz-checksum-crc32" })).toEqual(["hello", "NhCmhg=="]);
  });

  it("refuses a trailer that is missing, unannounced, or more than one", async () => {
    const trailer = "x-amz-checksum-crc32";
    expect(await decode("5\r\nhello\r\n0\r\n\r\n", { trailer })).toBe("MalformedTrailerError");
    expect(await decode("0\r\nx-amz-meta-a:b\r\n\r\n", { trailer })).toBe("MalformedTrailerError");
    expect(await decode("0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n")).toBe("MalformedTrailerError");
    expect(await decode(`0\r\n${trailer}:a\r\nx-amz-meta-b:c\r\n\r\n`, { trailer })).toBe(
      "MalformedTrailerError",
    );
  });

  it("refuses a small chunk that is not the last", async () => {
    expect(await decode("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n")).toBe("InvalidChunkSizeError");
  });

  it.each(["", "5\r\nhel", "5\r\nhello", "5\r\nhelloXX0\r\n\r\n", "zz\r\nhello", "-1\r\n", "5"])(
    "refuses the broken framing %j",
    async (text) => {
      expect(await decode(text)).toBe("IncompleteBody");
    },
  );
});
