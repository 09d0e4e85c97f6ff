// npm start, npm run dev: installs what is missing and hands over to scripts/serve.
import { runScript } from "./bootstrap.mjs";

runScript("scripts/serve/main.ts", process.argv.slice(2));
