"use client";

import { Link2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Visibility } from "@/lib/images/image";
import { copyText } from "@/components/ui/copy-text";

const EXPLANATIONS: Readonly<Record<Visibility, string>> = {
  public:
    "Opens this image for anybody. It leads to a signed address that works for a few minutes and is made anew each time, so the link itself may stand in a page or a mail for good.",
  private:
    "Opens this image for people who are signed in; to everybody else it says that there is no such image. It leads to a signed address that works for a few minutes.",
};

/** The stable address, to take along, and what it does. */
export function ImageLink({ url, visibility }: { url: string; visibility: Visibility }) {
  return (
    <Field label="Link" hint={EXPLANATIONS[visibility]}>
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            readOnly
            value={url}
            onFocus={(event) => {
              event.target.select();
            }}
            className="h-9 min-w-0 flex-1 border-transparent bg-sunken font-mono text-xs text-muted md:text-xs"
          />
          <Button onClick={() => void copyText("Link", url)}>
            <Link2 aria-hidden />
            Copy link
          </Button>
        </div>
      )}
    </Field>
  );
}
