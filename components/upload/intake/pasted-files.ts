/** Images and files in a paste, with names that tell them apart. */

/** What browsers call every picture that comes from the clipboard. */
const NAMELESS = /^(image|unknown)\.(png|jpe?g|gif|webp|avif)$/i;

export type Paste = {
  readonly files: readonly File[];
  /** Whether the clipboard holds text, too: office programs put a picture of the text beside it. */
  readonly hasText: boolean;
  /** Whether the person is typing somewhere. */
  readonly isTyping: boolean;
};

/** The files of a paste that are meant for uploading; none when the text was meant. */
export function filesToUpload({ files, hasText, isTyping }: Paste, now: Date): readonly File[] {
  const isPicture = (file: File) => NAMELESS.test(file.name);
  const meant = isTyping && hasText ? files.filter((file) => !isPicture(file)) : files;
  return meant.map((file) => (isPicture(file) ? rename(file, now) : file));
}

function rename(file: File, now: Date): File {
  const extension = file.name.slice(file.name.lastIndexOf("."));
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const stamp = `${local.slice(0, 10)} ${local.slice(11, 19).replaceAll(":", ".")}`;
  return new File([file], `Pasted ${stamp}${extension}`, { type: file.type, lastModified: now.getTime() });
}
