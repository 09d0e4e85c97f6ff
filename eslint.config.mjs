// What every file must keep to. The two tables say who may import whom; docs/architecture.md says what the rooms are.
import next from "eslint-config-next/core-web-vitals";
import boundaries from "eslint-plugin-boundaries";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { dependencyRule } from "./scripts/lint/dependency-rule.mjs";
import { doorsOf, pure } from "./scripts/lint/doors.mjs";
import { names } from "./scripts/lint/names.mjs";

const primitives = "components/ui";
const signedImage = "components/signed-image";
const visible = [primitives, signedImage, "lib/contracts", "lib/images", "lib/paths"];
const lib =
  "images installation signing operations registration revocation contracts storage variants db jobs auth limits http errors env paths log failpoint"
    .split(" ")
    .map((name) => `lib/${name}`);
const screens = ["audit", "gallery", "health", "housekeeping", "shell", "upload"].map(
  (name) => `components/${name}`,
);

/**
 * The rooms. A file is in the first one whose pattern it matches, and may import from its own room and from those in
 * `may`. `says` is what whoever imports something else gets to read.
 */
const rooms = {
  tests: {
    pattern: ["**/*.test.{ts,tsx}", "tests/**", "**/test-support/**"],
    may: [
      "app",
      "entry",
      "bench",
      "dev",
      "examples",
      "scripts",
      "settings",
      primitives,
      signedImage,
      ...screens,
      ...lib,
    ],
    says: "Tests use the app's own code, not the generated client.",
  },
  "lib/db/generated": {
    pattern: "lib/db/generated/**",
    may: [],
    says: "Generated code imports nothing of ours.",
  },
  app: {
    pattern: "app/**",
    may: [...visible, ...screens, "lib/operations", "lib/auth", "lib/http", "lib/errors", "lib/env"],
    says: "app only translates: guard, parse, limit, call one operation, render. Work on rows, objects or jobs belongs in lib/operations.",
  },
  entry: {
    pattern: ["proxy.ts", "instrumentation.ts", "instrumentation-client.ts", "next.config.ts"],
    may: ["lib/http", "lib/jobs", "lib/env", "lib/signing", "lib/log", "lib/errors"],
    says: "What Next calls first only wires: what it needs belongs in lib/http or lib/jobs.",
  },
  "components/ui": {
    pattern: "components/ui/**",
    may: [],
    says: "Primitives could ship in a different product. What knows of images belongs in components/gallery or components/upload.",
  },
  [signedImage]: {
    pattern: `${signedImage}/**`,
    may: [],
    says: "Other applications take this folder as it is: it knows React and nothing of Signet. What knows of images belongs in components/gallery.",
  },
  ...Object.fromEntries(
    ["audit", "gallery", "upload", "health", "housekeeping"].map((screen) => [
      `components/${screen}`,
      {
        pattern: `components/${screen}/**`,
        may: [...visible, "components/shell"],
        says: "Components take view objects (lib/contracts). Let the page in app fetch and pass them; screens meet only there.",
      },
    ]),
  ),
  "components/shell": {
    pattern: "components/shell/**",
    may: visible,
    says: "The frame takes view objects and children; let the page in app pass what it shows.",
  },
  "lib/operations": {
    pattern: "lib/operations/**",
    alone: true,
    may: "images installation signing contracts registration revocation storage variants db jobs errors env log paths failpoint"
      .split(" ")
      .map((n) => `lib/${n}`),
    says: "An operation is one verb on the core and its adapters. Requests belong in lib/http, what two verbs share in lib/images or an adapter, never in another operation.",
  },
  "lib/registration": {
    pattern: "lib/registration/**",
    may: ["images", "storage", "db", "errors", "env", "log", "failpoint"].map((n) => `lib/${n}`),
    says: "The steps from an upload to its image, which a request and a job take alike. The verbs themselves are operations.",
  },
  "lib/revocation": {
    pattern: "lib/revocation/**",
    may: ["images", "storage", "db", "errors", "failpoint"].map((n) => `lib/${n}`),
    says: "The steps of a revocation, which a request and a job take alike. The verbs themselves are operations.",
  },
  "lib/http": {
    pattern: "lib/http/**",
    may: ["auth", "contracts", "errors", "log", "env", "paths", "limits", "images"].map((n) => `lib/${n}`),
    says: "The edge knows requests and answers. Whatever touches rows or objects is an operation, which the route calls.",
  },
  "lib/db": {
    pattern: "lib/db/**",
    may: ["images", "installation", "signing", "errors", "env", "log", "failpoint", "db/generated"].map(
      (n) => `lib/${n}`,
    ),
    says: "Rows, and nothing else. What needs rows and something more is an operation.",
  },
  "lib/storage": {
    pattern: "lib/storage/**",
    may: ["images", "installation", "signing", "errors", "env", "log", "contracts"].map((n) => `lib/${n}`),
    says: "Objects in a bucket, and nothing else. What needs objects and something more is an operation.",
  },
  "lib/variants": {
    pattern: "lib/variants/**",
    may: ["lib/images", "lib/errors", "lib/log"],
    says: "Pictures from an original, in a process of their own. What needs rows or objects as well is an operation.",
  },
  "lib/auth": {
    pattern: "lib/auth/**",
    may: ["images", "db", "errors", "env", "log", "paths"].map((n) => `lib/${n}`),
    says: "auth turns a request into a viewer. What the viewer then does is an operation.",
  },
  "lib/jobs": {
    pattern: "lib/jobs/**",
    may: ["operations", "images", "variants", "errors", "env", "log"].map((n) => `lib/${n}`),
    says: "The queue calls operations; the work itself belongs in one.",
  },
  "lib/limits": {
    pattern: "lib/limits/**",
    may: ["images", "errors", "env", "log"].map((n) => `lib/${n}`),
    says: "Counting calls, and nothing else; lib/http says what is limited.",
  },
  "lib/contracts": {
    pattern: "lib/contracts/**",
    may: ["lib/images", "lib/installation", "lib/paths"],
    says: "Contracts are shared with the browser: schemas over the core, nothing that runs on the server.",
  },
  "lib/images": {
    pattern: "lib/images/**",
    may: [],
    says: "The core is pure. Whoever needs the world around it (settings, rows, objects, requests) is an adapter or an operation, and passes in what the core must know.",
  },
  "lib/installation": {
    pattern: "lib/installation/**",
    may: ["lib/images"],
    says: "What an installation should be, as pure rules over facts. Whoever gathers the facts is an adapter or an operation.",
  },
  "lib/signing": {
    pattern: "lib/signing/**",
    may: ["lib/images"],
    says: "The signer is pure. Settings and credentials are passed in by lib/storage.",
  },
  "lib/errors": { pattern: "lib/errors.ts", may: [], says: "The table of errors stands alone." },
  "lib/env": {
    pattern: "lib/env.ts",
    may: ["lib/errors"],
    says: "Settings are read before anything else is there.",
  },
  "lib/paths": {
    pattern: "lib/paths.ts",
    may: [],
    says: "Addresses are plain strings, for server and browser.",
  },
  "lib/failpoint": { pattern: "lib/failpoint.ts", may: [], says: "A failpoint only ends the process." },
  "lib/log": { pattern: "lib/log.ts", may: ["lib/env"], says: "The log knows nothing of what it logs." },
  dev: {
    pattern: "dev/**",
    may: [],
    says: "The embedded services stand in for strangers' services: they share nothing with lib.",
  },
  scripts: {
    pattern: ["scripts/**", "prisma/**"],
    may: ["dev", "lib/db/generated", ...lib],
    says: "Commands use lib and dev. What app and components need belongs in lib.",
  },
  bench: {
    pattern: "bench/**",
    may: ["app", "dev", "examples", "scripts", "tests", ...screens, ...lib],
    says: "Benchmarks measure the app's own code, and share nothing with it.",
  },
  examples: {
    pattern: "examples/**",
    may: ["lib/contracts", "lib/paths"],
    says: "An example speaks to the API as anybody may: contracts and addresses are all that it shares.",
  },
  settings: { pattern: "*.config.{ts,mjs}", may: ["scripts"], says: "Configuration of tools stands alone." },
};

