import { describe, expect, it } from "vitest";
import {
  examineEnvironment,
  examineSettings,
  examineTransport,
  type KnownSettings,
} from "./examine-settings";

const now = new Date("2026-11-23T12:00:00Z");
const good: KnownSettings = {
  siteUrl: "https://pictures.example",
  secret: "Zq8vN2rT5wY7uB1mK4pL9sD3fG6hJ0xC",
  signedUrlSeconds: 300,
  browserStoreUrl: null,
  storeUrl: null,
  credentialsEndAt: null,
};

function faultsWith(change: Partial<KnownSettings>): string[] {
  return examineSettings({ ...good, ...change }, now)
    .filter(({ status }) => status !== "ok")
    .map(({ check, status }) => `${check}: ${status}`);
}

describe("The settings", () => {
  it("of a site on https with a random secret are well", () => {
    expect(faultsWith({})).toEqual([]);
    expect(examineEnvironment([]).status).toBe("ok");
  });

  it.each<[string, Partial<KnownSettings>, string]>([
    [
      "a secret that is a word repeated",
      { secret: "secretsecretsecretsecretsecretsecret" },
      "session-secret: problem",
    ],
    ["a secret of few characters", { secret: "a1".repeat(20) }, "session-secret: problem"],
    ["a site without TLS", { siteUrl: "http://pictures.example" }, "addresses: problem"],
    ["a store without TLS for a site with it", { storeUrl: "http://store.example" }, "addresses: problem"],
    [
      "a store on the visitor's own machine",
      { browserStoreUrl: "https://localhost:9000" },
      "addresses: problem",
    ],
    ["links that work for a day", { signedUrlSeconds: 86_400 }, "signed-url-life: warning"],
    [
      "credentials that end before the links do",
      { credentialsEndAt: new Date("2026-11-23T12:02:00Z") },
      "signed-url-life: warning",
    ],
  ])("with %s are not", (_name, change, fault) => {
    expect(faultsWith(change)).toEqual([fault]);
  });

  it("may leave out TLS on one's own machine", () => {
    expect(faultsWith({ siteUrl: "http://localhost:3000", storeUrl: "http://127.0.0.1:9000" })).toEqual([]);
    expect(examineTransport("http://127.0.0.1:9000", null, now).status).toBe("skipped");
  });
});

describe("The way to the store", () => {
  it("without TLS, or with a certificate about to end, is worth a warning", () => {
    expect(examineTransport("http://minio:9000", null, now).status).toBe("warning");
    expect(examineTransport(null, new Date("2026-11-30T12:00:00Z"), now).status).toBe("warning");
    expect(examineTransport(null, new Date("2027-02-01T12:00:00Z"), now).status).toBe("ok");
  });
});
