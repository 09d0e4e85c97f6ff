// npm run db:seed: the first administrator, when there is none. Safe to repeat.
import { runCommand } from "../scripts/command-line";
import { withDatabase } from "../scripts/users/with-database";

runCommand({}, () =>
  withDatabase(async () => {
    const { ensureFirstAdmin } = await import("../scripts/users/first-admin");
    const { email, isNew, password } = await ensureFirstAdmin();
    if (!isNew) console.log(`There is an administrator already: ${email}`);
    else console.log(`${email} is the administrator.${password === null ? "" : ` Password: ${password}`}`);
  }),
);
