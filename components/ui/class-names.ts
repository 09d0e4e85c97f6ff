/**
 * Joins class names, leaving out what is not there. It decides nothing between two that set the same property: the looks
 * that may be changed beside them are utilities of app/globals.css, which every single-property class comes after.
 */
export function cn(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
