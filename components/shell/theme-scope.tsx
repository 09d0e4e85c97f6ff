"use client";

import { type ReactNode, createContext, use, useState } from "react";
import { type Theme, themeCookie } from "./theme";

type ThemeChoice = { readonly theme: Theme; readonly choose: (theme: Theme) => void };

const ThemeContext = createContext<ThemeChoice | null>(null);

/** Puts the chosen theme into the page: the stylesheet looks for `data-theme` anywhere in the document. */
export function ThemeScope({ initial, children }: { initial: Theme; children: ReactNode }) {
  const [theme, setTheme] = useState(initial);
  const choose = (chosen: Theme) => {
    setTheme(chosen);
    document.cookie = themeCookie(chosen);
  };
  return (
    <ThemeContext value={{ theme, choose }}>
      <div data-theme={theme} className="contents">
        {children}
      </div>
    </ThemeContext>
  );
}

/** The theme and the way to change it; only inside of `ThemeScope`. */
export function useTheme(): ThemeChoice {
  const choice = use(ThemeContext);
  if (choice === null) throw new Error("useTheme needs a ThemeScope around it");
  return choice;
}
