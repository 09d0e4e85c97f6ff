import { NothingHere } from "@/components/shell/nothing-here";

export const metadata = { title: "Nothing here" };

export default function PublicNotFound() {
  return <NothingHere />;
}
