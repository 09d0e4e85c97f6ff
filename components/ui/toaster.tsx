"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { Toaster as Sonner } from "sonner";

/** Where results are told. What needs a decision never comes as a toast. */
export function Toaster() {
  return (
    <Sonner
      // Its own style sheet names another family.
      className="font-sans!"
      position="bottom-center"
      offset={{ bottom: "var(--toast-floor)" }}
      mobileOffset={{ bottom: "var(--toast-floor)" }}
      icons={{
        success: <CircleCheck aria-hidden className="size-4.5 text-success" />,
        error: <CircleAlert aria-hidden className="size-4.5 text-danger" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-2.5 rounded-lg border border-line bg-raised px-4 py-3 text-sm text-ink shadow-float",
          title: "font-medium",
          description: "text-muted",
          actionButton: "ml-auto font-medium text-seal-ink underline-offset-4 hover:underline",
        },
      }}
    />
  );
}
