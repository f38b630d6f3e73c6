/**
 * Whether a change gives something to guests or takes something from them, statement by statement. A change that can't be shown to give counts as
 * taking: a false alarm asks a second manager, a missed one breaks a promise.
 */
import {
  type AddingGain,
  categoryKey,
  type Gain,
  type PendingPolicy,
  type ProgramDocument,
  type SpendableIn,
  stepOf,
} from '../../../decision';
import { isExpiryLonger, isGraceLonger, isWindowWider } from './longer.rules';
import type { Statement, StatementArguments, StatementCode } from './statements';
import { isReachedNoLater, tiersRise } from './tier-order.rules';

export type Direction = 'GIVES' | 'TAKES' | 'NEUTRAL';

export interface Documents {
  readonly before: ProgramDocument;
  readonly after: ProgramDocument;
}

type Order<Code extends StatementCode> =
  | { readonly kind: 'NEUTRAL' }
  /** More, or less, is better for the guest; `absent` is the value when the statement is missing. */
  | {
      readonly kind: 'HIGHER' | 'LOWER';
      readonly of: (figures: StatementArguments[Code]) => number;
      readonly absent: number;
    }
  /** Whether the guest is nowhere worse off with the later statement. */
  | {
      readonly kind: 'OWN';
      readonly gives: (
        before: StatementArguments[Code] | undefined,
        after: StatementArguments[Code] | undefined,
        documents: Documents,
      ) => boolean;
    };

const NEUTRAL = { kind: 'NEUTRAL' } as const;

/** Whether guests move to higher tiers or stay there; that is a benefit only where each tier gives at least as much as the one below. */
const upwards = (documents: Documents, isHigher: boolean): boolean => isHigher && tiersRise(documents.after);

type OfTier = { readonly tier: string };
type Names = { readonly names: readonly string[] };

const NEEDS = {
  kind: 'OWN',
  gives: (before: OfTier | undefined, after: OfTier | undefined, documents: Documents) =>
    upwards(documents, isReachedNoLater((after ?? before)?.tier ?? '', documents.before, documents.after)),
} as const;

const EXCLUSIONS = {
  kind: 'OWN',
  gives: (before: Names | undefined, after: Names | undefined) => {
    const excluded = new Set(before?.names);
    return (after?.names ?? []).every((name) => excluded.has(name));
  },
} as const;

/** Like `EXCLUSIONS`, for categories, which are compared without case. */
const EXCLUDED_CATEGORIES = {
  kind: 'OWN',
  gives: (before: Names | undefined, after: Names | undefined) => {
    const excluded = new Set(before?.names.map(categoryKey));
    return (after?.names ?? []).every((name) => excluded.has(categoryKey(name)));
  },
} as const;

type Valid = { readonly from: number; readonly until: number };

/** An activity's points must begin no later and end no earlier; without days of their own, they follow the programme. */
const VALIDITY = {
  kind: 'OWN',
  gives: (before: Valid | undefined, after: Valid | undefined, documents: Documents) => {
    const [old, now] = [lifeOf(before, documents.before), lifeOf(after, documents.after)];
    return now.from <= old.from && isExpiryLonger(old.expiry, now.expiry);
  },
} as const;

/** A change gives nothing worse if points may be spent at all restaurants and on all goods as before. */
const PLACES = {
  kind: 'OWN',
  gives: (before: SpendableIn | undefined, after: SpendableIn | undefined) => {
    if (after === undefined) return true;
    if (before === undefined) return false;
    return (
      isWithin(before.restaurantIds, after.restaurantIds) &&
      isWithin((before.categories ?? []).map(categoryKey), (after.categories ?? []).map(categoryKey))
    );
  },
} as const;

/** Whether the later list contains the whole earlier one. An empty list means all restaurants or goods. */
function isWithin(earlier: readonly string[], later: readonly string[]): boolean {
  if (later.length === 0) return true;
  return earlier.length > 0 && earlier.every((name) => later.includes(name));
}

