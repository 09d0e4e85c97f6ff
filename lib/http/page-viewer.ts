import "server-only";
import { redirect } from "next/navigation";
import { identifyPerson } from "@/lib/auth/viewer";
import { proveSignedIn, type SignedInViewer } from "@/lib/images/viewer";
import { paths } from "@/lib/paths";

/** The signed-in viewer of a page; everybody else is sent to sign in and comes back to `next`. */
export async function requirePageViewer(next: string): Promise<SignedInViewer> {
  const { viewer } = await identifyPerson();
  return proveSignedIn(viewer) ?? redirect(paths.signIn(next));
}
