"use server";

import { z } from "zod";
import { canaryKeys, canaryShown } from "@/lib/contracts/health";
import { defineAction } from "@/lib/http/define-action";
import { asAdmin } from "@/lib/http/guards";
import { beginCanary } from "@/lib/operations/installation/begin-canary";
import { removeCanary } from "@/lib/operations/installation/remove-canary";
import { showCanary } from "@/lib/operations/installation/show-canary";
import { examineInstallation } from "@/lib/operations/installation/examine-installation";

const nothing = z.strictObject({});

const examine = defineAction({
  operation: "examine-installation",
  guard: asAdmin,
  input: nothing,
  limit: "examine",
  handle: () => examineInstallation(),
});

const begin = defineAction({
  operation: "begin-canary",
  guard: asAdmin,
  input: nothing,
  limit: "examine",
  handle: ({ viewer }) => beginCanary({ viewer }),
});

const show = defineAction({
  operation: "show-canary",
  guard: asAdmin,
  input: canaryShown,
  limit: "write",
  handle: ({ viewer, input }) => showCanary({ viewer, key: input.key }),
});

const remove = defineAction({
  operation: "remove-canary",
  guard: asAdmin,
  input: canaryKeys,
  limit: "write",
  handle: ({ viewer, input }) => removeCanary({ viewer, keys: input.keys }),
});

export async function examineAction(input: unknown) {
  return examine(input);
}

export async function beginCanaryAction(input: unknown) {
  return begin(input);
}

export async function showCanaryAction(input: unknown) {
  return show(input);
}

export async function removeCanaryAction(input: unknown) {
  return remove(input);
}
