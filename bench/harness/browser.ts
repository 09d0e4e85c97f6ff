/** The browser that measures: one that asks nobody but us, and runs as root in a container. */
import { type Browser, chromium } from "@playwright/test";
import { requireChromium } from "@/scripts/test/chromium";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: [...ARGUMENTS, ...more] });
}
