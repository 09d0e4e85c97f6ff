/** The five who ask, as the product knows them. */
import { ANONYMOUS, type EditorViewer, proveEditor, type Viewer } from "@/lib/images/viewer";
import { AppError } from "@/lib/errors";
import { addPerson } from "../../support/people";
import type { Who } from "./model";

export class People {
  private constructor(private readonly viewers: Readonly<Record<Who, Viewer>>) {}

  static async make(): Promise<People> {
    const [viewer, owner, neighbour, admin] = await Promise.all(
      (["viewer", "editor", "editor", "admin"] as const).map(async (role): Promise<Viewer> => {
        return { kind: "user", id: (await addPerson(role)).id, role };
      }),
    );
    if (!viewer || !owner || !neighbour || !admin) throw new Error("Somebody is missing.");
    return new People({ anonymous: ANONYMOUS, viewer, owner, neighbour, admin });
  }

  viewer(who: Who): Viewer {
    return this.viewers[who];
  }

  editor(who: Who): EditorViewer {
    const viewer = proveEditor(this.viewers[who]);
    if (viewer === null) throw new Error(`${who} is no editor.`);
    return viewer;
  }
}

/** What the work gives, or the code of its refusal. */
export async function codeOf<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

export function required<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key);
  if (found === undefined) throw new Error("The model knows what the product does not.");
  return found;
}
