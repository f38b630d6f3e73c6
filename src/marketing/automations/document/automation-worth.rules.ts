import type { AutomationDocument } from './automation-document.schema';
import { waysOf } from './automation-mistakes.rules';

const MILLION = 1_000_000;

/**
 * The most that the points of an automation may be worth, in minor units; Infinity where nothing limits the entries, or where a run
 * may come back to a gift. Rewards and coupon codes count as nothing, because a stock and a batch bound them.
 *
 * @param pointValue value of one point in the programme in force, in millionths of a minor unit
 */
export function mostWorthOf({ entry, steps }: AutomationDocument, pointValue: number): number {
  const gifts = steps.flatMap((step) => (step.kind === 'POINTS' ? [step] : []));
  if (gifts.length === 0) return 0;
  const points = gifts.reduce((sum, gift) => sum + gift.points, 0);
  if (entry.inAll === null || gifts.some(({ name }) => comesBack(steps, name))) return Infinity;
  return Math.ceil((points * entry.inAll * pointValue) / MILLION);
}

function comesBack(steps: AutomationDocument['steps'], name: string): boolean {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const nextOf = (from: string) => {
    const step = byName.get(from);
    return step === undefined ? [] : waysOf(step).flatMap(({ to }) => to ?? []);
  };
  const seen = new Set<string>();
  const open = nextOf(name);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === name) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...nextOf(at));
  }
  return false;
}
