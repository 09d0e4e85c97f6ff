"use client";

import { Upload } from "lucide-react";
import { Button, type ButtonProps } from "@/components/ui/button";
import { useUploadEntrance } from "./upload-entrance";

type UploadButtonProps = Pick<ButtonProps, "className" | "variant" | "size"> & {
  /** Leaves the word to assistive technology where there is no room for it. */
  iconOnly?: boolean;
};

/** Opens the file picker: the way to upload for those who do not drag. Needs an `UploadProvider` around it. */
export function UploadButton({ className, variant = "primary", size, iconOnly = false }: UploadButtonProps) {
  const { choose, prepare } = useUploadEntrance();
  return (
    <Button
      data-upload-button
      variant={variant}
      size={size ?? (iconOnly ? "icon" : "medium")}
      className={className}
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={choose}
    >
      <Upload aria-hidden />
      <span className={iconOnly ? "sr-only" : undefined}>Upload</span>
    </Button>
  );
}
