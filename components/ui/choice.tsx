"use client";

import * as RadioGroup from "radix-ui/radio-group";
import type { ReactNode } from "react";
import { cn } from "./class-names";

export type ChoiceOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly explanation: string;
  readonly icon: ReactNode;
};

type ChoiceProps<Value extends string> = {
  /** Names the question; shown above the answers. */
  legend: string;
  name: string;
  options: readonly ChoiceOption<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
};

/** One of a few, each explained: radio buttons as rows. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { legend, name, options, value, onChange, disabled = false } = props;
  const choose = (text: string) => {
    const option = options.find((candidate) => candidate.value === text);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <fieldset className="flex flex-col gap-1.5" disabled={disabled}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <RadioGroup.Root
        name={name}
        value={value}
        onValueChange={choose}
        aria-label={legend}
        className="flex flex-col overflow-hidden rounded-md border border-edge/70 bg-surface"
      >
        {options.map((option) => (
          <ChoiceRow key={option.value} option={option} />
        ))}
      </RadioGroup.Root>
    </fieldset>
  );
}

function ChoiceRow({ option }: { option: ChoiceOption<string> }) {
  return (
    <RadioGroup.Item
      value={option.value}
      className={cn(
        "group flex min-h-11 items-start gap-3 border-line px-3 py-2.5 text-left transition-colors not-first:border-t",
        "hover:bg-sunken focus-visible:-outline-offset-2",
      )}
    >
      <span
        aria-hidden
        className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge group-data-[state=checked]:border-seal-ink"
      >
        <RadioGroup.Indicator className="size-2 rounded-full bg-seal-ink" />
      </span>
      <span className="min-w-0">
        <span className="flex items-center gap-1.5 font-medium [&_svg]:size-4">
          {option.icon}
          {option.label}
        </span>
        <span className="block text-xs text-muted">{option.explanation}</span>
      </span>
    </RadioGroup.Item>
  );
}
