// npm test [-- filter], npm test -- --only unit|contract|integration|e2e [more]: see scripts/test.
import { runScript } from "./bootstrap.mjs";

runScript("scripts/test/main.ts", process.argv.slice(2));
