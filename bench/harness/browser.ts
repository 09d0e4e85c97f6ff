/** The browser that measures. */
import { type Browser, chromium } from "@playwright/test";
import { chromiumArguments, requireChromium } from "@/scripts/test/chromium";

export function launchBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: [...chromiumArguments, ...more] });
}
