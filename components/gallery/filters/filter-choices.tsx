"use client";

import { MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator, OpenedMenu } from "@/components/ui/menu";
import type { OpenedMenuProps } from "@/components/ui/menu-button";
import { KINDS, SORTS, VISIBILITIES } from "@/lib/images/image";
import type { GalleryView } from "../addresses";
import { KIND_NAMES, SORT_NAMES, VISIBILITY_NAMES } from "./active-filters";

type FilterChoicesProps = OpenedMenuProps & {
  readonly view: GalleryView;
  readonly show: (changed: GalleryView) => void;
};

/** What the filter menu offers. Loaded when the menu is opened. */
export function FilterChoices({ trigger, view, show }: FilterChoicesProps) {
  return (
    <OpenedMenu trigger={trigger}>
      <Choices
        title="Kind"
        options={[ALL, ...KINDS.map((kind) => [kind, KIND_NAMES[kind]] as const)]}
        value={view.kind ?? ""}
        onChoose={(value) => show({ ...view, kind: KINDS.find((kind) => kind === value) })}
      />
      <MenuSeparator />
      <Choices
        title="Visibility"
        options={[
          ALL,
          ...VISIBILITIES.map((visibility) => [visibility, VISIBILITY_NAMES[visibility]] as const),
        ]}
        value={view.visibility ?? ""}
        onChoose={(value) =>
          show({ ...view, visibility: VISIBILITIES.find((visibility) => visibility === value) })
        }
      />
      <MenuSeparator />
      <Choices
        title="Order"
        options={SORTS.map((sort) => [sort, SORT_NAMES[sort]] as const)}
        value={view.sort}
        onChoose={(value) => show({ ...view, sort: SORTS.find((sort) => sort === value) ?? view.sort })}
      />
    </OpenedMenu>
  );
}

const ALL = ["", "All"] as const;

type ChoicesProps = {
  title: string;
  options: readonly (readonly [value: string, label: string])[];
  value: string;
  onChoose: (value: string) => void;
};

function Choices({ title, options, value, onChoose }: ChoicesProps) {
  const id = `filter-${title.toLowerCase()}`;
  return (
    <>
      <MenuLabel id={id}>{title}</MenuLabel>
      <MenuRadioGroup aria-labelledby={id} value={value} onValueChange={onChoose}>
        {options.map(([option, label]) => (
          <MenuRadioItem key={option} value={option}>
            {label}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}