function lifeOf(valid: Valid | undefined, { pending, expiry }: ProgramDocument) {
  const wait = pending.kind === 'DELAY' ? pending.days : 0;
  if (valid === undefined) return { from: wait, expiry };
  return {
    from: valid.from > 0 ? valid.from : wait,
    expiry: { kind: 'DAYS', count: valid.until } as const,
  };
}

const ORDERS: { readonly [Code in StatementCode]: Order<Code> } = {
  name: NEUTRAL,
  // It limits what a document may contain, and decides nothing itself.
  model: NEUTRAL,
  rounding: { kind: 'HIGHER', of: ({ rounding }) => ['FLOOR', 'HALF_EVEN', 'HALF_UP'].indexOf(rounding), absent: 0 },
  pointValue: { kind: 'HIGHER', of: ({ pointValue }) => pointValue, absent: 0 },
  tier: {
    kind: 'OWN',
    gives: (before, after, documents) => {
      if (after === undefined) return false;
      // Only the neighbouring tier changed; that tier's own statements describe the effect on guests.
      return before !== undefined || upwards(documents, after.above !== null);
    },
  },
  'tier.needs.spend': NEEDS,
  'tier.needs.visits': NEEDS,
  'tier.needs.points': NEEDS,
  'tier.needs.counter': NEEDS,
  'tier.match': NEEDS,
  'tier.discount': { kind: 'HIGHER', of: ({ ratePpm }) => ratePpm, absent: 0 },
  'tier.multiplier': { kind: 'HIGHER', of: ({ multiplierPpm }) => multiplierPpm, absent: 1_000_000 },
  'tier.birthdayDiscount': { kind: 'HIGHER', of: ({ ratePpm }) => ratePpm, absent: 0 },
  'tier.freeDelivery': { kind: 'LOWER', of: ({ from }) => from, absent: Infinity },
  'tier.benefit': { kind: 'HIGHER', of: () => 1, absent: 0 },
  // Whether other words promise more can't be computed.
  'tier.custom': { kind: 'OWN', gives: (before) => before === undefined },
  // Guests' counted progress stays; a tier that needs the counter is judged there.
  tierCounter: { kind: 'OWN', gives: (_, after) => after !== undefined },
  tierWindow: {
    kind: 'OWN',
    gives: (before, after, documents) =>
      before !== undefined && after !== undefined && upwards(documents, isWindowWider(before.window, after.window)),
  },
  tierGrace: {
    kind: 'OWN',
    gives: (before, after, documents) =>
      before !== undefined && after !== undefined && upwards(documents, isGraceLonger(before.grace, after.grace)),
  },
  tierDown: { kind: 'OWN', gives: (_, after, documents) => upwards(documents, after?.down === 'ONE') },
  'earning.base': {
    kind: 'OWN',
    gives: (before, after, { before: earlier, after: later }) => {
      if (before === undefined || after === undefined) return before === undefined;
      // A multiplier below one reduces what the step gives, so in that case only the points may grow.
      const hasLess = [earlier, later].some(hasMultiplierBelowOne);
      return hasLess ? after.step === before.step && after.points >= before.points : givesNoLess(before, after);
    },
  },
  'earning.exclusions.categories': EXCLUDED_CATEGORIES,
  'earning.exclusions.skus': EXCLUSIONS,
  'earning.exclusions.types': EXCLUSIONS,
  'earning.exclusions.segments': EXCLUSIONS,
  'earning.cap': { kind: 'HIGHER', of: ({ points }) => points, absent: Infinity },
  'earning.receipts': { kind: 'HIGHER', of: ({ count }) => count, absent: Infinity },
  'rule.gain': {
    kind: 'OWN',
    gives: (before, after) => {
      if (before === undefined) return after !== undefined && isGift(after.gain);
      if (after === undefined) return !isGift(before.gain);
      return gainsNoLess(before.gain, after.gain);
    },
  },
  'rule.when': {
    kind: 'OWN',
    gives: (before, after, documents) =>
      before !== undefined && after?.when === null && isGift(gainOf(documents.after, after.rule)),
  },
  'rule.cap': { kind: 'HIGHER', of: ({ points }) => points, absent: Infinity },
  activity: { kind: 'HIGHER', of: ({ points }) => points, absent: 0 },
  'activity.counts': {
    kind: 'OWN',
    gives: (before, after, documents) =>
      after !== undefined &&
      (before === undefined || before.counter === after.counter) &&
      upwards(documents, after.count >= (before?.count ?? 0)),
  },
  'activity.validity': VALIDITY,
  'activity.spendableIn': PLACES,
  'activity.limit': { kind: 'HIGHER', of: ({ times }) => times, absent: Infinity },
  'activity.referral': { kind: 'HIGHER', of: ({ points }) => points, absent: 0 },
  'activity.referral.friend': { kind: 'HIGHER', of: ({ points }) => points, absent: 0 },
  'activity.referral.limit': { kind: 'HIGHER', of: ({ times }) => times, absent: Infinity },
  'activity.referral.validity': VALIDITY,
  'activity.referral.spendableIn': PLACES,
  'activity.referral.leastSale': { kind: 'LOWER', of: ({ amount }) => amount, absent: 0 },
  'activity.birthdayKnown': { kind: 'LOWER', of: ({ days }) => days, absent: 0 },
  'activity.referral.within': { kind: 'HIGHER', of: ({ days }) => days, absent: Infinity },
  // A changed rule for stamps may give more or less; only a new card certainly gives.
  stampCard: { kind: 'OWN', gives: (before, after) => before === undefined && after !== undefined },
  'stampCard.name': NEUTRAL,
  'stampCard.size': { kind: 'LOWER', of: ({ size }) => size, absent: Infinity },
  'stampCard.reward': {
    kind: 'OWN',
    gives: (before, after) => {
      if (before === undefined || after === undefined) return before === undefined;
      const [old, now] = [before.reward, after.reward];
      return 'points' in old && 'points' in now && now.points >= old.points;
    },
  },
  'stampCard.validity': { kind: 'HIGHER', of: ({ months }) => months, absent: Infinity },
  families: { kind: 'HIGHER', of: ({ members }) => members, absent: 0 },
  'families.perDay': { kind: 'HIGHER', of: ({ points }) => points, absent: 0 },
  'families.perMonth': { kind: 'HIGHER', of: ({ points }) => points, absent: 0 },
  'families.pointsCoolFor': { kind: 'LOWER', of: ({ days }) => days, absent: Infinity },
  'families.membersCoolFor': { kind: 'LOWER', of: ({ days }) => days, absent: Infinity },
  'restrictions.discount.categories': EXCLUDED_CATEGORIES,
  'restrictions.discount.skus': EXCLUSIONS,
  'restrictions.discount.types': EXCLUSIONS,
  'restrictions.redemption.categories': EXCLUDED_CATEGORIES,
  'restrictions.redemption.skus': EXCLUSIONS,
  'restrictions.redemption.types': EXCLUSIONS,
  'restrictions.leastPrice': { kind: 'LOWER', of: ({ price }) => price, absent: 0 },
  'restrictions.base': { kind: 'LOWER', of: () => 1, absent: 0 },
  'redemption.minPoints': { kind: 'LOWER', of: ({ points }) => points, absent: Infinity },
  'redemption.maxShare': { kind: 'HIGHER', of: ({ ratePpm }) => ratePpm, absent: 1_000_000 },
  'redemption.waiveRest': { kind: 'HIGHER', of: ({ amount }) => amount, absent: 0 },
  'redemption.leaveAtLeast': { kind: 'LOWER', of: ({ amount }) => amount, absent: 0 },
  'redemption.earns': { kind: 'LOWER', of: ({ earns }) => (earns === 'NOTHING' ? 1 : 0), absent: 0 },
  'redemption.limit': { kind: 'HIGHER', of: ({ ratePpm }) => ratePpm, absent: 1_000_000 },
  'redemption.receipts': { kind: 'HIGHER', of: ({ count }) => count, absent: Infinity },
  'redemption.notWith': {
    kind: 'OWN',
    gives: (before, after) =>
      after === undefined ||
      (before !== undefined &&
        (before.names.length === 0 ||
          (after.names.length > 0 && after.names.every((name) => before.names.includes(name))))),
  },
  expiry: {
    kind: 'OWN',
    gives: (before, after) =>
      before !== undefined && after !== undefined && isExpiryLonger(before.expiry, after.expiry),
  },
  warning: { kind: 'HIGHER', of: ({ days }) => days, absent: 0 },
  pending: {
    kind: 'OWN',
    gives: (before, after) =>
      before !== undefined && (after === undefined || isWaitShorter(before.pending, after.pending)),
  },
  refundPolicy: { kind: 'OWN', gives: (_, after) => after?.policy === 'FORGIVE' },
  // A new version without a no-regret change ends the promise of the earlier version.
  noRegret: { kind: 'HIGHER', of: ({ days }) => days, absent: 0 },
  'noRegret.budget': { kind: 'HIGHER', of: ({ amount }) => amount, absent: 0 },
};

