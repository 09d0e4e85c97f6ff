import { ListFilter } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { buttonStyles } from "@/components/ui/button-styles";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { AuditQuery } from "@/lib/contracts/audit";
import { AUDIT_ACTIONS, AUDIT_ACTORS } from "@/lib/images/audit";
import { paths } from "@/lib/paths";
import { auditAddress, isNarrowed } from "./addresses";
import { ACTION_NAMES, ACTOR_NAMES } from "./event-words";

/** What narrows the audit: a form whose answer is an address, so that it also works before any script has loaded. */
export function AuditFilters({ query }: { query: AuditQuery }) {
  const narrowed = isNarrowed(query);
  return (
    <details open={narrowed} className="border-b border-line px-4 pb-3">
      <summary className="inline-flex min-h-9 list-none items-center gap-2 rounded-md font-medium pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ListFilter aria-hidden className="size-4.5" />
        Filter
      </summary>
      <Form action={paths.audit()} className="mt-2 grid gap-3 sm:grid-cols-2 xl:grid-cols-6">
        <Field label="Person">
          {(control) => (
            <Input
              {...control}
              name="person"
              type="search"
              maxLength={200}
              defaultValue={query.person}
              placeholder="Name or e-mail"
            />
          )}
        </Field>
        <Field label="Who">
          {(control) => (
            <Select {...control} name="by" defaultValue={query.by ?? ""}>
              <option value="">Everybody</option>
              {AUDIT_ACTORS.map((kind) => (
                <option key={kind} value={kind}>
                  {ACTOR_NAMES[kind]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="What">
          {(control) => (
            <Select {...control} name="action" defaultValue={query.action ?? ""}>
              <option value="">Everything</option>
              {AUDIT_ACTIONS.map((action) => (
                <option key={action} value={action}>
                  {ACTION_NAMES[action]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Image">
          {(control) => (
            <Input
              {...control}
              name="image"
              type="search"
              maxLength={500}
              defaultValue={query.image}
              placeholder="Id or link"
            />
          )}
        </Field>
        <Field label="From (UTC)">
          {(control) => <Input {...control} name="from" type="date" defaultValue={query.from} />}
        </Field>
        <Field label="To (UTC)">
          {(control) => <Input {...control} name="to" type="date" defaultValue={query.to} />}
        </Field>
        <div className="flex gap-2 sm:col-span-full">
          <Button type="submit">Show</Button>
          {narrowed ? (
            <Link href={auditAddress()} prefetch={false} className={buttonStyles({ variant: "quiet" })}>
              Clear filters
            </Link>
          ) : null}
        </div>
      </Form>
    </details>
  );
}
