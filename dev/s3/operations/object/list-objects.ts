import { xmlAnswer } from "../../answer";
import { encodeUri } from "../../auth/canonical-request";
import { notImplemented, S3Error } from "../../errors";
import { listPage, readToken, writeToken, type ListedEntry } from "../../rules/listing";
import type { ObjectRecord } from "../../store/object-record";
import { optional, type XmlNode } from "../../xml/write-xml";
import type { BucketCall, Handler } from "../call";
import { ownerNode } from "../owner";

const maxPageEntries = 1000;

export const listObjectsV2: Handler<BucketCall> = ({ request, bucket }) => {
  const { query } = request;
  if (query.get("list-type") !== "2") throw notImplemented("ListObjects version 1 (use list-type=2)");
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxKeys = readMaxEntries(query, "max-keys");
  const { entries, truncated } = listPage(bucket.objects, {
    prefix,
    delimiter,
    after: readAfter(query),
    maxEntries: maxKeys,
  });
  const encode = readEncoding(query);
  const last = entries.at(-1);
  const owner = query.get("fetch-owner") === "true";
  return xmlAnswer([
    "ListBucketResult",
    [
      ["Name", bucket.name],
      ["Prefix", encode(prefix)],
      ...optional("Delimiter", delimiter === "" ? null : encode(delimiter)),
      ["MaxKeys", maxKeys],
      ["KeyCount", entries.length],
      ["IsTruncated", truncated],
      ...optional("EncodingType", query.get("encoding-type")),
      ...optional("StartAfter", query.has("start-after") ? encode(query.get("start-after") ?? "") : null),
      ...optional("ContinuationToken", query.get("continuation-token")),
      ...optional("NextContinuationToken", truncated && last !== undefined ? writeToken(last) : null),
      ...entries.flatMap((entry) => entryNode(entry, bucket.objects.get(entry.name), encode, owner)),
    ],
  ]);
};

function entryNode(
  entry: ListedEntry,
  record: ObjectRecord | undefined,
  encode: (text: string) => string,
  owner: boolean,
): XmlNode[] {
  if (entry.kind === "prefix") return [["CommonPrefixes", [["Prefix", encode(entry.name)]]]];
  if (record === undefined) return [];
  return [
    [
      "Contents",
      [
        ["Key", encode(record.key)],
        ["LastModified", record.lastModified],
        ["ETag", `"${record.etag}"`],
        ...optional("ChecksumAlgorithm", record.checksum?.algorithm),
        ...optional("ChecksumType", record.checksum?.type),
        ["Size", record.bytes],
        ...(owner ? [ownerNode("Owner")] : []),
        ["StorageClass", "STANDARD"],
      ],
    ],
  ];
}

function readAfter(query: ReadonlyMap<string, string>): ListedEntry | null {
  const text = query.get("continuation-token");
  const startAfter = query.get("start-after");
  if (text === undefined) return startAfter === undefined ? null : { kind: "key", name: startAfter };
  const token = readToken(text);
  if (token !== null) return token;
  throw new S3Error("InvalidArgument", { message: "The continuation token provided is incorrect" });
}

/** Up to 1000, which is also what a larger number means. @throws S3Error InvalidArgument */
export function readMaxEntries(query: ReadonlyMap<string, string>, name: string): number {
  const text = query.get(name);
  if (text === undefined || text === "") return maxPageEntries;
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text), maxPageEntries);
  throw new S3Error("InvalidArgument", {
    message: `Provided ${name} not an integer or within integer range`,
  });
}

/** @throws S3Error InvalidArgument */
export function readEncoding(query: ReadonlyMap<string, string>): (text: string) => string {
  const encoding = query.get("encoding-type");
  if (encoding === undefined) return (text) => text;
  if (encoding === "url") return (text) => text.split("/").map(encodeUri).join("/");
  throw new S3Error("InvalidArgument", { message: "Invalid Encoding Method specified in Request" });
}
