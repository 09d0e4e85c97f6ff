import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import { PasteBox } from "./paste-box";

const MARKS = {
  ok: { Icon: CircleCheck, tone: "text-success", word: "Well" },
  warning: { Icon: TriangleAlert, tone: "text-warning", word: "Warning" },
  problem: { Icon: CircleAlert, tone: "text-danger", word: "Problem" },
  skipped: { Icon: CircleDashed, tone: "text-muted", word: "Not looked at" },
} as const;

type FindingRowProps = {
  status: keyof typeof MARKS | "running";
  title: string;
  what: string;
  why: string;
  remedy: { say: string; paste: string | null } | null;
};

export function FindingRows({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line border-y border-line">{children}</ul>;
}

/** One finding: how it is, in a mark and a word; what is so; where something is wrong, why it matters and what to do. */
export function FindingRow({ status, title, what, why, remedy }: FindingRowProps) {
  return (
    <li className="flex gap-3 py-3">
      <StatusMark status={status} />
      <div className="min-w-0 flex-1 space-y-1">
        <h3 className="font-medium">{title}</h3>
        {what === "" ? null : (
          <p className={cn("wrap-anywhere", (status === "ok" || status === "skipped") && "text-muted")}>
            {what}
          </p>
        )}
        {why === "" ? null : <p className="wrap-anywhere text-muted">{why}</p>}
        {remedy === null ? null : (
          <div className="space-y-2 pt-1">
            <p className="wrap-anywhere">{remedy.say}</p>
            {remedy.paste === null ? null : <PasteBox title={title} text={remedy.paste} />}
          </div>
        )}
      </div>
    </li>
  );
}

function StatusMark({ status }: { status: FindingRowProps["status"] }) {
  if (status === "running") return <Spinner />;
  const { Icon, tone, word } = MARKS[status];
  return (
    <>
      <Icon aria-hidden className={cn("mt-px size-4.5 shrink-0", tone)} />
      <span className="sr-only">{word}: </span>
    </>
  );
}
