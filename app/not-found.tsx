import { PublicFrame } from "@/components/shell/public-frame";
import { buttonStyles } from "@/components/ui/button";
import { Message } from "@/components/ui/message";
import { paths } from "@/lib/paths";

export const metadata = { title: "Nothing here" };

export default function NotFound() {
  return (
    <PublicFrame>
      <Message
        heading
        title="There is nothing here"
        className="py-24"
        action={
          <a href={paths.home()} className={buttonStyles()}>
            Go to the images
          </a>
        }
      >
        <p>The address may be mistyped, or what was here is gone or not meant for everybody.</p>
      </Message>
    </PublicFrame>
  );
}
