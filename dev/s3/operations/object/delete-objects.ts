import { xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { requireDocument } from "../../payload/read-document";
import { matchCondition } from "../../rules/conditions";
import type { Bucket } from "../../store/bucket";
import { malformed, type XmlElement } from "../../xml/read-xml";
import type { XmlNode } from "../../xml/write-xml";
import { readShape } from "../../xml/xml-shape";
import type { BucketCall, Handler } from "../call";

const maxDeletedKeys = 1000;

/** One answer for many: a key that is refused does not keep the others from being deleted. */
export const deleteObjects: Handler<BucketCall> = async ({ request, bucket }) => {
  const document = await requireDocument(request, { digestRequired: true });
  const shape = readShape(document, "Delete", { Object: "many", Quiet: "optional" });
  const objects = shape.all("Object").map(readObject);
  if (objects.length === 0 || objects.length > maxDeletedKeys) throw malformed();
  const quiet = shape.text("Quiet") === "true";
  return xmlAnswer(["DeleteResult", objects.flatMap((object) => deleteOne(bucket, object, quiet))]);
};

interface DeletedObject {
  readonly key: string;
  readonly versionId: string | null;
  readonly etag: string | null;
}

function readObject(element: XmlElement): DeletedObject {
  const shape = readShape(element, "Object", { Key: "one", VersionId: "optional", ETag: "optional" });
  const key = shape.requireText("Key");
  if (key === "") throw new S3Error("MalformedXML");
  return { key, versionId: shape.text("VersionId"), etag: shape.text("ETag") };
}

function deleteOne(bucket: Bucket, { key, versionId, etag }: DeletedObject, quiet: boolean): XmlNode[] {
  try {
    if (versionId !== null && versionId !== "null") throw new S3Error("NoSuchVersion");
    bucket.delete(key, matchCondition(etag));
    return quiet ? [] : [["Deleted", [["Key", key]]]];
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return [
      [
        "Error",
        [
          ["Key", key],
          ["Code", error.code],
          ["Message", error.message],
        ],
      ],
    ];
  }
}
