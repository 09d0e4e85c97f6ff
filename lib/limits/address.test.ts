import { describe, expect, it } from "vitest";
import { networkOf } from "./address";

describe("The address of a request", () => {
  it("is not known without a trusted proxy, whatever a header says", () => {
    expect(networkOf("192.0.2.1", 0)).toBeNull();
    expect(networkOf(null, 1)).toBeNull();
  });

  it.each([
    ["192.0.2.1", 1, "192.0.2.1"],
    ["10.0.0.9, 198.51.100.7,192.0.2.1", 1, "192.0.2.1"],
    ["10.0.0.9, 198.51.100.7,192.0.2.1", 2, "198.51.100.7"],
    ["192.0.2.1:4711", 1, "192.0.2.1"],
    ["::ffff:192.0.2.1", 1, "192.0.2.1"],
  ])("of %s behind %i proxies is the outermost proxy's entry", (header, hops, address) => {
    expect(networkOf(header, hops)).toBe(address);
  });

  it.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ])("of %s is its network", (header, network) => {
    expect(networkOf(header, 1)).toBe(network);
  });

  it.each(["", "unknown", "192.0.2.1, ", "192.0.2.256", "fe80::1%eth0", "a".repeat(5_000), "1.2.3.4 evil"])(
    "is not known from %j",
    (header) => {
      expect(networkOf(header, 1)).toBeNull();
    },
  );

  it("is not known when fewer proxies wrote than are trusted", () => {
    expect(networkOf("192.0.2.1", 2)).toBeNull();
  });
});
