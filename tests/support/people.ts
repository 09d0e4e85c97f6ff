/** People and their API keys, written straight into the database: the app's own commands would take a second each. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type { Role } from "@/lib/images/viewer";
import { ApiClient } from "./api-client";
import { sql, sqlOne } from "./database";

export type Person = {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
  /** A program that shows the person's API key. */
  readonly program: ApiClient;
};

// The weakest that argon2 knows: the parameters are read from the hash, and these passwords protect nothing.
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 } as const;

export async function addPerson(role: Role = "editor"): Promise<Person> {
  const email = `${role}-${randomUUID()}@example.com`;
  const password = randomBytes(12).toString("base64url");
  const { id } = await sqlOne<{ id: string }>(
    `INSERT INTO "User" ("email", "name", "role", "passwordHash", "sessionsValidFrom", "updatedAt")
     VALUES ($1, $2, $3::"Role", $4, now() - interval '1 minute', now()) RETURNING "id"`,
    [email, `A ${role}`, role, await hash(password, CHEAP)],
  );
  const apiKey = await addApiKey(id);
  return { id, email, password, apiKey, program: new ApiClient(undefined, apiKey) };
}

/** A new API key of a user, as it would be shown once. */
export async function addApiKey(userId: string): Promise<string> {
  const apiKey = `sgn_${randomBytes(32).toString("base64url")}`;
  const keyHash = createHash("sha256").update(apiKey).digest("hex");
  await sql(`INSERT INTO "ApiKey" ("userId", "name", "keyHash") VALUES ($1, 'test', $2)`, [userId, keyHash]);
  return apiKey;
}

/** A browser in which this person has signed in. */
export async function signInAs(person: Person, origin?: string): Promise<ApiClient> {
  const browser = new ApiClient(origin);
  if (!(await browser.signIn(person.email, person.password)))
    throw new Error(`${person.email} could not sign in.`);
  return browser;
}
