// Where the project lies on this machine; commands work from any folder.
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../", import.meta.url));
