import { Section } from "@/components/ui/page/section";
import { explainCanary, STEP_WORDS } from "./canary-words";
import { FindingRow, FindingRows } from "./finding-row";
import { CANARY_STEPS, type CanaryState, type CanaryStep } from "./run-canary";

/** The test from this browser, step by step as it goes. */
export function CanaryReport({ state }: { state: CanaryState }) {
  const failed = state.failure === null ? null : CANARY_STEPS[state.done.length];
  return (
    <Section title="From this browser to the store">
      <FindingRows>
        {CANARY_STEPS.filter(
          (step) => state.done.includes(step) || step === state.running || step === failed,
        ).map((step) => (
          <StepRow key={step} step={step} state={state} />
        ))}
      </FindingRows>
    </Section>
  );
}

function StepRow({ step, state }: { step: CanaryStep; state: CanaryState }) {
  const { doing, done } = STEP_WORDS[step];
  const plain = { what: "", why: "", remedy: null };
  if (state.done.includes(step)) return <FindingRow status="ok" title={done} {...plain} />;
  if (state.failure === null) return <FindingRow status="running" title={doing} {...plain} />;
  const { what, why, say, paste } = explainCanary(state.failure);
  return <FindingRow status="problem" title={doing} what={what} why={why} remedy={{ say, paste }} />;
}
