"use client";

import { Check, Globe, Lock } from "lucide-react";
import { type SyntheticEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Choice, type ChoiceOption } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { ImageView } from "@/lib/contracts/image";
import { MAX_ALT_LENGTH, MAX_TITLE_LENGTH, type Visibility } from "@/lib/images/image";
import { rememberImage } from "../gallery-memory";
import { ConflictNotice } from "./conflict-notice";
import type { DescribeImage, ImageDescription } from "./image-actions";
import { explainProblem } from "./problem-words";

const PUBLIC: ChoiceOption<Visibility> = {
  value: "public",
  label: "Public",
  explanation: "Anybody sees it on the public page.",
  icon: <Globe aria-hidden />,
};

function visibilityOptions(stored: Visibility): readonly ChoiceOption<Visibility>[] {
  const seen = "Only people who are signed in see it.";
  const explanation = stored === "public" ? `${seen} URLs that visitors were given stop working.` : seen;
  return [{ value: "private", label: "Private", explanation, icon: <Lock aria-hidden /> }, PUBLIC];
}

type ImageFormProps = {
  image: ImageView;
  /** The state of the image that this form shows. */
  revision: number;
  describeImage: DescribeImage;
};

type Outcome = "none" | "saved" | "conflict" | { readonly problem: string };

/** Title, alt text and visibility. Says whether it is saved, and never loses what was typed. */
export function ImageForm({ image, revision, describeImage }: ImageFormProps) {
  const [draft, setDraft] = useState<ImageDescription | null>(null);
  const [outcome, setOutcome] = useState<Outcome>("none");
  const [busy, startTransition] = useTransition();
  const stored: ImageDescription = { title: image.title, alt: image.alt, visibility: image.visibility };
  const shown = draft ?? stored;
  const changed = !isSame(shown, stored);

  const edit = (part: Partial<ImageDescription>) => {
    setDraft({ ...shown, ...part });
    if (outcome !== "conflict") setOutcome("none");
  };

  const save = (event?: SyntheticEvent) => {
    event?.preventDefault();
    if (busy || !changed) return;
    startTransition(async () => {
      const answer = await describeImage({ id: image.id, revision, ...shown }).catch(() => null);
      // In the transition of the action: the page as it is now, which comes with the answer, appears together with it.
      startTransition(() => {
        if (answer?.ok === true) setDraft(null);
        setOutcome(outcomeOf(answer));
      });
      if (answer?.ok === true) rememberImage({ ...image, ...shown });
    });
  };

  return (
    <form onSubmit={save} className="flex flex-col gap-5">
      <Field label="Title" aside={<Count of={shown.title} most={MAX_TITLE_LENGTH} />}>
        {(control) => (
          <Input
            {...control}
            name="title"
            value={shown.title}
            maxLength={MAX_TITLE_LENGTH}
            onChange={(event) => {
              edit({ title: event.target.value });
            }}
          />
        )}
      </Field>
      <Field
        label="Alt text"
        aside={<Count of={shown.alt} most={MAX_ALT_LENGTH} />}
        hint="What the picture shows, for people who do not see it."
      >
        {(control) => (
          <Textarea
            {...control}
            name="alt"
            value={shown.alt}
            maxLength={MAX_ALT_LENGTH}
            onChange={(event) => {
              edit({ alt: event.target.value });
            }}
          />
        )}
      </Field>
      <Choice
        legend="Visibility"
        name="visibility"
        options={visibilityOptions(stored.visibility)}
        value={shown.visibility}
        onChange={(visibility) => {
          edit({ visibility });
        }}
      />
      {outcome === "conflict" && changed ? (
        <ConflictNotice
          theirs={stored}
          onTakeTheirs={() => {
            setDraft(null);
            setOutcome("none");
          }}
          onKeepMine={() => {
            save();
          }}
        />
      ) : null}
      {typeof outcome === "object" ? (
        <Notice tone="danger" title="Not saved" alert>
          {outcome.problem}
        </Notice>
      ) : null}
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" busy={busy} disabled={!changed && !busy}>
          Save
        </Button>
        <p role="status" className="flex items-center gap-1.5 text-muted">
          {outcome === "saved" && !changed ? (
            <>
              <Check aria-hidden className="size-4 text-success" />
              Saved
            </>
          ) : changed && !busy ? (
            "Not saved yet"
          ) : null}
        </p>
      </div>
    </form>
  );
}

function outcomeOf(answer: Awaited<ReturnType<DescribeImage>> | null): Outcome {
  if (answer?.ok === true) return "saved";
  if (answer?.problem.code === "revision_conflict") return "conflict";
  return { problem: explainProblem(answer === null ? null : answer.problem) };
}

/** Shown only when the end comes near. */
function Count({ of, most }: { of: string; most: number }) {
  if (of.length < most * 0.8) return null;
  return <span className="text-xs text-muted tabular-nums">{`${String(of.length)} of ${String(most)}`}</span>;
}

function isSame(one: ImageDescription, other: ImageDescription): boolean {
  return one.title === other.title && one.alt === other.alt && one.visibility === other.visibility;
}
