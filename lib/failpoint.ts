/**
 * Named lines at which a crash test may end this process, as if the power had failed: SIGKILL, nothing runs after it. Or
 * stop it until somebody tells it to go on (SIGCONT), as a machine that was suspended.
 * Off unless a test says both which line and, in a second setting, that it means it.
 */
const FAILPOINTS = [
  "presign.before-insert",
  "presign.before-commit",
  "presign.after-commit",
  "presign.before-response",
  "multipart.after-begin",
  "multipart.after-record",
  "multipart.after-complete",
  "multipart.after-hand-over",
  "multipart.after-slice",
  "multipart.before-abandon",
  "multipart.after-abandon",
  "register.before-claim",
  "register.after-claim",
  "register.after-copy",
  "register.after-announce-poster",
  "register.after-copy-poster",
  "register.after-verify",
  "register.after-commit",
  "register.before-response",
  "register.before-reject",
  "register.after-reject",
  "register.before-release",
  "register.after-release",
  "revoke.before-intent",
  "revoke.after-intent",
  "revoke.after-copy",
  "revoke.after-verify",
  "revoke.after-commit",
  "revoke.before-response",
  "delete.before-commit",
  "delete.after-commit",
  "delete.before-response",
  "sweep.before-stalled",
  "sweep.after-stalled",
  "sweep.after-overtaken",
  "sweep.after-expired",
  "remove.after-claim",
  "remove.after-parts",
  "remove.after-object",
  "remove.before-record",
  "remove.after-record",
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

const SIGNALS = { end: "SIGKILL", stop: "SIGSTOP" } as const;

type Armed = { readonly name: Failpoint; hitsLeft: number; readonly signal: "SIGKILL" | "SIGSTOP" };

const CONSENT = "kill-this-process";

let armed: Armed | null = null;
armFailpoint(process.env["SIGNET_FAILPOINT"] ?? "");

/** All names there are. */
export function listFailpoints(): readonly Failpoint[] {
  return FAILPOINTS;
}

/** Ends or stops this process here and now, if this is the line and the time that a crash test has chosen. */
export function failpoint(name: Failpoint): void {
  if (armed?.name !== name) return;
  armed.hitsLeft -= 1;
  if (armed.hitsLeft === 0) process.kill(process.pid, armed.signal);
}

/**
 * Chooses the line by `name`, `name:hit` (the first time is 1) or `name:hit:stop`; "" chooses none.
 * @throws Error when there is no such line, or SIGNET_FAILPOINT_CONSENT does not agree
 */
export function armFailpoint(text: string): void {
  armed = text === "" ? null : parse(text);
}

function parse(text: string): Armed {
  if (process.env["SIGNET_FAILPOINT_CONSENT"] !== CONSENT)
    throw new Error(
      `SIGNET_FAILPOINT is for crash tests, which also set SIGNET_FAILPOINT_CONSENT=${CONSENT}.`,
    );
  const [wanted, hit = "1", way = "end"] = text.split(":");
  const name = FAILPOINTS.find((known) => known === wanted);
  const hitsLeft = Number(hit);
  const isWay = way === "end" || way === "stop";
  if (name === undefined || !isWay || !Number.isInteger(hitsLeft) || hitsLeft < 1)
    throw new Error(`${text} is no failpoint; there are ${FAILPOINTS.join(", ")}.`);
  return { name, hitsLeft, signal: SIGNALS[way] };
}
