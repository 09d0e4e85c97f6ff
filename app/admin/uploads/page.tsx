import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { withFailureCode } from "@/app/with-failure-code";
import { HousekeepingScreen } from "@/components/housekeeping/housekeeping-screen";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { proveAdmin } from "@/lib/images/viewer";
import { showHousekeeping } from "@/lib/operations/housekeeping/show-housekeeping";
import { paths } from "@/lib/paths";
import { expireUploadAction, reconcileAction, retryRemovalsAction } from "./actions";

export const metadata: Metadata = { title: "Uploads" };

export default async function UploadsPage() {
  const viewer = proveAdmin(await withFailureCode(requirePageViewer(paths.uploads())));
  if (viewer === null) notFound();
  const shown = await withFailureCode(showHousekeeping({ viewer }));
  return (
    <HousekeepingScreen
      {...shown}
      expireUpload={expireUploadAction}
      retryRemovals={retryRemovalsAction}
      reconcile={reconcileAction}
    />
  );
}
