import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { withFailureCode } from "@/app/with-failure-code";
import { HealthScreen } from "@/components/health/health-screen";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { proveAdmin } from "@/lib/images/viewer";
import { showHealth } from "@/lib/operations/installation/show-health";
import { paths } from "@/lib/paths";
import { beginCanaryAction, examineAction, removeCanaryAction, showCanaryAction } from "./actions";

export const metadata: Metadata = { title: "Health" };

export default async function HealthPage() {
  const admin = proveAdmin(await withFailureCode(requirePageViewer(paths.health())));
  if (admin === null) notFound();
  const lastReport = await withFailureCode(showHealth({ viewer: admin }));
  return (
    <HealthScreen
      lastReport={lastReport}
      examine={examineAction}
      canary={{ begin: beginCanaryAction, show: showCanaryAction, remove: removeCanaryAction }}
    />
  );
}