/** Both must be of the same kind: a wait for payment and a number of days can't be compared. */
function isWaitShorter(before: PendingPolicy, after: PendingPolicy): boolean {
  if (before.kind === 'DELAY' && after.kind === 'DELAY') return after.days <= before.days;
  if (before.kind !== 'PAYMENT' || after.kind !== 'PAYMENT') return false;
  return (after.voidAfterDays ?? Infinity) >= (before.voidAfterDays ?? Infinity);
}

export function directionOf(
  before: Statement | undefined,
  after: Statement | undefined,
  documents: Documents,
): Direction {
  const { code } = (after ?? before) as Statement;
  // A key has the same code in every document, so both sides belong to that code.
  return byOrder(ORDERS[code] as Order<StatementCode>, before?.arguments, after?.arguments, documents);
}

function byOrder(
  order: Order<StatementCode>,
  before: Statement['arguments'] | undefined,
  after: Statement['arguments'] | undefined,
  documents: Documents,
): Direction {
  switch (order.kind) {
    case 'NEUTRAL':
      return 'NEUTRAL';
    case 'OWN':
      return order.gives(before, after, documents) ? 'GIVES' : 'TAKES';
    case 'HIGHER':
    case 'LOWER': {
      const [from, to] = [before, after].map((side) => (side === undefined ? order.absent : order.of(side)));
      const more = (to as number) - (from as number);
      if (more === 0) return 'NEUTRAL';
      return more > 0 === (order.kind === 'HIGHER') ? 'GIVES' : 'TAKES';
    }
  }
}

