/** `1,204`. By hand: a page's first `Intl.NumberFormat` holds it up for some forty milliseconds. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
