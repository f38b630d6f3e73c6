import type { Activity, Caps, DaysValidity, ProgramDocument, ReportedActivity, TierDocument } from '../../../decision';
import { goodsKey, limitKey } from '../../program-document/restrictions.schema';
import type { Statement, StatementArguments, StatementCode, StoredPart } from './statements';

type StatementStream = Generator<Statement>;

const ONCE = 1_000_000;

/** All statements of a programme, each once, in the order of its document. */
export function describeProgram(document: ProgramDocument): Statement[] {
  return Object.values(MEMBERS).flatMap((member) => [...member(document)]);
}

/** The statements of each member. A new member of the document does not compile until it is described here. */
const MEMBERS: Readonly<Record<StoredPart, (document: ProgramDocument) => StatementStream>> = {
  *name({ name }) {
    yield told('name', 'name', { name });
  },
  *model({ model }) {
    yield told('model', 'model', { model });
  },
  *rounding({ rounding }) {
    yield told('rounding', 'rounding', { rounding });
  },
  *pointValue({ pointValue }) {
    yield told('pointValue', 'pointValue', { pointValue });
  },
  *tiers({ tiers }) {
    for (const [rank, tier] of tiers.entries()) yield* tellTier(tier, tiers[rank - 1]?.code ?? null);
  },
  *tierCounters({ tierCounters }) {
    for (const { code } of tierCounters) yield told(`tierCounter.${code}`, 'tierCounter', { counter: code });
  },
  *tierWindow({ tierWindow }) {
    yield told('tierWindow', 'tierWindow', { window: tierWindow });
  },
  *tierKeep({ tierKeep: { grace, down } }) {
    yield told('tierKeep.grace', 'tierGrace', { grace });
    yield told('tierKeep.down', 'tierDown', { down });
  },
  *earning({ earning: { base, rules, exclusions, caps, receiptsPerDay } }) {
    if (base !== null) yield told('earning.base', 'earning.base', { step: base.step, points: base.points });
    for (const { id, gain, when, caps: own } of rules) {
      const key = `earning.rule.${id}`;
      const of = `${key}.gain`;
      yield told(of, 'rule.gain', { rule: id, gain });
      yield told(`${key}.when`, 'rule.when', { rule: id, when }, of);
      if (own === null) continue;
      for (const [period, points] of capsOf(own))
        yield told(`${key}.cap.${period}`, 'rule.cap', { rule: id, period, points }, of);
    }
    const { categories, skus, types = [], segments = [] } = exclusions;
    if (categories.length > 0)
      yield told('earning.exclusions.categories', 'earning.exclusions.categories', { names: categories });
    if (skus.length > 0) yield told('earning.exclusions.skus', 'earning.exclusions.skus', { names: skus });
    if (types.length > 0) yield told('earning.exclusions.types', 'earning.exclusions.types', { names: types });
    if (segments.length > 0)
      yield told('earning.exclusions.segments', 'earning.exclusions.segments', { names: segments });
    for (const [period, points] of capsOf(caps)) yield told(`earning.cap.${period}`, 'earning.cap', { period, points });
    if (receiptsPerDay !== undefined) yield told('earning.receipts', 'earning.receipts', { count: receiptsPerDay });
  },
  *activities({ activities: { registration, firstSale, birthday, birthdayKnownDays, reported, referral } }) {
    for (const [activity, gives] of Object.entries({ registration, firstSale, birthday }))
      if (gives !== null) yield* tellActivity(activity, gives);
    if (birthdayKnownDays !== undefined)
      yield told('activity.birthdayKnown', 'activity.birthdayKnown', { days: birthdayKnownDays });
    for (const activity of reported) yield* tellReported(activity);
    if (referral === undefined) return;
    yield told('referral', 'activity.referral', { points: referral.referrerPoints });
    if (referral.friendPoints > 0)
      yield told('referral.friend', 'activity.referral.friend', { points: referral.friendPoints }, 'referral');
    for (const period of ['perMonth', 'perGuest'] as const) {
      const most = referral.times[period];
      if (most !== null)
        yield told(`referral.limit.${period}`, 'activity.referral.limit', { period, times: most }, 'referral');
    }
    const { leastSale, withinDays, validity, spendableIn } = referral;
    if (leastSale !== undefined)
      yield told('referral.leastSale', 'activity.referral.leastSale', { amount: leastSale }, 'referral');
    if (withinDays !== undefined)
      yield told('referral.within', 'activity.referral.within', { days: withinDays }, 'referral');
    if (validity !== undefined)
      yield told('referral.validity', 'activity.referral.validity', daysOf(validity), 'referral');
    if (spendableIn !== undefined)
      yield told('referral.spendableIn', 'activity.referral.spendableIn', spendableIn, 'referral');
  },
  *stampCards({ stampCards = [] }) {
    for (const { id: card, name, collects, size, reward, validityMonths: months } of stampCards) {
      const key = `stampCard.${card}`;
      yield told(key, 'stampCard', { card, collects });
      yield told(`${key}.name`, 'stampCard.name', { card, name }, key);
      yield told(`${key}.size`, 'stampCard.size', { card, size }, key);
      yield told(`${key}.reward`, 'stampCard.reward', { card, reward }, key);
      if (months !== null) yield told(`${key}.validity`, 'stampCard.validity', { card, months }, key);
    }
  },
  *families({ families }) {
    if (families === undefined) return;
    const of = 'families';
    yield told(of, 'families', { members: families.mostMembers });
    if (families.pool === null) return;
    const { perDay, perMonth, pointsCoolFor, membersCoolFor } = families.pool;
    yield told('families.pool.perDay', 'families.perDay', { points: perDay }, of);
    yield told('families.pool.perMonth', 'families.perMonth', { points: perMonth }, of);
    yield told('families.pool.pointsCoolFor', 'families.pointsCoolFor', { days: pointsCoolFor }, of);
    yield told('families.pool.membersCoolFor', 'families.membersCoolFor', { days: membersCoolFor }, of);
  },
  *restrictions({ restrictions }) {
    if (restrictions === undefined) return;
    for (const part of ['discount', 'redemption'] as const) {
      const { categories, skus, types } = restrictions[part];
      const key = `restrictions.${part}` as const;
      if (categories.length > 0) yield told(`${key}.categories`, `${key}.categories`, { names: categories });
      if (skus.length > 0) yield told(`${key}.skus`, `${key}.skus`, { names: skus });
      if (types.length > 0) yield told(`${key}.types`, `${key}.types`, { names: types });
    }
    for (const { price, ...goods } of restrictions.leastPrices)
      yield told(`restrictions.leastPrice.${goodsKey(goods)}`, 'restrictions.leastPrice', { goods, price });
    if (restrictions.base !== 'WITH_TAX')
      yield told('restrictions.base', 'restrictions.base', { base: restrictions.base });
  },
  *redemption({ redemption }) {
    if (redemption === null) return;
    const {
      minPoints,
      maxSharePpm,
      leaveAtLeast,
      waiveRestBelow,
      earns,
      limits = [],
      receiptsPerDay,
      notWith,
    } = redemption;
    const of = 'redemption.minPoints';
    yield told(of, 'redemption.minPoints', { points: minPoints });
    if (maxSharePpm !== null) yield told('redemption.maxShare', 'redemption.maxShare', { ratePpm: maxSharePpm }, of);
    if (leaveAtLeast > 0)
      yield told('redemption.leaveAtLeast', 'redemption.leaveAtLeast', { amount: leaveAtLeast }, of);
    if (waiveRestBelow !== undefined)
      yield told('redemption.waiveRest', 'redemption.waiveRest', { amount: waiveRestBelow }, of);
    if (earns !== undefined) yield told('redemption.earns', 'redemption.earns', { earns }, of);
    for (const { maxSharePpm: ratePpm, ...where } of limits)
      yield told(`redemption.limit.${limitKey(where)}`, 'redemption.limit', { where, ratePpm }, of);
    if (receiptsPerDay !== undefined)
      yield told('redemption.receipts', 'redemption.receipts', { count: receiptsPerDay }, of);
    if (notWith !== undefined) yield told('redemption.notWith', 'redemption.notWith', { names: notWith.campaigns }, of);
  },
  *expiry({ expiry }) {
    yield told('expiry', 'expiry', { expiry });
  },
  *warning({ warning }) {
    if (warning !== null) yield told('warning', 'warning', { days: warning.days });
  },
  *pending({ pending }) {
    if (pending.kind !== 'NONE') yield told('pending', 'pending', { pending });
  },
  *refundPolicy({ refundPolicy }) {
    yield told('refundPolicy', 'refundPolicy', { policy: refundPolicy });
  },
  *noRegret({ noRegret }) {
    if (noRegret === undefined) return;
    const { days, budget } = noRegret;
    yield told('noRegret', 'noRegret', { days });
    yield told('noRegret.budget', 'noRegret.budget', { amount: budget }, 'noRegret');
  },
};

