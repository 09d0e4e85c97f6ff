/** A place in a list as clients carry it: opaque to them, checked when it comes back. */
export type ListPosition = { readonly createdAt: Date; readonly id: string };

const FORM = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function encodeCursor({ createdAt, id }: ListPosition): string {
  return `${createdAt.getTime()}.${id}`;
}

/** The position that a cursor spells, or null when it is none of ours. */
export function parseCursor(cursor: string): ListPosition | null {
  const [, milliseconds, id] = FORM.exec(cursor) ?? [];
  if (milliseconds === undefined || id === undefined) return null;
  const createdAt = new Date(Number(milliseconds));
  return Number.isNaN(createdAt.getTime()) ? null : { createdAt, id };
}
