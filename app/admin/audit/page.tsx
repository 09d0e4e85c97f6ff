import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { withFailureCode } from "@/app/with-failure-code";
import { auditAddress } from "@/components/audit/addresses";
import { AuditScreen } from "@/components/audit/audit-screen";
import { auditQuery } from "@/lib/contracts/audit";
import { env } from "@/lib/env";
import { parsePageQuery } from "@/lib/http/page-input";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { proveAdmin } from "@/lib/images/viewer";
import { listAuditEvents } from "@/lib/operations/audit/list-audit-events";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: PageProps<"/admin/audit">) {
  const query = parsePageQuery(auditQuery, await searchParams);
  const admin = proveAdmin(await withFailureCode(requirePageViewer(auditAddress(query))));
  if (admin === null) notFound();
  const found = await withFailureCode(listAuditEvents({ viewer: admin, query }));
  return <AuditScreen {...found} query={query} keptDays={env().AUDIT_DAYS} />;
}