/** The only files that may assert a type: each makes a branded one after it has looked. */
const branding = ["lib/images/object-key.ts", "lib/images/viewer.ts"];

export default defineConfig([
  globalIgnores([".next/", ".data/", "lib/db/generated/", "test-results/", "next-env.d.ts"]),
  // Only where React is: half of these rules walk through every file.
  ...next.map((entry) => (entry.ignores ? entry : { ...entry, files: ["{app,components}/**/*.{ts,tsx}"] })),
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A callback may say what it does without a block around it, and bytes are spread out of strings of ASCII.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-misused-spread": "off",
      // Signed URLs must not pass through Next's optimizer.
      "@next/next/no-img-element": "off",
    },
  },
  { files: branding, rules: { "@typescript-eslint/consistent-type-assertions": "off" } },
  {
    // Tests look at answers of any shape, and hand in what the types forbid.
    files: rooms.tests.pattern,
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["**/*.{ts,tsx,mjs}"],
    plugins: { boundaries, names },
    settings: {
      "import/resolver": { typescript: { project: "tsconfig.json" } },
      "boundaries/root-path": import.meta.dirname,
      "boundaries/dependency-nodes": ["import", "dynamic-import", "export", "require"],
      "boundaries/files": Object.entries(rooms).map(([category, { pattern }]) => ({ category, pattern })),
      "boundaries/files-single-match": true,
    },
    rules: {
      "names/plain-names": "error",
      "boundaries/no-unknown-files": "error",
      "boundaries/dependencies": ["error", dependencyRule({ rooms, doors: doorsOf(rooms), pure })],
    },
  },
]);
