/** Calls back when a page is there again: from the back-forward cache, from another tab or sleep, or with its network. */
export function onReturn(listener: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener("pageshow", ({ persisted }) => persisted && listener(), { signal });
  window.addEventListener("online", listener, { signal });
  document.addEventListener("visibilitychange", () => document.hidden || listener(), { signal });
  return () => {
    stop.abort();
  };
}
