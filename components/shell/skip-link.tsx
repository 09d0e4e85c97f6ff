export const CONTENT_ID = "content";

/** The first stop of the keyboard: past everything that repeats on each page. */
export function SkipLink() {
  return (
    <a
      href={`#${CONTENT_ID}`}
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-seal px-4 py-2.5 font-medium text-on-seal focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
