const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether Postgres takes the text for a UUID as we write them; another would make the query fail. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
