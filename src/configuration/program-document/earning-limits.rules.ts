import { type EarningRule, type ProgramDocument, stepOf } from '../../decision';
import { mistakesOfMeaning } from './conditions/rule-tree-meaning.rules';
import { MAX_AMOUNT } from './document-numbers.schema';
import type { Mistake } from './conditions/rule-tree-shape.rules';

/** The largest total quantity of an act: 500 lines of a million pieces. */
export const MAX_QUANTITY_MILLI = 500_000_000_000;
/** The most points that a programme may give or take in one act. */
const MAX_POINTS = 10_000_000_000_000n;
const MILLION = 1_000_000n;

/** The limit for all rules together, because a document is compiled as a whole. */
const MAX_CONDITION_BYTES = 500_000;

/** Contradictions of rules and caps: they exclude each other, never give anything, or can't be computed. */
export function* earningMistakes(document: ProgramDocument): Generator<Mistake> {
  const { rules } = document.earning;
  if (rules.reduce((sum, { when }) => sum + JSON.stringify(when).length, 0) > MAX_CONDITION_BYTES) {
    yield {
      path: ['earning', 'rules'],
      code: 'too_long',
      reason: 'conditionsTooLong',
    };
    return;
  }
  const ids = new Set<string>();
  const tiers = document.tiers.map(({ code }) => code);
  for (const [index, rule] of rules.entries()) {
    const path = ['earning', 'rules', index];
    if (ids.has(rule.id)) yield { path: [...path, 'id'], code: 'not_valid', reason: 'ruleIdTwice' };
    ids.add(rule.id);
    for (const mistake of rule.when === null ? [] : mistakesOfMeaning(rule.when, tiers))
      yield { ...mistake, path: [...path, 'when', ...mistake.path] };
    yield* gainMistakes(rule, document, path);
  }
  if (mostPoints(document) > MAX_POINTS) {
    const reason = 'tooManyPoints';
    yield { path: ['earning'], code: 'too_big', reason };
  }
}

function* gainMistakes(
  { gain }: EarningRule,
  { earning }: ProgramDocument,
  path: (string | number)[],
): Generator<Mistake> {
  if (gain.kind !== 'MULTIPLIER') return;
  const at = [...path, 'gain', 'multiplierPpm'];
  if (earning.base === null) {
    yield { path: at, code: 'not_valid', reason: 'noBase' };
    return;
  }
  const change = BigInt(gain.multiplierPpm) - MILLION;
  const most = (BigInt(MAX_AMOUNT) * BigInt(earning.base.points)) / BigInt(earning.base.step);
  if (most * (change < 0n ? -change : change) < MILLION) yield { path: at, code: 'not_valid', reason: 'changesNoSale' };
}

const MOST = { MONEY: MAX_AMOUNT, QUANTITY: MAX_QUANTITY_MILLI };

/**
 * The most points of any sale: its amount by the base with all multipliers above one at once, plus everything that is added. It keeps every product
 * that `decide` rounds exact, below 2^53.
 */
function mostPoints({ tiers, earning: { base, rules }, activities, stampCards = [] }: ProgramDocument): bigint {
  const of = (whole: number, step: number, points: number) => (BigInt(whole) * BigInt(points)) / BigInt(step);
  const times = (value: bigint, ppm: number) => (value * BigInt(ppm) + MILLION - 1n) / MILLION;
  let rated = base === null ? 0n : of(MAX_AMOUNT, base.step, base.points);
  let added = BigInt(activities.firstSale?.points ?? 0);
  for (const { gain } of rules) {
    if (gain.kind === 'MULTIPLIER')
      rated = gain.multiplierPpm > Number(MILLION) ? times(rated, gain.multiplierPpm) : rated;
    else {
      const step = stepOf(gain);
      added += step === null ? BigInt(gain.points) : of(MOST[step.counts], step.size, gain.points);
    }
  }
  for (const { collects, size, reward } of stampCards) {
    const stamps = collects.by === 'VISIT' ? 1 : MAX_QUANTITY_MILLI / 1_000;
    // A card that was almost full before the sale counts as one more.
    if ('points' in reward) added += of(stamps, size, reward.points) + BigInt(reward.points);
  }
  const highest = tiers.reduce((most, { multiplierPpm }) => Math.max(most, multiplierPpm), 0);
  return times(rated, highest) + added;
}
