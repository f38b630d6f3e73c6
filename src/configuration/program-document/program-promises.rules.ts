/**
 * Promises that a draft must not make although it could be decided: unreachable ones, and tiers that give less than the tier below. Published
 * versions are not checked, because they decide forever.
 */
import {
  categoryKey,
  type Condition,
  isGroup,
  type PointLimitDocument,
  type ProgramDocument,
  type RuleGroup,
  stepOf,
  worthOf,
} from '../../decision';
import { activitiesOf } from './activities-of.rules';
import { deadAlternatives } from './conditions/rule-tree-meaning.rules';
import type { Contradiction } from './contradiction';
import { MAX_AMOUNT, MILLION } from './document-numbers.schema';
import { MAX_QUANTITY_MILLI } from './earning-limits.rules';
import { membersWorse } from './tier-worth.rules';

const LONGEST_MONTH = 31;
/** The most lines of a sale. */
const MAX_LINES = 500;

export function* brokenPromises(document: ProgramDocument): Generator<Contradiction> {
  yield* tiersThatTake(document);
  yield* tiersThatPayLess(document);
  yield* tiersOutOfReach(document);
  yield* ratesOfNothing(document);
  yield* rulesOfNothing(document);
  yield* rulesThatNeverHold(document);
  yield* pointsOutOfTime(document);
  yield* redemptionOfNothing(document);
}

function* tiersThatTake({ tiers }: ProgramDocument): Generator<Contradiction> {
  for (const [rank, tier] of tiers.entries()) {
    const lower = tiers[rank - 1];
    if (lower === undefined) continue;
    for (const member of membersWorse(tier, lower)) {
      yield { path: ['tiers', rank, member], code: 'worse_than_below' };
    }
  }
}

/** Limits of a tier for which the tier below has none as low: by them, points of a guest who rises would pay less than before. */
function* tiersThatPayLess({ tiers, redemption }: ProgramDocument): Generator<Contradiction> {
  const limits = redemption?.limits ?? [];
  for (const [index, { tiers: named, ...limit }] of limits.entries())
    for (const [at, code] of named.entries()) {
      const below = tiers[tiers.findIndex((tier) => tier.code === code) - 1]?.code;
      if (below !== undefined && !limits.some((other) => isAsLow(other, { ...limit, tiers: [below] })))
        yield { path: ['redemption', 'limits', index, 'tiers', at], code: 'worse_than_below' };
    }
}

/** Whether a limit holds wherever another does, and lets points pay no more. */
function isAsLow(one: PointLimitDocument, other: PointLimitDocument): boolean {
  const names = (wide: readonly string[], narrow: readonly string[]) =>
    wide.length === 0 || (narrow.length > 0 && narrow.every((name) => wide.includes(name)));
  return (
    one.maxSharePpm <= other.maxSharePpm &&
    names(one.tiers, other.tiers) &&
    names(one.channels, other.channels) &&
    names(one.restaurantIds, other.restaurantIds) &&
    names(one.categories.map(categoryKey), other.categories.map(categoryKey))
  );
}

/** Tiers that need points although neither sales nor activities give any that qualify. */
function* tiersOutOfReach({ tiers, earning, activities, stampCards = [] }: ProgramDocument): Generator<Contradiction> {
  const { registration, firstSale, birthday, reported, referral } = activities;
  const givesPoints =
    earning.base !== null ||
    earning.rules.length > 0 ||
    [registration, firstSale, birthday, ...reported].some((activity) => activity !== null && activity.points > 0) ||
    referral !== undefined ||
    stampCards.some(({ reward }) => 'points' in reward);
  if (givesPoints) return;
  for (const [rank, { needs, match }] of tiers.entries()) {
    const isOnlyWay = needs.spend + needs.visits === 0 && Object.keys(needs.counters).length === 0;
    if (needs.points > 0 && (match === 'ALL' || isOnlyWay)) {
      const reason = 'noGuestEarnsThese';
      yield { path: ['tiers', rank, 'needs', 'points'], code: 'never_reached', reason };
    }
  }
}

/**
 * Rates that give nothing even for the largest sale. A multiplier of 0 is allowed, because it says that the tier earns nothing. docs/program.md has
 * the formula; this function applies all multipliers above one at once.
 */
