import { expect, it } from "vitest";
import { browserOrigins } from "../s3/bucket-client";
import { readServeSettings } from "./settings";

const read = (source: Record<string, string>) => readServeSettings("start", { NODE_ENV: "test", ...source });

it("runs both services and listens on loopback alone when nothing is configured", () => {
  const embeds = { postgres: true, s3: true };
  expect(read({})).toEqual({ mode: "start", port: 3000, host: "127.0.0.1", embeds });
  expect(read({ DATABASE_URL: "", S3_BUCKET: "", PORT: "", HOST: "" })).toEqual(read({}));
});

it("runs no service of its own and listens everywhere when both are given", () => {
  const given = read({ DATABASE_URL: "postgresql://db/x", S3_BUCKET: "mine", PORT: "80" });
  expect(given).toEqual({ mode: "start", port: 80, host: "0.0.0.0", embeds: { postgres: false, s3: false } });
});

it("runs the one that is missing, on loopback", () => {
  expect(read({ S3_BUCKET: "mine" })).toMatchObject({
    host: "127.0.0.1",
    embeds: { postgres: true, s3: false },
  });
});

it("listens where it is told", () => {
  expect(read({ HOST: "0.0.0.0" }).host).toBe("0.0.0.0");
});

it.each(["0", "65536", "80a", "-1", "1.5"])("refuses %s for a port", (port) => {
  expect(() => read({ PORT: port })).toThrow(`PORT=${port} is no port.`);
});

it("lets browsers upload from the site's origin, and of a site on this machine from both of its names", () => {
  const origins = (source: Record<string, string>) => browserOrigins({ NODE_ENV: "test", ...source });
  expect(origins({})).toEqual(["http://localhost:3000", "http://127.0.0.1:3000"]);
  expect(origins({ NEXTAUTH_URL: "https://pictures.example/path", PORT: "8080" })).toEqual([
    "https://pictures.example",
  ]);
});
