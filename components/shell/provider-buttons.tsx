"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { goToProvider } from "./auth-requests";

export type SignInProvider = { readonly id: string; readonly name: string };

type ProviderButtonsProps = {
  providers: readonly SignInProvider[];
  next: string;
  /** Told the code of what went wrong before the browser could leave. */
  onFail: (code: string) => void;
};

/** A button for each other way in; nothing at all when none is set up. */
export function ProviderButtons({ providers, next, onFail }: ProviderButtonsProps) {
  const [leavingFor, setLeavingFor] = useState<string | null>(null);
  if (providers.length === 0) return null;

  async function leave(id: string) {
    setLeavingFor(id);
    try {
      await goToProvider(id, next);
    } catch {
      setLeavingFor(null);
      onFail("no_answer");
    }
  }

  return (
    <>
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <ul className="flex flex-col gap-2">
        {providers.map((provider) => (
          <li key={provider.id}>
            <Button
              size="large"
              className="w-full"
              busy={leavingFor === provider.id}
              onClick={() => void leave(provider.id)}
            >
              Continue with {provider.name}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
