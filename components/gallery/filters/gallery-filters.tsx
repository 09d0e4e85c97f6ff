"use client";

import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FilterChips } from "@/components/ui/filter-chips";
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
      <FilterChips
        filters={filters.map(({ label, without }) => ({ label, href: galleryAddress(without) }))}
        className="max-md:order-last max-md:basis-full max-md:pb-1 md:ml-auto"
      />
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
