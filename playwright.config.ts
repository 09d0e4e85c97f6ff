import { defineConfig, devices } from "@playwright/test";
import { chromiumArguments as args } from "./scripts/test/chromium";

// scripts/test.mjs starts the app and finds the browser; their addresses arrive in the environment.
const { SIGNET_URL, CHROMIUM_PATH } = process.env;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/e2e",
  // One app and one bucket for all.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // For a machine that is busy with something else as well; a test that waits for something wrong fails all the same.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    ...(SIGNET_URL === undefined ? {} : { baseURL: SIGNET_URL }),
    launchOptions: { args, ...(CHROMIUM_PATH === undefined ? {} : { executablePath: CHROMIUM_PATH }) },
    // A trace takes a fifth of the time; `npm test -- --only e2e --trace on` makes some.
    screenshot: "only-on-failure",
    // Playwright cannot hold up what a worker asks for; the worker has a test of its own.
    serviceWorkers: "block",
  },
  projects: [
    { name: "desktop", testIgnore: "phone.spec.ts", use: { ...devices["Desktop Chrome"] } },
    // The accessibility tests go through the widths themselves, and the others look for what only desktops show.
    { name: "phone", testMatch: ["sign-in.spec.ts", "phone.spec.ts"], use: { ...devices["Pixel 7"] } },
  ],
});