type Rate = { readonly step: number; readonly points: number };

/** Whether floor(a ÷ step) × points is nowhere less: if each first full step of the old rate gives no less, so does every further one. */
function givesNoLess(before: Rate, after: Rate): boolean {
  return Math.floor(before.step / after.step) * after.points >= before.points;
}

function isGift(gain: Gain | undefined): boolean {
  return gain !== undefined && (gain.kind !== 'MULTIPLIER' || gain.multiplierPpm >= 1_000_000);
}

function gainOf({ earning }: ProgramDocument, rule: string): Gain | undefined {
  return earning.rules.find(({ id }) => id === rule)?.gain;
}

function gainsNoLess(before: Gain, after: Gain): boolean {
  if (before.kind === 'MULTIPLIER' && after.kind === 'MULTIPLIER') return after.multiplierPpm >= before.multiplierPpm;
  if (before.kind === 'MULTIPLIER' || after.kind === 'MULTIPLIER' || before.kind !== after.kind) return false;
  return givesNoLess(rateOf(before), rateOf(after));
}

function rateOf(gain: AddingGain): Rate {
  return { step: stepOf(gain)?.size ?? 1, points: gain.points };
}

function hasMultiplierBelowOne({ earning }: ProgramDocument): boolean {
  return earning.rules.some(({ gain }) => gain.kind === 'MULTIPLIER' && !isGift(gain));
}
