import type { MetadataRoute } from "next";
import { paths } from "@/lib/paths";

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Signet",
    short_name: "Signet",
    description: "Private images on our own storage, shown through short-lived signed links.",
    start_url: paths.gallery(),
    display: "standalone",
    background_color: "#131211",
    theme_color: "#131211",
    icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
  };
}
