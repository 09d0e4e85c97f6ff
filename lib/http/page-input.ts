import "server-only";
import type { z } from "zod";

type SearchParams = Record<string, string | string[] | undefined>;

/** A page's query: what does not parse falls back to the schema's defaults, since a page is never a 400. */
export function parsePageQuery<T extends z.ZodObject>(schema: T, searchParams: SearchParams): z.output<T> {
  const single = Object.entries(searchParams).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
  );
  // A strict schema refuses names that it does not know just like values that it does not take.
  const known = single.filter(([name, value]) => schema.partial().safeParse({ [name]: value }).success);
  return schema.parse(Object.fromEntries(known));
}
