// npm run users -- <command>
import { runCommand } from "../command-line";
import { withDatabase } from "./with-database";

const usage = `npm run users -- list
npm run users -- add <email> [--role viewer|editor|admin] [--name <name>] [--password <password>]
npm run users -- disable <email> | enable <email>
npm run users -- set-role <email> <role>
npm run users -- set-password <email> [--password <password>]`;

const text = { type: "string" } as const;

runCommand(
  { role: text, password: text, name: text },
  async ({ positionals: [word = "", ...args], values }) => {
    await withDatabase(async () => {
      const { userCommands } = await import("./users");
      const command = Object.hasOwn(userCommands, word) ? userCommands[word] : undefined;
      if (command === undefined) throw new Error(usage);
      for (const line of await command(args, values)) console.log(line);
    });
  },
);
