// How every command of a person begins and ends: arguments in, one sentence out when it fails.
import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>;

/**
 * Runs a command. What it throws is shown as its message alone, and the exit code is 1.
 * Ends the process itself: the schema engine leaves a timer of ten seconds behind.
 */
export function runCommand<T extends Options>(options: T, work: (args: Parsed<T>) => Promise<void>): void {
  start(options, work)
    .catch((error: unknown) => {
      console.error(process.env.DEBUG ? error : messageOf(error));
      process.exitCode = 1;
    })
    .finally(() => process.exit());
}

/** The sentence of an error, without the stack and without the trace that Prisma's engine appends. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^external connector error\n/, "")
    .replace(/\n\s+0: schema_[\s\S]*$|\n\s+0: sql_schema_[\s\S]*$/, "");
}

async function start<T extends Options>(options: T, work: (args: Parsed<T>) => Promise<void>): Promise<void> {
  await work(parseArgs({ options, allowPositionals: true }));
}
