/** A developer's own page: a file input, and Uppy that sends whatever is chosen to Signet. */
import Uppy from "@uppy/core";
import { uploadToSignet } from "@/examples/uppy/signet-uppy";

const input = document.querySelector("input");
const list = document.querySelector("ul");
const uppy = new Uppy({ autoProceed: true });
uploadToSignet(uppy, { onRegistered: (file, { id }) => say(`${file.name} is ${id}`) });
uppy.on("upload-error", (file, error) => say(`${file?.name ?? "A file"} failed: ${error.message}`));

input?.addEventListener("change", () => {
  for (const file of input.files ?? []) uppy.addFile({ name: file.name, type: file.type, data: file });
});

function say(text: string): void {
  const item = document.createElement("li");
  item.textContent = text;
  list?.append(item);
}
