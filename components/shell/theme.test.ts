import { expect, it } from "vitest";
import { parseTheme, themeCookie } from "./theme";

it("follows the system unless the cookie names a theme", () => {
  expect(parseTheme(undefined)).toBe("system");
  expect(parseTheme("pink")).toBe("system");
  expect(parseTheme("dark")).toBe("dark");
});

it("reads back the choice that it wrote", () => {
  const value = /^signet-theme=(\w+);/.exec(themeCookie("light"))?.[1];
  expect(parseTheme(value)).toBe("light");
});
