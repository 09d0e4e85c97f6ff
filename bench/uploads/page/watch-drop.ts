/** Drops files on the page as a person would, and watches how it bears that. */

export type Drop = { readonly firstRowMs: number; readonly longestTaskMs: number };
type DropRequest = { readonly files: number; readonly watchedMs: number };

declare global {
  interface Window {
    watchDrop: (request: DropRequest) => Promise<Drop>;
  }
}

/** The browser tells of tasks that took longer. */
const TOLD_ABOVE_MS = 50;

window.watchDrop = watchDrop;

async function watchDrop({ files, watchedMs }: DropRequest): Promise<Drop> {
  const dropped = new DataTransfer();
  for (let index = 0; index < files; index += 1) {
    const file = new File([`${index} ${Math.random()}`], `photo-${index}.jpg`, { type: "image/jpeg" });
    dropped.items.add(file);
  }
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await pause(500);
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  });
  observer.observe({ type: "longtask" });
  const firstRow = new Promise<number>((resolve) => {
    // The frame after the one in which it was drawn begins when that one is on the screen.
    const look = () =>
      requestAnimationFrame(document.querySelector("[data-upload]") === null ? look : resolve);
    setTimeout(() => requestAnimationFrame(look));
  });
  const beganAt = performance.now();
  const event = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
  // As a task of its own: what comes before is not its work.
  setTimeout(() => document.body.dispatchEvent(event));
  const firstRowAt = await firstRow;
  await pause(watchedMs);
  for (const { duration } of observer.takeRecords()) tasks.push(duration);
  return { firstRowMs: firstRowAt - beganAt, longestTaskMs: Math.max(TOLD_ABOVE_MS, ...tasks) };
}
