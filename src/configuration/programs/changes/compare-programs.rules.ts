import type { ProgramDocument } from '../../../decision';
import { canonicalJson } from '../../../platform/http/canonical-json';
import { describeProgram } from './describe-program.rules';
import { directionOf, type Direction } from './direction.rules';
import type { Statement, StatementCode } from './statements';

/** The differences between two programmes. `before` or `after` is missing where that programme has no such statement. */
export interface ProgramChange {
  readonly key: string;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  readonly before: Statement | undefined;
  readonly after: Statement | undefined;
  /** From the guest's point of view. */
  readonly direction: Direction;
}

/** The changes from one programme to another, in the later document's order; removed statements come last. */
export function comparePrograms(before: ProgramDocument, after: ProgramDocument): ProgramChange[] {
  const earlier = new Map(describeProgram(before).map((statement) => [statement.key, statement]));
  const later = new Map(describeProgram(after).map((statement) => [statement.key, statement]));
  const documents = { before, after };
  const changed = [...later.values()].flatMap((statement) => {
    const old = earlier.get(statement.key);
    return old !== undefined && canonicalJson(old.arguments) === canonicalJson(statement.arguments)
      ? []
      : [[old, statement] as const];
  });
  const removed = [...earlier.values()].flatMap((statement) =>
    later.has(statement.key) ? [] : [[statement, undefined] as const],
  );
  return [...changed, ...removed].map(([old, now]): ProgramChange => {
    const { key, of } = now ?? old;
    // A detail that is added or removed together with its whole is described and judged there.
    const isDetail = of !== null && earlier.has(of) !== later.has(of);
    return {
      key,
      kind: old === undefined ? 'ADDED' : now === undefined ? 'REMOVED' : 'CHANGED',
      before: old,
      after: now,
      direction: isDetail ? 'NEUTRAL' : directionOf(old, now, documents),
    };
  });
}

/** Statements by which a version takes more money off, or makes points that guests have worth more. */
const MONEY: ReadonlySet<StatementCode> = new Set<StatementCode>([
  'pointValue',
  'tier.discount',
  'tier.birthdayDiscount',
  'redemption.waiveRest',
  'redemption.notWith',
]);
/** Statements that bring more guests, or more goods, to the discounts of a version that has any. */
const REACH: ReadonlySet<StatementCode> = new Set<StatementCode>([
  'tier.needs.spend',
  'tier.needs.visits',
  'tier.needs.points',
  'tier.needs.counter',
  'tier.match',
  'tierCounter',
  'tierWindow',
  'tierGrace',
  'tierDown',
  'activity.counts',
  'restrictions.leastPrice',
  'restrictions.discount.categories',
  'restrictions.discount.skus',
  'restrictions.discount.types',
]);

/**
 * Whether the network may pay more money by the later document, which no bound of points sees (decision 140), so that a second manager has to
 * approve it.
 */
export function paysMore(changes: readonly ProgramChange[], after: ProgramDocument): boolean {
  const discounts = after.tiers.some(
    ({ discountPpm, benefits }) => discountPpm > 0 || benefits.some(({ kind }) => kind === 'BIRTHDAY_DISCOUNT'),
  );
  return changes.some(({ before, after: now, kind, direction }) => {
    const { code } = (now ?? before) as Statement;
    // Details of a new tier are judged with the tier, which may itself be no gift.
    if (direction !== 'GIVES' && !(kind === 'ADDED' && direction === 'NEUTRAL')) return false;
    return MONEY.has(code) || (discounts && REACH.has(code));
  });
}

/** Whether a guest may be worse off, so that a second manager has to approve. */
export function takesSomething(changes: readonly ProgramChange[]): boolean {
  return changes.some(({ direction }) => direction === 'TAKES');
}
