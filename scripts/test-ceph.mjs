// npm run test:ceph [-- filter]: see scripts/ceph.
import { runScript } from "./bootstrap.mjs";

runScript("scripts/ceph/main.ts", process.argv.slice(2));
