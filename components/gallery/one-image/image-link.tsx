"use client";

import { Link2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Visibility } from "@/lib/images/image";
import { copyText } from "./copy-text";

const EXPLANATIONS: Readonly<Record<Visibility, string>> = {
  public:
    "Opens this image for anybody. It leads to a signed address that works for a few minutes and is made anew each time, so the link itself may stand in a page or a mail for good.",
  private:
    "Opens this image for people who are signed in; to everybody else it says that there is no such image. It leads to a signed address that works for a few minutes.",
};

/** The stable address, to take along, and what it does. */
export function ImageLink({ url, visibility }: { url: string; visibility: Visibility }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium" id="stable-link">
        Link
      </p>
      <div className="flex gap-2">
        <p
          tabIndex={0}
          role="textbox"
          aria-readonly
          aria-labelledby="stable-link"
          className="min-w-0 flex-1 truncate rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5 text-muted select-all"
        >
          {url}
        </p>
        <Button onClick={() => void copyText("Link", url)}>
          <Link2 aria-hidden />
          Copy link
        </Button>
      </div>
      <p className="text-xs text-muted">{EXPLANATIONS[visibility]}</p>
    </div>
  );
}
