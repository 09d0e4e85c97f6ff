// npm run users -- list | add <email> | disable <email> | enable <email> | set-role <email> <role> | set-password <email>
import { z } from "zod";
import { db } from "@/lib/db/client";
import { parseEmail } from "./first-admin";
import { hashPassword, makePassword } from "./password";

const roleSchema = z.enum(["viewer", "editor", "admin"]);
const select = { email: true, name: true, role: true, disabledAt: true, createdAt: true } as const;

export interface UserOptions {
  role?: string | undefined;
  password?: string | undefined;
  name?: string | undefined;
}

/** What `npm run users` understands, by its first word. Each gives the lines to show. */
export const userCommands: Record<string, (args: string[], options: UserOptions) => Promise<string[]>> = {
  list: () => listUsers(),
  add: ([email], options) => addUser(requireEmail(email), options),
  disable: ([email]) => disableUser(requireEmail(email)),
  enable: ([email]) => enableUser(requireEmail(email)),
  "set-role": ([email, role], options) => setRole(requireEmail(email), parseRole(role ?? options.role)),
  "set-password": ([email], options) => setPassword(requireEmail(email), options.password),
};

async function listUsers(): Promise<string[]> {
  const users = await db().user.findMany({ select, orderBy: { email: "asc" } });
  if (users.length === 0) return ["Nobody yet."];
  return users.map(({ email, role, disabledAt, createdAt }) => {
    const since = createdAt.toISOString().slice(0, 10);
    return `${email.padEnd(36)} ${role.padEnd(7)} since ${since}${disabledAt === null ? "" : "  disabled"}`;
  });
}

async function addUser(email: string, options: UserOptions): Promise<string[]> {
  const role = parseRole(options.role ?? "viewer");
  const password = options.password ?? makePassword();
  const data = { email, name: options.name ?? null, role, passwordHash: await hashPassword(password) };
  const { count } = await db().user.createMany({ data: [data], skipDuplicates: true });
  if (count === 0) throw new Error(`${email} is there already.`);
  return [`Added ${email} as ${role}.`, ...showMade(options.password, password)];
}

async function disableUser(email: string): Promise<string[]> {
  const now = new Date();
  await change(email, { disabledAt: now, sessionsValidFrom: now });
  return [`${email} can no longer sign in, and is signed out everywhere.`];
}

async function enableUser(email: string): Promise<string[]> {
  await change(email, { disabledAt: null });
  return [`${email} can sign in again.`];
}

async function setRole(email: string, role: z.infer<typeof roleSchema>): Promise<string[]> {
  await change(email, { role });
  return [`${email} is ${role} now.`];
}

async function setPassword(email: string, given: string | undefined): Promise<string[]> {
  const password = given ?? makePassword();
  await change(email, { passwordHash: await hashPassword(password), sessionsValidFrom: new Date() });
  return [`${email} has a new password, and is signed out everywhere.`, ...showMade(given, password)];
}

type UserChange = Parameters<ReturnType<typeof db>["user"]["updateMany"]>[0]["data"];

async function change(email: string, data: UserChange): Promise<void> {
  const { count } = await db().user.updateMany({ where: { email }, data });
  if (count === 0) throw new Error(`There is no user ${email}.`);
}

function showMade(given: string | undefined, password: string): string[] {
  return given === undefined ? [`Password: ${password} (shown this once)`] : [];
}

function requireEmail(text: string | undefined): string {
  if (text === undefined) throw new Error("Say whom: an e-mail address.");
  return parseEmail(text);
}

function parseRole(text: string | undefined): z.infer<typeof roleSchema> {
  const parsed = roleSchema.safeParse(text);
  if (!parsed.success) throw new Error("A role is one of viewer, editor, admin.");
  return parsed.data;
}
