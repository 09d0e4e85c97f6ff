/** Light, dark, or what the system says: a choice kept in a cookie, so that the server renders it and nothing flashes. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "signet-theme";
const YEAR_SECONDS = 31_536_000;

/** The theme that a cookie's value names; the system's for anything else. */
export function parseTheme(text: string | undefined): Theme {
  return THEMES.find((theme) => theme === text) ?? "system";
}

/** The text for `document.cookie` that keeps the choice for a year. */
export function themeCookie(theme: Theme): string {
  return `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${String(YEAR_SECONDS)}; SameSite=Lax`;
}
