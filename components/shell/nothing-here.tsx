import { buttonStyles } from "@/components/ui/button-styles";
import { Message } from "@/components/ui/message";
import { paths } from "@/lib/paths";

/** What a public address says that leads to nothing, or to what is not meant for everybody: the same for both. */
export function NothingHere() {
  return (
    <Message
      heading
      title="There is nothing here"
      action={
        <a href={paths.home()} className={buttonStyles()}>
          Go to the images
        </a>
      }
    >
      <p>The address may be mistyped, or what was here is gone or not meant for everybody.</p>
    </Message>
  );
}
