"use client";

import { Eye, EyeOff } from "lucide-react";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, type FieldControl } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { signInWithPassword } from "./auth-requests";
import { ProviderButtons, type SignInProvider } from "./provider-buttons";
import { explainSignInError } from "./sign-in-words";

type SignInFormProps = {
  /** Where to go afterwards: a path of our own. */
  next: string;
  providers: readonly SignInProvider[];
  /** The code that an earlier attempt left in the address. */
  error?: string | undefined;
};

/** E-mail and password, and a button for each provider. Errors stand beside what caused them. */
export function SignInForm({ next, providers, error }: SignInFormProps) {
  const [code, setCode] = useState(error);
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const problem = explainSignInError(code);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    const outcome = await signInWithPassword(textOf(fields, "email"), textOf(fields, "password"));
    if (outcome.ok) {
      // A full load: everything the page knows of the earlier viewer must go.
      window.location.assign(next);
      return;
    }
    setBusy(false);
    setCode(outcome.error);
    password.current?.select();
  }

  return (
    <div className="flex flex-col gap-5">
      {problem?.at === "form" ? (
        <Notice tone="danger" title={problem.title} alert>
          {problem.remedy}
        </Notice>
      ) : null}
      {/* post: should the browser ever send the form itself, the password must not end up in an address. */}
      <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label="E-mail">
          {(control) => (
            <Input {...control} name="email" type="email" autoComplete="username" required maxLength={320} />
          )}
        </Field>
        <Field
          label="Password"
          error={problem?.at === "password" ? `${problem.title}. ${problem.remedy}` : undefined}
        >
          {(control) => <PasswordInput control={control} inputRef={password} />}
        </Field>
        <p role="status" className="sr-only">
          {busy ? "Signing in" : problem?.at === "password" ? `${problem.title}. ${problem.remedy}` : ""}
        </p>
        <Button type="submit" variant="primary" size="large" busy={busy} className="mt-1 w-full">
          Sign in
        </Button>
      </form>
      <ProviderButtons providers={providers} next={next} onFail={setCode} />
    </div>
  );
}

type PasswordInputProps = { control: FieldControl; inputRef: React.RefObject<HTMLInputElement | null> };

function PasswordInput({ control, inputRef }: PasswordInputProps) {
  const [shown, setShown] = useState(false);
  // A password that stays readable on the screen after the page was left and restored would surprise.
  useEffect(() => {
    const hide = () => {
      setShown(false);
    };
    window.addEventListener("pagehide", hide);
    return () => {
      window.removeEventListener("pagehide", hide);
    };
  }, []);
  return (
    <div className="relative">
      <Input
        {...control}
        ref={inputRef}
        name="password"
        type={shown ? "text" : "password"}
        autoComplete="current-password"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={1024}
        className="pr-12"
      />
      <button
        type="button"
        aria-label={shown ? "Hide password" : "Show password"}
        aria-controls={control.id}
        onClick={() => {
          setShown(!shown);
        }}
        className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-md text-muted hover:text-ink focus-visible:-outline-offset-2"
      >
        {shown ? <EyeOff aria-hidden className="size-4.5" /> : <Eye aria-hidden className="size-4.5" />}
      </button>
    </div>
  );
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}
