import "server-only";
import type { Role } from "@/lib/images/viewer";
import { db, readRows } from "./client";
import { Prisma } from "./generated/client";
import { isUuid } from "./uuid";

/** People, as far as signing in and showing a name need them. */
export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
  readonly passwordHash: string | null;
  readonly disabledAt: Date | null;
  readonly sessionsValidFrom: Date;
};

const select = {
  id: true,
  email: true,
  name: true,
  role: true,
  passwordHash: true,
  disabledAt: true,
  sessionsValidFrom: true,
} as const;

/** The same in SQL, for what every request asks first. */
const userColumns = Prisma.sql`
  u."id", u."email", u."name", u."role"::text, u."passwordHash", u."disabledAt", u."sessionsValidFrom"`;

/** The user with this id; any text may be asked for. */
export async function findUser(id: string): Promise<User | null> {
  if (!isUuid(id)) return null;
  const [user] = await readRows<User>(
    Prisma.sql`SELECT ${userColumns} FROM "User" u WHERE u."id" = ${id}::uuid`,
  );
  return user ?? null;
}

export async function findUserByEmail(email: string): Promise<User | null> {
  return db().user.findUnique({ where: { email: email.trim().toLowerCase() }, select });
}

/** The user that a provider's account is linked to. */
export async function findUserByAccount(provider: string, providerAccountId: string): Promise<User | null> {
  const account = await db().account.findUnique({
    where: { provider_providerAccountId: { provider, providerAccountId } },
    select: { user: { select } },
  });
  return account?.user ?? null;
}

/** Links a provider's account to a user, who is made as a viewer when there is none with that e-mail address. */
export async function linkAccount(
  email: string,
  name: string | null,
  account: { provider: string; providerAccountId: string },
): Promise<User> {
  const address = email.trim().toLowerCase();
  const user = await db().user.upsert({
    where: { email: address },
    create: { email: address, name },
    update: {},
    select,
  });
  await db().account.create({ data: { ...account, userId: user.id } });
  return user;
}

/** The user whose API key has this SHA-256 (hexadecimal), and the key's id, unless the key was revoked. */
export async function findUserByApiKey(keyHash: string): Promise<{ user: User; apiKeyId: string } | null> {
  const [found] = await readRows<User & { apiKeyId: string; lastUsedAt: Date | null }>(Prisma.sql`
    SELECT k."id" AS "apiKeyId", k."lastUsedAt", ${userColumns}
    FROM "ApiKey" k JOIN "User" u ON u."id" = k."userId"
    WHERE k."keyHash" = ${keyHash} AND k."revokedAt" IS NULL`);
  if (found === undefined) return null;
  const { apiKeyId, lastUsedAt, ...user } = found;
  // Once a minute is exact enough, and spares a write for every call.
  if (lastUsedAt === null || Date.now() - lastUsedAt.getTime() > 60_000) {
    await db().apiKey.updateMany({ where: { id: apiKeyId }, data: { lastUsedAt: new Date() } });
  }
  return { user, apiKeyId };
}

/** Whether the database answers. */
export async function pingDatabase(): Promise<void> {
  await db().$queryRaw`SELECT 1`;
}
