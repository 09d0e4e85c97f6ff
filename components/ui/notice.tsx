import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

const TONES = {
  info: { Icon: Info, styles: "border-line bg-sunken text-ink", icon: "text-muted" },
  success: { Icon: CircleCheck, styles: "border-success/40 bg-success/8 text-ink", icon: "text-success" },
  warning: { Icon: TriangleAlert, styles: "border-warning/40 bg-warning/8 text-ink", icon: "text-warning" },
  danger: { Icon: CircleAlert, styles: "border-danger/40 bg-danger/8 text-ink", icon: "text-danger" },
} as const;

type NoticeProps = {
  tone: keyof typeof TONES;
  /** What happened, in a few words. */
  title?: string;
  /** Read aloud when it appears. */
  alert?: boolean;
  className?: string;
  children: ReactNode;
};

/** A message that stays beside what caused it: what happened, why, what to do. */
export function Notice({ tone, title, alert, className, children }: NoticeProps) {
  const { Icon, styles, icon } = TONES[tone];
  return (
    <div
      role={alert === true ? "alert" : undefined}
      className={cn("flex gap-2.5 rounded-md border px-3 py-2.5", styles, className)}
    >
      <Icon aria-hidden className={cn("mt-px size-4.5 shrink-0", icon)} />
      <div className="min-w-0 space-y-1">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        <div>{children}</div>
      </div>
    </div>
  );
}
