import type { ReactNode } from "react";

type MessageProps = {
  /** One line: what there is to say. */
  title: string;
  /** Why, and what to do, when the title does not say it. */
  children?: ReactNode;
  /** One action. */
  action?: ReactNode;
  /** The title is the heading of the page. */
  heading?: boolean;
};

/** A whole area with nothing in it but words and one action: empty, not found, failed. */
export function Message({ title, children, action, heading }: MessageProps) {
  const Title = heading === true ? "h1" : "p";
  return (
    <div className="mx-auto flex w-full max-w-md flex-col items-center px-6 py-24 text-center">
      <Title className="text-lg font-medium text-balance">{title}</Title>
      {children === undefined ? null : (
        <div className="mt-2 space-y-2 text-pretty text-muted">{children}</div>
      )}
      {action === undefined ? null : <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
