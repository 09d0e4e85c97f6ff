import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";
import { contentSecurityPolicy, DATA_POLICY } from "@/lib/http/security-headers";
import { addressOf, amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";

/** Sets the content security policy, and nothing else: who may see what is decided behind every page and route. */
export function proxy(request: NextRequest): NextResponse {
  // Next answers 500 to an address that no text can be read from.
  if (!isReadable(request.nextUrl.pathname)) return new NextResponse(null, { status: 400 });
  if (/^\/(images|api)(\/|$)/.test(request.nextUrl.pathname)) {
    const response = NextResponse.next();
    response.headers.set("Content-Security-Policy", DATA_POLICY);
    return response;
  }
  const policy = contentSecurityPolicy({
    nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64"),
    development: process.env.NODE_ENV === "development",
    storeOrigin: storeOrigin(),
    pictureOrigin: pictureOrigin(),
  });
  // Next reads the nonce from the request's policy and puts it on its own scripts.
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** Where signed URLs of pictures lead. */
function pictureOrigin(): string {
  const { CLOUDFRONT_URL } = env();
  return CLOUDFRONT_URL === undefined ? storeOrigin() : new URL(CLOUDFRONT_URL).origin;
}

/** Where presigned uploads lead. */
function storeOrigin(): string {
  const { S3_BUCKET, S3_REGION, S3_ENDPOINT, S3_PUBLIC_ENDPOINT, S3_FORCE_PATH_STYLE } = env();
  const address = S3_PUBLIC_ENDPOINT ?? S3_ENDPOINT;
  const endpoint = address === undefined ? amazonEndpoint(S3_REGION) : parseEndpoint(address);
  return addressOf(endpoint, S3_BUCKET, S3_FORCE_PATH_STYLE).origin;
}

function isReadable(pathname: string): boolean {
  try {
    return decodeURIComponent(pathname) !== "";
  } catch {
    return false;
  }
}

export const config = { matcher: "/((?!_next/static/|favicon\\.ico$|icon\\.svg$).*)" };
