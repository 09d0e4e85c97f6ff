import { formatCount } from "@/components/ui/format-count";
import { LocalTime } from "@/components/ui/local-time";
import type { FindingView, ReportView } from "@/lib/contracts/housekeeping";
import { FINDING_KINDS, type FindingKind } from "@/lib/images/reconcile/difference";
import { count, FINDING_WORDS } from "./words";

type FindingsProps = {
  found: ReportView["found"];
  findings: readonly FindingView[];
  graceHours: number;
  removable: number;
};

/** The differences, kind by kind; the keys of each unfold. */
export function Findings({ found, findings, graceHours, removable }: FindingsProps) {
  const strays = found.unknown_object + found.unknown_multipart;
  return (
    <div className="divide-y divide-line border-y border-line">
      {FINDING_KINDS.filter((kind) => found[kind] > 0).map((kind) => (
        <KindOfFinding
          key={kind}
          kind={kind}
          total={found[kind]}
          findings={findings.filter((finding) => finding.kind === kind)}
        />
      ))}
      {strays > 0 && removable === 0 ? (
        <p className="py-3 text-muted">
          None of what nobody knows may be removed yet: two comparisons must have found it, {graceHours} hours
          apart.
        </p>
      ) : null}
    </div>
  );
}

type KindProps = { kind: FindingKind; total: number; findings: readonly FindingView[] };

function KindOfFinding({ kind, total, findings }: KindProps) {
  const { one, many, explanation } = FINDING_WORDS[kind];
  return (
    <details className="group py-3">
      <summary className="flex min-h-6 items-baseline gap-2 rounded-md pointer-coarse:min-h-11 pointer-coarse:items-center">
        <span className="font-medium">{count(total, one, many)}</span>
        <span className="ml-auto shrink-0 text-xs text-muted group-open:hidden">Show keys</span>
      </summary>
      <p className="mt-0.5 text-xs text-muted">{explanation}</p>
      <ul className="mt-3 space-y-2">
        {findings.map(({ key, multipartUploadId, firstSeenAt, sightings }) => (
          <li key={`${key} ${multipartUploadId}`} className="text-xs">
            <code className="font-mono wrap-anywhere">{key}</code>
            <span className="block text-muted">
              Found {count(sightings, "time", "times")}, first <LocalTime iso={firstSeenAt} />
            </span>
          </li>
        ))}
      </ul>
      {total > findings.length ? (
        <p className="mt-3 text-xs text-muted">
          … and {formatCount(total - findings.length)} more.{" "}
          <code className="font-mono">npm run reconcile -- --json</code> lists more of them.
        </p>
      ) : null}
    </details>
  );
}
