// npm run test:ceph [-- filter], npm run test:profiles [-- profile ...]: see scripts/providers.
import { runScript } from "./bootstrap.mjs";

const [provider, ...args] = process.argv.slice(2);
runScript(`scripts/providers/test-${provider}.ts`, args);
