"use client";

import { Failure } from "@/components/shell/failure";

export default function AdminError({ error, retry }: { error: unknown; retry: () => void }) {
  return <Failure error={error} retry={retry} />;
}
