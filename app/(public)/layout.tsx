import type { ReactNode } from "react";
import { RenewFailedImages } from "@/components/gallery/signed/renew-failed-images";
import { PublicFrame } from "@/components/shell/public-frame";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <PublicFrame>
      {children}
      <RenewFailedImages />
    </PublicFrame>
  );
}
