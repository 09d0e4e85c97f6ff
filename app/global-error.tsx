"use client";

import "./globals.css";
import { Failure } from "@/components/shell/failure";

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Signet</title>
        <main>
          <Failure error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
