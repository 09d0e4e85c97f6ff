/**
 * The marks of what is no picture. Drawn here since public pages have them too, and an icon of the library would bring
 * its script along.
 */
import type { ReactNode } from "react";

type MarkProps = { className?: string };

function Drawing({ className, children }: MarkProps & { children: ReactNode }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 24 24"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function PictureMark(props: MarkProps) {
  return (
    <Drawing {...props}>
      <rect x="3" y="4" width="18" height="16" rx="2" />
      <circle cx="8.5" cy="9.5" r="1.75" />
      <path d="m4 18 5.5-5 3.5 3 3-2.5 4.5 4.5" />
    </Drawing>
  );
}

export function FilmMark(props: MarkProps) {
  return (
    <Drawing {...props}>
      <rect x="3" y="4" width="18" height="16" rx="2" />
      <path d="M7.5 4v16M16.5 4v16M3 9.3h4.5M3 14.7h4.5M16.5 9.3H21M16.5 14.7H21" />
    </Drawing>
  );
}

export function PageMark(props: MarkProps) {
  return (
    <Drawing {...props}>
      <path d="M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5zv5.5H19M9 13h6M9 16.5h6" />
    </Drawing>
  );
}

export function PlayMark({ className }: MarkProps) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className={className} fill="currentColor">
      <path d="M6 4.2c0-.9 1-1.5 1.8-1L20 11.1c.7.4.7 1.4 0 1.8L7.8 20.8c-.8.5-1.8-.1-1.8-1z" />
    </svg>
  );
}
