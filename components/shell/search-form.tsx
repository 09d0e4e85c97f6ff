"use client";

import { Search, X } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { cn } from "@/components/ui/class-names";
import { paths } from "@/lib/paths";

const KEPT = ["kind", "visibility", "sort"] as const;

/** Searches the gallery by a plain GET form: the words are in the address, and no script is needed. */
export function SearchForm() {
  const params = useSearchParams();
  const inGallery = usePathname() === paths.gallery();
  const q = inGallery ? (params.get("q") ?? "") : "";
  const kept = inGallery ? KEPT.flatMap((name) => keptPair(name, params.get(name))) : [];
  const without = new URLSearchParams(kept).toString();
  return (
    <Form
      action={paths.gallery()}
      role="search"
      prefetch={false}
      className="relative mx-auto w-full max-w-xl"
    >
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4.5 -translate-y-1/2 text-muted"
      />
      <input
        key={q}
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        aria-label="Search images"
        placeholder="Search"
        enterKeyHint="search"
        autoComplete="off"
        className={cn(
          "control h-9 border-transparent bg-sunken pl-10 hover:border-edge pointer-coarse:h-11",
          q === "" ? "pr-3" : "pr-11",
        )}
      />
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {q === "" ? null : (
        <Link
          href={without === "" ? paths.gallery() : `${paths.gallery()}?${without}`}
          prefetch={false}
          aria-label="Clear search"
          className="absolute top-0 right-0 grid h-full w-10 place-items-center rounded-md text-muted hover:text-ink focus-visible:-outline-offset-2 pointer-coarse:w-11"
        >
          <X aria-hidden className="size-4.5" />
        </Link>
      )}
    </Form>
  );
}

function keptPair(name: string, value: string | null): [string, string][] {
  return value === null || value === "" ? [] : [[name, value]];
}
