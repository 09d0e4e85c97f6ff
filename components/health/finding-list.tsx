import type { FindingView } from "@/lib/contracts/health";
import { titleOf } from "@/lib/contracts/health-groups";
import { FindingRow, FindingRows } from "./finding-row";

export function FindingList({ findings }: { findings: readonly FindingView[] }) {
  return (
    <FindingRows>
      {findings.map(({ check, status, what, why, remedy }) => (
        <FindingRow
          key={check}
          status={status}
          title={titleOf(check)}
          what={what}
          why={why}
          remedy={remedy}
        />
      ))}
    </FindingRows>
  );
}
