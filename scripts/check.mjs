// npm run check: see scripts/check.
import { runScript } from "./bootstrap.mjs";

runScript("scripts/check/main.ts", process.argv.slice(2));
