/** Tells elements when they come near the viewport and leave it: one observer for all. Browser only. */
const MARGIN = "800px 0px";

const listeners = new WeakMap<Element, (near: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Calls `listener` whenever the element comes near the viewport or goes far; returns how to stop. */
export function observeNear(element: Element, listener: (near: boolean) => void): () => void {
  observer ??= new IntersectionObserver(tell, { rootMargin: MARGIN });
  const watching = observer;
  listeners.set(element, listener);
  watching.observe(element);
  return () => {
    watching.unobserve(element);
    listeners.delete(element);
  };
}

function tell(entries: readonly IntersectionObserverEntry[]): void {
  for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting);
}
