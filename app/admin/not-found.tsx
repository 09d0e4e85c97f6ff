import Link from "next/link";
import { buttonStyles } from "@/components/ui/button-styles";
import { Message } from "@/components/ui/message";
import { paths } from "@/lib/paths";

export default function AdminNotFound() {
  return (
    <Message
      heading
      title="There is nothing here"
      action={
        <Link href={paths.gallery()} prefetch={false} className={buttonStyles()}>
          Go to the gallery
        </Link>
      }
    >
      <p>The address may be mistyped, or what was here is gone or not meant for you.</p>
    </Message>
  );
}
