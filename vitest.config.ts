import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const setupFiles = ["tests/support/fixed-seed.ts"];
const root = fileURLToPath(new URL("./", import.meta.url));
// A test that waits for something wrong fails all the same; one on a machine that is busy with other things should not.
const patience = {
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 120_000, interval: 100 } },
};

// Unit tests stand beside their file; contract and integration tests talk to the services that
// scripts/test.mjs started (their addresses arrive in the environment). One kind after the other: what is
// measured in time must not share the machine with everything else.
export default defineConfig({
  resolve: {
    alias: [
      { find: "server-only", replacement: `${root}tests/support/server-only.ts` },
      { find: /^@\//, replacement: root },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          setupFiles,
          include: ["{app,components,lib,dev,scripts}/**/*.test.{ts,tsx}"],
          sequence: { groupOrder: 0 },
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          setupFiles,
          include: ["tests/contract/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          setupFiles,
          include: ["tests/integration/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...patience,
        },
      },
    ],
  },
});
