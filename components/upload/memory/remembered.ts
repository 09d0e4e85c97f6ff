/** Where in the local storage a person's unfinished uploads are kept. Apart from the memory itself, which is loaded when it is of use. */
export function storageKeyOf(personId: string): string {
  return `signet:uploads:${personId}`;
}

/** Whether there may be something to go on with. Browser only. */
export function hasRemembered(personId: string): boolean {
  try {
    return localStorage.getItem(storageKeyOf(personId)) !== null;
  } catch {
    return false;
  }
}
