// npm run api-keys -- list | create <email> <name> | revoke <id>
import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { parseEmail } from "../users/first-admin";

/** What `npm run api-keys` understands, by its first word. Each gives the lines to show. */
export const apiKeyCommands: Record<string, (args: string[]) => Promise<string[]>> = {
  list: () => listApiKeys(),
  create: ([email, ...name]) => createApiKey(email, name.join(" ")),
  revoke: ([id]) => revokeApiKey(id),
};

async function listApiKeys(): Promise<string[]> {
  const keys = await db().apiKey.findMany({
    select: { id: true, name: true, lastUsedAt: true, revokedAt: true, user: { select: { email: true } } },
    orderBy: { createdAt: "asc" },
  });
  if (keys.length === 0) return ["No API keys yet."];
  return keys.map(({ id, name, lastUsedAt, revokedAt, user }) => {
    const used = lastUsedAt === null ? "never used" : `used ${lastUsedAt.toISOString().slice(0, 16)}`;
    return `${id}  ${user.email}  ${name}  ${revokedAt === null ? used : "revoked"}`;
  });
}

async function createApiKey(email: string | undefined, name: string): Promise<string[]> {
  if (email === undefined || name === "") throw new Error("Say for whom and what for: create <email> <name>");
  const address = parseEmail(email);
  const user = await db().user.findUnique({ where: { email: address }, select: { id: true } });
  if (user === null) throw new Error(`There is no user ${address}.`);
  const key = `sgn_${randomBytes(32).toString("base64url")}`;
  const keyHash = createHash("sha256").update(key).digest("hex");
  const { id } = await db().apiKey.create({ data: { userId: user.id, name, keyHash }, select: { id: true } });
  return [`Made the API key ${id} for ${address}. It is shown this once:`, key];
}

async function revokeApiKey(id: string | undefined): Promise<string[]> {
  const parsed = z.uuid().safeParse(id);
  if (!parsed.success) throw new Error("Say which: the id that list shows.");
  const where = { id: parsed.data, revokedAt: null };
  const { count } = await db().apiKey.updateMany({ where, data: { revokedAt: new Date() } });
  if (count === 0) throw new Error(`There is no API key ${parsed.data} in use.`);
  return [`The API key ${parsed.data} works no longer.`];
}
