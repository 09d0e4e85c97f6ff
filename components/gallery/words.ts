/** Small texts about images that more than one screen says. */
import { formatCount } from "@/components/ui/format-count";

/** `1 image`, `1,204 images`. */
export function countImages(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "image" : "images"}`;
}

/** Seconds as players show them: `0:07`, `1:02:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return hours > 0 ? `${String(hours)}:${tail}` : tail;
}

/** The SHA-256 as tools print it: base64 to lower-case hexadecimal. */
export function toHex(base64: string): string {
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
