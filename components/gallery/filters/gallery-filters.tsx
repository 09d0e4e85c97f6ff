"use client";

import { ListFilter } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { FilterChips } from "@/components/ui/filter-chips";
import { MenuButton } from "@/components/ui/menu-button";
import { Spinner } from "@/components/ui/spinner";
import { type GalleryView, galleryAddress } from "../addresses";
import { activeFilters } from "./active-filters";

const load = () => import("./filter-choices").then(({ FilterChoices }) => FilterChoices);

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
      <MenuButton
        variant="quiet"
        className={filters.length === 0 ? "ml-auto" : "max-md:ml-auto"}
        load={load}
        given={{ view, show }}
      >
        {pending ? <Spinner /> : <ListFilter aria-hidden />}
        Filter
      </MenuButton>
    </>
  );
}
