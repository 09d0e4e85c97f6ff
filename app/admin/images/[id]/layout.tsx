import { withFailureCode } from "@/app/with-failure-code";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { paths } from "@/lib/paths";

/** Sends people who are not signed in away before the loading state begins to stream; the page asks again for itself. */
export default async function ImageLayout({ params, children }: LayoutProps<"/admin/images/[id]">) {
  await withFailureCode(requirePageViewer(paths.image((await params).id)));
  return children;
}
