"use client";

import { Failure } from "@/components/shell/failure";
import { CONTENT_ID } from "@/components/shell/skip-link";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id={CONTENT_ID}>
      <Failure error={error} retry={retry} />
    </main>
  );
}
