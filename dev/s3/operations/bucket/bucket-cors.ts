import { emptyAnswer, xmlAnswer, type S3Answer } from "../../answer";
import { S3Error } from "../../errors";
import { requireDocument } from "../../payload/read-document";
import type { S3Request } from "../../request";
import { preflightHeaders, type CorsRule } from "../../rules/cors-rules";
import type { Store } from "../../store/store";
import { malformed, type XmlElement } from "../../xml/read-xml";
import { optional, type XmlNode } from "../../xml/write-xml";
import { readShape } from "../../xml/xml-shape";
import type { BucketCall, Handler } from "../call";

const methods = ["GET", "PUT", "POST", "DELETE", "HEAD"];
const maxRules = 100;

export const putBucketCors: Handler<BucketCall> = async ({ request, bucket }) => {
  const document = await requireDocument(request, { digestRequired: true });
  const shape = readShape(document, "CORSConfiguration", { CORSRule: "many" });
  const rules = shape.all("CORSRule").map(readRule);
  if (rules.length === 0 || rules.length > maxRules) throw malformed();
  bucket.configure({ cors: rules });
  return emptyAnswer(200);
};

export const getBucketCors: Handler<BucketCall> = ({ bucket }) => {
  const rules = bucket.settings.cors;
  if (rules === null) throw new S3Error("NoSuchCORSConfiguration");
  return xmlAnswer(["CORSConfiguration", rules.map((rule): XmlNode => ["CORSRule", ruleNodes(rule)])]);
};

export const deleteBucketCors: Handler<BucketCall> = ({ bucket }) => {
  bucket.configure({ cors: null });
  return emptyAnswer(204);
};

/** A browser's question before a cross-origin request: it carries no signature, and learns only what the rules say. */
export function answerPreflight(request: S3Request, store: Store): S3Answer {
  const origin = request.headers.get("origin");
  const method = request.headers.get("access-control-request-method");
  if (origin === undefined) {
    throw new S3Error("BadRequest", { message: "Insufficient information. Origin request header needed." });
  }
  if (method === undefined || !methods.includes(method)) {
    throw new S3Error("BadRequest", {
      message: `Invalid Access-Control-Request-Method: ${method ?? "null"}`,
    });
  }
  const named = (request.headers.get("access-control-request-headers") ?? "").toLowerCase().split(",");
  const requestHeaders = named.map((name) => name.trim()).filter((name) => name !== "");
  const rules = request.bucket === null ? null : store.require(request.bucket).settings.cors;
  return emptyAnswer(200, preflightHeaders(rules, { origin, method, requestHeaders }));
}

function readRule(element: XmlElement): CorsRule {
  const shape = readShape(element, "CORSRule", {
    ID: "optional",
    AllowedOrigin: "many",
    AllowedMethod: "many",
    AllowedHeader: "many",
    ExposeHeader: "many",
    MaxAgeSeconds: "optional",
  });
  const rule = {
    id: shape.text("ID"),
    allowedOrigins: shape.texts("AllowedOrigin"),
    allowedMethods: shape.texts("AllowedMethod"),
    allowedHeaders: shape.texts("AllowedHeader"),
    exposeHeaders: shape.texts("ExposeHeader"),
    maxAgeSeconds: shape.integer("MaxAgeSeconds", 0),
  };
  if (rule.allowedOrigins.length === 0 || rule.allowedMethods.length === 0) throw malformed();
  checkRule(rule);
  return rule;
}

function checkRule(rule: CorsRule): void {
  const wrongMethod = rule.allowedMethods.find((method) => !methods.includes(method));
  if (wrongMethod !== undefined) {
    const message = `Found unsupported HTTP method in CORS config. Unsupported method is ${wrongMethod}`;
    throw new S3Error("InvalidRequest", { message });
  }
  const wild = [...rule.allowedOrigins, ...rule.allowedHeaders].find((value) => value.split("*").length > 2);
  if (wild !== undefined) {
    throw new S3Error("InvalidRequest", { message: `"${wild}" can not have more than one wildcard.` });
  }
  const exposedWild = rule.exposeHeaders.find((value) => value.includes("*"));
  if (exposedWild !== undefined) {
    throw new S3Error("InvalidRequest", { message: `ExposeHeader "${exposedWild}" contains wildcard.` });
  }
}

function ruleNodes(rule: CorsRule): XmlNode[] {
  return [
    ...optional("ID", rule.id),
    ...rule.allowedOrigins.map((origin): XmlNode => ["AllowedOrigin", origin]),
    ...rule.allowedMethods.map((method): XmlNode => ["AllowedMethod", method]),
    ...rule.allowedHeaders.map((header): XmlNode => ["AllowedHeader", header]),
    ...rule.exposeHeaders.map((header): XmlNode => ["ExposeHeader", header]),
    ...optional("MaxAgeSeconds", rule.maxAgeSeconds),
  ];
}
