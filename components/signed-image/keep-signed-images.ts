/**
 * Keeps signed pictures alive on a page that lives longer than their URLs. One look at all of them every few seconds, by
 * the wall clock, since timers stand still while a machine sleeps. A picture that is shown is left alone: its bytes are
 * here. One that the browser has not begun with gets new URLs before its own end. One that failed gets new URLs once,
 * then the stable address, and then stays as it is until the page is returned to. Browser only.
 */
import type { Renew, Renewed } from "./batch-renewals";
import type { RenewedUrls } from "./contract";
import { MARKED, markUntil, readMarks } from "./marks";
import { onReturn } from "./on-return";

const LOOK_MS = 5_000;
/** A URL with less life than this is not begun with; more than twice a look. */
const MARGIN_MS = 12_000;
/** What ends so soon after one that is due is renewed together with it. */
const TOGETHER_MS = 60_000;

type Upkeep = { readonly renew: Renew; readonly stableAddress: string | null };

/** `asked`: it had its renewal; `last`: it tries the stable address; `over`: nothing helped; `gone`: it was refused. */
type Stage = "asking" | "asked" | "last" | "over" | "gone";

/** How far a picture is with the URLs that it has: with other ones (`until`) everything begins anew. */
const stages = new WeakMap<HTMLImageElement, { readonly of: string; readonly stage: Stage }>();

/** Looks after every marked picture of the document; returns how to stop. */
export function keepSignedImages(upkeep: Upkeep): () => void {
  const look = () => {
    if (!document.hidden) lookAfter(markedImages(), upkeep);
  };
  const onError = ({ target }: Event) => {
    if (target instanceof HTMLImageElement) helpFailed(target, upkeep);
  };
  // Errors of images do not bubble, but they can be captured.
  document.addEventListener("error", onError, true);
  const stopListening = onReturn(() => {
    // What failed for want of a network, or while nobody looked, has another chance.
    for (const image of markedImages()) if (isOver(image)) stages.delete(image);
    look();
  });
  const timer = window.setInterval(look, LOOK_MS);
  look();
  return () => {
    document.removeEventListener("error", onError, true);
    stopListening();
    window.clearInterval(timer);
  };
}

function lookAfter(images: readonly HTMLImageElement[], upkeep: Upkeep): void {
  const fresh = images.filter((image) => stageOf(image) === undefined);
  // Those that failed before anybody listened.
  for (const image of fresh) if (hasFailed(image)) helpFailed(image, upkeep);
  const idle = fresh.filter(isNotBegun);
  if (!idle.some((image) => endsWithin(image, MARGIN_MS))) return;
  for (const image of idle) if (endsWithin(image, MARGIN_MS + TOGETHER_MS)) void renew(image, upkeep);
}

function helpFailed(image: HTMLImageElement, upkeep: Upkeep): void {
  const stage = stageOf(image);
  if (stage === undefined) void renew(image, upkeep);
  else if (stage === "asked") showStable(image, upkeep);
  else if (stage === "last") enter(image, "over");
}

async function renew(image: HTMLImageElement, upkeep: Upkeep): Promise<void> {
  const before = readMarks(image);
  if (before === null) return;
  enter(image, "asking");
  const renewed = await upkeep.renew(before.id, before.variant);
  // It may show another picture by now.
  if (stageOf(image) === "asking") settle(image, renewed, upkeep);
}

function settle(image: HTMLImageElement, renewed: Renewed, upkeep: Upkeep): void {
  const failed = hasFailed(image);
  if (renewed === null) {
    if (failed) showStable(image, upkeep);
    else enter(image, "asked");
  } else if ("code" in renewed) {
    enter(image, "gone");
  } else if (failed || isNotBegun(image)) {
    show(image, renewed);
    // What ends at once, by this machine's clock, would be renewed for ever.
    if (failed || endsWithin(image, MARGIN_MS)) enter(image, "asked");
    else stages.delete(image);
  } else {
    stages.delete(image);
  }
}

function show(image: HTMLImageElement, { url, srcset = "", expiresAt }: RenewedUrls): void {
  markUntil(image, expiresAt);
  if (srcset === "") image.removeAttribute("srcset");
  else image.srcset = srcset;
  image.src = url;
}

function showStable(image: HTMLImageElement, { stableAddress }: Upkeep): void {
  const marks = readMarks(image);
  enter(image, stableAddress === null ? "over" : "last");
  if (stableAddress === null || marks === null) return;
  image.removeAttribute("srcset");
  image.src = stableAddress.replace(":id", marks.id).replace(":variant", marks.variant);
}

function markedImages(): HTMLImageElement[] {
  return [...document.querySelectorAll<HTMLImageElement>(MARKED)];
}

function stageOf(image: HTMLImageElement): Stage | undefined {
  const known = stages.get(image);
  return known !== undefined && known.of === urlsOf(image) ? known.stage : undefined;
}

function enter(image: HTMLImageElement, stage: Stage): void {
  stages.set(image, { of: urlsOf(image), stage });
}

function isOver(image: HTMLImageElement): boolean {
  const stage = stageOf(image);
  return stage === "asked" || stage === "over";
}

function urlsOf(image: HTMLImageElement): string {
  const marks = readMarks(image);
  return `${marks?.id ?? ""} ${marks?.until ?? ""}`;
}

function endsWithin(image: HTMLImageElement, milliseconds: number): boolean {
  return Date.parse(readMarks(image)?.until ?? "") - Date.now() < milliseconds;
}

function hasFailed({ complete, currentSrc, naturalWidth }: HTMLImageElement): boolean {
  return complete && currentSrc !== "" && naturalWidth === 0;
}

/** What is in view has been begun with, and may end; the browser begins with others as they come near. */
function isNotBegun(image: HTMLImageElement): boolean {
  if (image.loading !== "lazy" || image.complete) return false;
  const { top, right, bottom, left, width, height } = image.getBoundingClientRect();
  const isInView = bottom > 0 && top < window.innerHeight && right > 0 && left < window.innerWidth;
  return !isInView || width === 0 || height === 0;
}
