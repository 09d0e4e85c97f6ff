import Link from "next/link";
import { buttonStyles } from "@/components/ui/button-styles";
import { Message } from "@/components/ui/message";
import { paths } from "@/lib/paths";

export default function AdminNotFound() {
  return (
    <Message
      heading
      title="There is no such image"
      action={
        <Link href={paths.gallery()} prefetch={false} className={buttonStyles()}>
          Go to the gallery
        </Link>
      }
    >
      <p>It was deleted, or the address is mistyped.</p>
    </Message>
  );
}
