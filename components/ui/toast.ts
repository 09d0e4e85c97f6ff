/** Results that are told in passing: one list for the whole page, which `Toaster` shows. Browser only. */
export type Toast = {
  readonly id: number;
  readonly tone: "plain" | "success" | "error";
  readonly text: string;
};

/** More at once would cover the page; the oldest goes first. */
const MOST = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

export function showToast(tone: Toast["tone"], text: string): void {
  lastId += 1;
  change([...toasts, { id: lastId, tone, text }].slice(-MOST));
}

export function dismissToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** For `useSyncExternalStore`. */
export const toastList = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): readonly Toast[] => toasts,
};

function change(changed: readonly Toast[]): void {
  toasts = changed;
  for (const listener of listeners) listener();
}
