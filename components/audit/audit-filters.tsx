import { ListFilter } from "lucide-react";
import Form from "next/form";
import { Button } from "@/components/ui/button";
import { buttonStyles } from "@/components/ui/button-styles";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { AuditQuery } from "@/lib/contracts/audit";
import { AUDIT_ACTIONS, AUDIT_ACTORS } from "@/lib/images/audit";
import { paths } from "@/lib/paths";
import { ACTION_NAMES, ACTOR_NAMES } from "./event-words";

/**
 * What narrows the audit: a form whose answer is an address, so that it also works before any script has loaded. Its
 * button stands beside the title of the page.
 */
export function AuditFilters({ query }: { query: AuditQuery }) {
  return (
    <details>
      <summary
        className={buttonStyles({
          variant: "quiet",
          className:
            "absolute! top-2.5 right-2 list-none pointer-coarse:top-2 [&::-webkit-details-marker]:hidden",
        })}
      >
        <ListFilter aria-hidden />
        Filter
      </summary>
      <Form action={paths.audit()} className="grid grid-cols-2 gap-3 md:grid-cols-3">
        <Field label="Person" className="max-md:col-span-2">
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
        <Field label="Image" className="max-md:col-span-2">
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
        <div className="col-span-full">
          <Button type="submit">Show</Button>
        </div>
      </Form>
    </details>
  );
}
