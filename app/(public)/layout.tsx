import type { ReactNode } from "react";
import { PublicFrame } from "@/components/shell/public-frame";
import { SignedImageKeeper } from "@/components/signed-image/signed-image-keeper";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <PublicFrame>
      {children}
      <SignedImageKeeper />
    </PublicFrame>
  );
}