function* tellTier({ code: tier, needs, match, ...gives }: TierDocument, above: string | null): StatementStream {
  const key = `tier.${tier}`;
  yield told(key, 'tier', { tier, above });
  const { spend, visits, points, counters } = needs;
  if (spend > 0) yield told(`${key}.needs.spend`, 'tier.needs.spend', { tier, spend }, key);
  if (visits > 0) yield told(`${key}.needs.visits`, 'tier.needs.visits', { tier, visits }, key);
  if (points > 0) yield told(`${key}.needs.points`, 'tier.needs.points', { tier, points }, key);
  const counted = Object.entries(counters).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [counter, count] of counted)
    yield told(`${key}.needs.counter.${counter}`, 'tier.needs.counter', { tier, counter, count }, key);
  if ([spend, visits, points].filter((least) => least > 0).length + counted.length > 1)
    yield told(`${key}.match`, 'tier.match', { tier, match }, key);
  const { discountPpm, multiplierPpm, benefits } = gives;
  if (discountPpm > 0) yield told(`${key}.discount`, 'tier.discount', { tier, ratePpm: discountPpm }, key);
  if (multiplierPpm !== ONCE) yield told(`${key}.multiplier`, 'tier.multiplier', { tier, multiplierPpm }, key);
  for (const benefit of benefits) {
    switch (benefit.kind) {
      case 'BIRTHDAY_DISCOUNT':
        yield told(`${key}.birthdayDiscount`, 'tier.birthdayDiscount', { tier, ratePpm: benefit.ratePpm }, key);
        break;
      case 'FREE_DELIVERY':
        yield told(`${key}.freeDelivery`, 'tier.freeDelivery', { tier, from: benefit.from }, key);
        break;
      case 'CUSTOM':
        yield told(
          `${key}.custom.${benefit.code}`,
          'tier.custom',
          { tier, benefit: benefit.code, text: benefit.text },
          key,
        );
        break;
      default:
        yield told(`${key}.benefit.${benefit.kind}`, 'tier.benefit', { tier, benefit: benefit.kind }, key);
    }
  }
}

