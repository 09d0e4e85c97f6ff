/** Credentials as a process on the machine hands them out, with an end that a test chooses. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FIRST_SECONDS = 100;

export class EndingCredentials {
  readonly #folder = mkdtempSync(join(tmpdir(), "signet-credentials-"));
  readonly #end = join(this.#folder, "end");
  /** What an app has to be told to use them. */
  readonly settings: Readonly<Record<string, string>>;

  constructor() {
    const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = process.env;
    const answer = { Version: 1, AccessKeyId: AWS_ACCESS_KEY_ID, SecretAccessKey: AWS_SECRET_ACCESS_KEY };
    const program = join(this.#folder, "credentials.mjs");
    writeFileSync(
      program,
      `import { readFileSync } from "node:fs";
       const Expiration = readFileSync(${JSON.stringify(this.#end)}, "utf8");
       console.log(JSON.stringify({ ...${JSON.stringify(answer)}, Expiration }));`,
    );
    const config = join(this.#folder, "config");
    writeFileSync(config, `[default]\ncredential_process = ${process.execPath} ${program}\n`);
    this.endIn(FIRST_SECONDS);
    this.settings = {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_CONFIG_FILE: config,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** What is handed out from now on ends then; gives the moment, in milliseconds since 1970. */
  endIn(seconds: number): number {
    // Whole seconds, as services give them.
    const end = (Math.floor(Date.now() / 1000) + seconds) * 1000;
    writeFileSync(this.#end, new Date(end).toISOString());
    return end;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
