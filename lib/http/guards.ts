import "server-only";
import { AppError } from "@/lib/errors";
import {
  type AdminViewer,
  type EditorViewer,
  proveAdmin,
  proveEditor,
  proveSignedIn,
  type SignedInViewer,
  type Viewer,
} from "@/lib/images/viewer";

/** Guards turn a viewer into the proof that an operation asks for, or throw `not_signed_in` / `not_allowed`. */
export function asAnyone(viewer: Viewer): Viewer {
  return viewer;
}

export function asSignedIn(viewer: Viewer): SignedInViewer {
  return proveSignedIn(viewer) ?? refuse(viewer);
}

export function asEditor(viewer: Viewer): EditorViewer {
  return proveEditor(viewer) ?? refuse(viewer);
}

export function asAdmin(viewer: Viewer): AdminViewer {
  return proveAdmin(viewer) ?? refuse(viewer);
}

function refuse(viewer: Viewer): never {
  throw new AppError(viewer.kind === "anonymous" ? "not_signed_in" : "not_allowed");
}
