"use client";

import { ListFilter, X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import {
  Menu,
  MenuContent,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
import { Spinner } from "@/components/ui/spinner";
import { KINDS, SORTS, VISIBILITIES } from "@/lib/images/image";
import { type GalleryView, galleryAddress } from "../addresses";
import { KIND_NAMES, SORT_NAMES, VISIBILITY_NAMES, activeFilters } from "./active-filters";

/**
 * What narrows and orders the gallery; all of it is in the address, and each part can be taken back by its chip.
 * Items of the row that holds the heading: on phones the chips go below it.
 */
export function GalleryFilters({ view }: { view: GalleryView }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const show = (changed: GalleryView) => {
    startTransition(() => {
      router.push(galleryAddress(changed));
    });
  };
  const filters = activeFilters(view);
  return (
    <>
      {filters.length === 0 ? null : (
        <ul
          aria-label="Filters in use"
          className="flex flex-wrap gap-2 max-md:order-last max-md:basis-full max-md:pb-1 md:ml-auto"
        >
          {filters.map((filter) => (
            <li key={filter.label} className="min-w-0">
              <FilterChip label={filter.label} href={galleryAddress(filter.without)} />
            </li>
          ))}
        </ul>
      )}
      <Menu>
        <MenuTrigger asChild>
          <Button variant="quiet" className={filters.length === 0 ? "ml-auto" : "max-md:ml-auto"}>
            {pending ? <Spinner /> : <ListFilter aria-hidden />}
            Filter
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuLabel id="filter-kind">Kind</MenuLabel>
          <MenuRadioGroup
            aria-labelledby="filter-kind"
            value={view.kind ?? ""}
            onValueChange={(value) => {
              show({ ...view, kind: KINDS.find((kind) => kind === value) });
            }}
          >
            <MenuRadioItem value="">All</MenuRadioItem>
            {KINDS.map((kind) => (
              <MenuRadioItem key={kind} value={kind}>
                {KIND_NAMES[kind]}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
          <MenuSeparator />
          <MenuLabel id="filter-visibility">Visibility</MenuLabel>
          <MenuRadioGroup
            aria-labelledby="filter-visibility"
            value={view.visibility ?? ""}
            onValueChange={(value) => {
              show({ ...view, visibility: VISIBILITIES.find((visibility) => visibility === value) });
            }}
          >
            <MenuRadioItem value="">All</MenuRadioItem>
            {VISIBILITIES.map((visibility) => (
              <MenuRadioItem key={visibility} value={visibility}>
                {VISIBILITY_NAMES[visibility]}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
          <MenuSeparator />
          <MenuLabel id="filter-sort">Order</MenuLabel>
          <MenuRadioGroup
            aria-labelledby="filter-sort"
            value={view.sort}
            onValueChange={(value) => {
              show({ ...view, sort: SORTS.find((sort) => sort === value) ?? view.sort });
            }}
          >
            {SORTS.map((sort) => (
              <MenuRadioItem key={sort} value={sort}>
                {SORT_NAMES[sort]}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
    </>
  );
}

function FilterChip({ label, href }: { label: string; href: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="inline-flex h-9 max-w-full items-center gap-1.5 rounded-md bg-sunken pr-2 pl-3 transition-colors hover:bg-line pointer-coarse:h-11"
    >
      <span className="sr-only">Remove filter: </span>
      <span className="max-w-56 truncate">{label}</span>
      <X aria-hidden className="size-4 shrink-0 text-muted" />
    </Link>
  );
}
