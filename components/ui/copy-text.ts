import { showToast } from "./toast";

/** Puts a text on the clipboard and says so. `what` begins the sentence, e.g. `Link`. Browser only. */
export async function copyText(what: string, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast("success", `${what} copied`);
  } catch {
    showToast(
      "error",
      `${what} not copied: the browser does not allow it. Select the text and copy it yourself.`,
    );
  }
}
