import { cn } from "@/components/ui/class-names";
import { percent } from "./words";

type ProgressBarProps = {
  label: string;
  part: number;
  whole: number;
  /** What a screen reader says instead of the number. */
  text?: string;
  tone?: "moving" | "halted" | "done";
  className?: string;
};

const TONES = { moving: "bg-seal", halted: "bg-edge", done: "bg-success" } as const;

/** A thin bar of bytes that truly moved. */
export function ProgressBar({ label, part, whole, text, tone = "moving", className }: ProgressBarProps) {
  const share = whole <= 0 ? 0 : Math.min(1, part / whole);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent(part, whole)}
      aria-valuetext={text}
      className={cn("h-1 overflow-hidden rounded-full bg-line", className)}
    >
      <div
        className={cn(
          "h-full origin-left rounded-full transition-transform ease-out rtl:origin-right",
          TONES[tone],
        )}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
