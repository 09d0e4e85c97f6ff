// npm run api-keys -- <command>
import { runCommand } from "../command-line";
import { withDatabase } from "../users/with-database";

const usage = `npm run api-keys -- list
npm run api-keys -- create <email of its user> <name>
npm run api-keys -- revoke <id>`;

runCommand({}, async ({ positionals: [word = "", ...args] }) => {
  await withDatabase(async () => {
    const { apiKeyCommands } = await import("./api-keys");
    const command = Object.hasOwn(apiKeyCommands, word) ? apiKeyCommands[word] : undefined;
    if (command === undefined) throw new Error(usage);
    for (const line of await command(args)) console.log(line);
  });
});