function* ratesOfNothing({ tiers, earning: { base, rules }, rounding }: ProgramDocument): Generator<Contradiction> {
  if (base === null) return;
  const million = BigInt(MILLION);
  const multipliers = rules.flatMap(({ gain }) => (gain.kind === 'MULTIPLIER' ? [gain.multiplierPpm] : []));
  const higher = multipliers.filter((multiplier) => multiplier > MILLION).map(BigInt);
  const once = million ** BigInt(higher.length);
  const more = higher.reduce((product, multiplier) => product * multiplier, 1n) - once;
  const step = BigInt(base.step);
  for (const [rank, { discountPpm, multiplierPpm }] of tiers.entries()) {
    const payable = BigInt(MAX_AMOUNT - (MAX_AMOUNT / MILLION) * discountPpm);
    // A guest whose whole order is free pays nothing on which to earn.
    if (multiplierPpm === 0 || payable === 0n) continue;
    const rated = (payable / step) * step * once + payable * more;
    const points = rated * BigInt(base.points) * BigInt(multiplierPpm);
    const one = step * once * million;
    if (rounding === 'FLOOR' ? points >= one : rounding === 'HALF_UP' ? 2n * points >= one : 2n * points > one)
      continue;
    const reason = 'tierEarnsNothing';
    yield { path: ['tiers', rank, 'multiplierPpm'], code: 'gives_nothing', reason };
  }
}

function* rulesOfNothing({ earning: { rules } }: ProgramDocument): Generator<Contradiction> {
  for (const [index, { gain, when }] of rules.entries()) {
    const path = ['earning', 'rules', index, 'gain'];
    const step = gain.kind === 'MULTIPLIER' ? null : stepOf(gain);
    if (step === null) continue;
    const [most, reason] =
      step.counts === 'MONEY'
        ? ([mostMoney(when), 'stepNeverReached'] as const)
        : ([mostQuantity(when), 'quantityNeverReached'] as const);
    if (most < step.size) yield { path: [...path, step.member], code: 'gives_nothing', reason };
  }
}

function* rulesThatNeverHold({ tiers, earning: { rules } }: ProgramDocument): Generator<Contradiction> {
  const codes = tiers.map(({ code }) => code);
  for (const [index, { when }] of rules.entries())
    for (const mistake of when === null ? [] : deadAlternatives(when, codes))
      yield { ...mistake, path: ['earning', 'rules', index, 'when', ...mistake.path] };
}

/** Points that would expire, by inactivity or on a day of the year, before they can be spent. */
function* pointsOutOfTime({ pending, expiry, activities }: ProgramDocument): Generator<Contradiction> {
  if (pending.kind !== 'DELAY') return;
  const told = { code: 'never_reached', reason: 'expireBeforeActive' } as const;
  for (const [place, { validity }] of activitiesOf({ activities }))
    if (validity?.from === null && pending.days > validity.until.days)
      yield { path: [...place, 'validity', 'until'], ...told };
  if (expiry.kind !== 'DAYS' && expiry.kind !== 'MONTHS') return;
  const mostDays = expiry.kind === 'DAYS' ? expiry.count : expiry.count * LONGEST_MONTH;
  if (pending.days > mostDays) yield { path: ['pending', 'days'], ...told };
}

function* redemptionOfNothing({ redemption, pointValue }: ProgramDocument): Generator<Contradiction> {
  if (redemption === null) return;
  const { minPoints, maxSharePpm, leaveAtLeast } = redemption;
  const path = ['redemption', 'minPoints'];
  if (worthOf(minPoints, pointValue) === 0) yield { path, code: 'worth_nothing' };
  const most = BigInt(MAX_AMOUNT);
  const byShare = (most * BigInt(maxSharePpm ?? MILLION)) / BigInt(pointValue);
  const byRest = ((most - BigInt(leaveAtLeast)) * BigInt(MILLION)) / BigInt(pointValue);
  if (byShare < minPoints || byRest < minPoints) yield { path, code: 'never_reached', reason: 'moreThanAnOrder' };
}

/** The most that can be paid for a sale for which these conditions hold. */
function mostMoney(when: RuleGroup | null): number {
  return Math.min(MAX_AMOUNT, mostOf(when, 'payable'), mostOf(when, 'amount'), mostOf(when, 'total') * linesOf(when));
}

function mostQuantity(when: RuleGroup | null): number {
  return Math.min(MAX_QUANTITY_MILLI, mostOf(when, 'quantity') * linesOf(when));
}

function linesOf(when: RuleGroup | null): number {
  return Math.min(MAX_LINES, mostOf(when, 'items'));
}

/** The upper bound that conditions which must all hold set for a field; alternatives and negations are ignored. */
function mostOf(when: RuleGroup | null, field: Condition['field']): number {
  if (when === null || when.combinator === 'or' || when.not === true) return Infinity;
  return when.rules.reduce(
    (most, rule) => Math.min(most, isGroup(rule) ? mostOf(rule, field) : boundBy(rule, field)),
    Infinity,
  );
}

function boundBy({ field: of, operator, value }: Condition, field: Condition['field']): number {
  if (of !== field) return Infinity;
  const values = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number');
  if (operator === '<') return (values[0] ?? Infinity) - 1;
  return operator === '<=' || operator === '=' || operator === 'between' || operator === 'in'
    ? Math.max(...values)
    : Infinity;
}
