import type { AutomationDocument, AutomationStep } from './automation-document.schema';
import { waysOf } from './automation-mistakes.rules';

export interface EstimatedStep {
  readonly step: string;
  readonly share: number | null;
  readonly branches: (number | null)[];
}

/**
 * The share of the guests (0 to 1) who reach each step. A loop of steps is followed once.
 * @param sharesOf the share of the guests at a step who go to each next step, in the order of `waysOf`; null: unknown
 */
export function estimateSteps(
  { steps }: AutomationDocument,
  sharesOf: (step: AutomationStep) => readonly (number | null)[],
): EstimatedStep[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const reached = new Map<string, number | null>(steps.map(({ name }, index) => [name, index === 0 ? 1 : 0]));
  const seen = new Set<string>();
  for (const name of inOrder(steps, byName)) {
    const step = byName.get(name);
    if (step === undefined) continue;
    seen.add(name);
    const share = reached.get(name) ?? null;
    const shares = sharesOf(step);
    for (const [index, { to }] of waysOf(step).entries()) {
      if (to === null || seen.has(to) || share === 0) continue;
      const [part, before] = [shares[index] ?? null, reached.get(to) ?? null];
      reached.set(to, part === null || share === null || before === null ? null : before + share * part);
    }
  }
  return steps.map((step) => ({
    step: step.name,
    share: rounded(reached.get(step.name) ?? null),
    branches: waysOf(step).length > 1 ? sharesOf(step).map(rounded) : [],
  }));
}

/** Names of the steps that can be reached, each after the steps that lead to it; links back to an earlier step do not count. */
function inOrder(steps: readonly AutomationStep[], byName: ReadonlyMap<string, AutomationStep>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const walk = (name: string): void => {
    const step = byName.get(name);
    if (step === undefined || seen.has(name)) return;
    seen.add(name);
    for (const { to } of waysOf(step)) if (to !== null) walk(to);
    order.unshift(name);
  };
  walk(steps[0]?.name ?? '');
  return order;
}

function rounded(share: number | null): number | null {
  return share === null ? null : Math.round(share * 10_000) / 10_000;
}