function* tellActivity(code: string, { points, validity, spendableIn }: Activity): StatementStream {
  const key = `activity.${code}`;
  yield told(key, 'activity', { activity: code, points });
  if (validity !== undefined)
    yield told(`${key}.validity`, 'activity.validity', { activity: code, ...daysOf(validity) }, key);
  if (spendableIn !== undefined)
    yield told(`${key}.spendableIn`, 'activity.spendableIn', { activity: code, ...spendableIn }, key);
}

function daysOf({ from, until }: DaysValidity) {
  return { from: from?.days ?? 0, until: until.days };
}

function* tellReported(activity: ReportedActivity): StatementStream {
  const { code, times, counts } = activity;
  const key = `activity.${code}`;
  yield* tellActivity(code, activity);
  if (counts !== undefined) yield told(`${key}.counts`, 'activity.counts', { activity: code, ...counts }, key);
  for (const [period, most] of capsOf({ perSale: null, ...times }))
    yield told(`${key}.limit.${period}`, 'activity.limit', { activity: code, period, times: most }, key);
}

const PERIODS = ['perSale', 'perDay', 'perWeek', 'perGuest'] as const;

function capsOf(caps: { readonly [Period in keyof Caps]: number | null }) {
  return PERIODS.flatMap((period): [keyof Caps, number][] => {
    const most = caps[period];
    return most === null ? [] : [[period, most]];
  });
}

function told<Code extends StatementCode>(
  key: string,
  code: Code,
  figures: StatementArguments[Code],
  of: string | null = null,
): Statement {
  // TypeScript can't express that a code belongs to its own arguments in the union of all codes.
  return { key, code, of, arguments: figures } as Statement;
}
