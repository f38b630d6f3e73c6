import type {
  PendingPolicy,
  Benefit,
  EarnsBesidePoints,
  Expiry,
  Gain,
  ItemType,
  PointLimitDocument,
  ProgramDocument,
  ProgramModel,
  RefundPolicy,
  RestrictedGoods,
  Rounding,
  RuleGroup,
  SpendableIn,
  StampReward,
  StampSource,
  TaxBase,
  TierGrace,
  TierWindow,
} from '../../../decision';

type CapPeriod = 'perSale' | 'perDay' | 'perWeek' | 'perGuest';
/** After how many days points begin (0: as the programme says) and expire. */
type Valid = { readonly from: number; readonly until: number };
type PlainBenefit = Exclude<Benefit['kind'], 'BIRTHDAY_DISCOUNT' | 'FREE_DELIVERY' | 'CUSTOM'>;

/**
 * The statements of a programme, by code, with figures: money in minor units, rates in parts per million. A member without effect (no discount, no
 * cap) has no statement, so adding or removing one is a change of its own.
 */
export type StatementArguments = {
  readonly name: { readonly name: string };
  readonly model: { readonly model: ProgramModel };
  readonly rounding: { readonly rounding: Rounding };
  readonly pointValue: { readonly pointValue: number };
  /** `above` is the tier below this one; null: this is the lowest. */
  readonly tier: { readonly tier: string; readonly above: string | null };
  readonly 'tier.needs.spend': { readonly tier: string; readonly spend: number };
  readonly 'tier.needs.visits': { readonly tier: string; readonly visits: number };
  readonly 'tier.needs.points': { readonly tier: string; readonly points: number };
  readonly 'tier.needs.counter': { readonly tier: string; readonly counter: string; readonly count: number };
  /** For a tier with several needs. */
  readonly 'tier.match': { readonly tier: string; readonly match: 'ALL' | 'ANY' };
  readonly 'tier.discount': { readonly tier: string; readonly ratePpm: number };
  readonly 'tier.multiplier': { readonly tier: string; readonly multiplierPpm: number };
  readonly 'tier.birthdayDiscount': { readonly tier: string; readonly ratePpm: number };
  readonly 'tier.freeDelivery': { readonly tier: string; readonly from: number };
  readonly 'tier.benefit': { readonly tier: string; readonly benefit: PlainBenefit };
  readonly 'tier.custom': {
    readonly tier: string;
    readonly benefit: string;
    readonly text: Readonly<Record<string, string>>;
  };
  readonly tierCounter: { readonly counter: string };
  readonly tierWindow: { readonly window: TierWindow };
  readonly tierGrace: { readonly grace: TierGrace };
  readonly tierDown: { readonly down: 'ONE' | 'DESERVED' };
  readonly 'earning.base': { readonly step: number; readonly points: number };
  readonly 'earning.exclusions.categories': { readonly names: readonly string[] };
  readonly 'earning.exclusions.segments': { readonly names: readonly string[] };
  readonly 'earning.exclusions.skus': { readonly names: readonly string[] };
  readonly 'earning.exclusions.types': { readonly names: readonly ItemType[] };
  readonly 'earning.cap': { readonly period: CapPeriod; readonly points: number };
  readonly 'earning.receipts': { readonly count: number };
  readonly 'rule.gain': { readonly rule: string; readonly gain: Gain };
  readonly 'rule.when': { readonly rule: string; readonly when: RuleGroup | null };
  readonly 'rule.cap': { readonly rule: string; readonly period: CapPeriod; readonly points: number };
  /** `registration`, `firstSale`, `birthday`, or the code of a reported one. */
  readonly activity: { readonly activity: string; readonly points: number };
  readonly 'activity.counts': { readonly activity: string; readonly counter: string; readonly count: number };
  readonly 'activity.limit': { readonly activity: string; readonly period: CapPeriod; readonly times: number };
  readonly 'activity.validity': Valid & { readonly activity: string };
  readonly 'activity.referral.validity': Valid;
  readonly 'activity.spendableIn': SpendableIn & { readonly activity: string };
  readonly 'activity.referral.spendableIn': SpendableIn;
  /** The points for the guest who recruited a friend. */
  readonly 'activity.referral': { readonly points: number };
  readonly 'activity.referral.friend': { readonly points: number };
  readonly 'activity.referral.limit': { readonly period: 'perMonth' | 'perGuest'; readonly times: number };
  readonly 'activity.referral.leastSale': { readonly amount: number };
  readonly 'activity.referral.within': { readonly days: number };
  readonly 'activity.birthdayKnown': { readonly days: number };
  /** `card` is the card's id; `collects` says which purchases give stamps. */
  readonly stampCard: { readonly card: string; readonly collects: StampSource };
  readonly 'stampCard.name': { readonly card: string; readonly name: Readonly<Record<string, string>> };
  readonly 'stampCard.size': { readonly card: string; readonly size: number };
  readonly 'stampCard.reward': { readonly card: string; readonly reward: StampReward };
  readonly 'stampCard.validity': { readonly card: string; readonly months: number };
  readonly families: { readonly members: number };
  readonly 'families.perDay': { readonly points: number };
  readonly 'families.perMonth': { readonly points: number };
  readonly 'families.pointsCoolFor': { readonly days: number };
  readonly 'families.membersCoolFor': { readonly days: number };
  readonly 'restrictions.discount.categories': { readonly names: readonly string[] };
  readonly 'restrictions.discount.skus': { readonly names: readonly string[] };
  readonly 'restrictions.discount.types': { readonly names: readonly ItemType[] };
  readonly 'restrictions.redemption.categories': { readonly names: readonly string[] };
  readonly 'restrictions.redemption.skus': { readonly names: readonly string[] };
  readonly 'restrictions.redemption.types': { readonly names: readonly ItemType[] };
  readonly 'restrictions.leastPrice': { readonly goods: RestrictedGoods; readonly price: number };
  readonly 'restrictions.base': { readonly base: TaxBase };
  readonly 'redemption.minPoints': { readonly points: number };
  readonly 'redemption.maxShare': { readonly ratePpm: number };
  readonly 'redemption.leaveAtLeast': { readonly amount: number };
  readonly 'redemption.waiveRest': { readonly amount: number };
  readonly 'redemption.earns': { readonly earns: EarnsBesidePoints };
  readonly 'redemption.limit': { readonly where: Omit<PointLimitDocument, 'maxSharePpm'>; readonly ratePpm: number };
  readonly 'redemption.receipts': { readonly count: number };
  /** No names: all campaigns. */
  readonly 'redemption.notWith': { readonly names: readonly string[] };
  readonly expiry: { readonly expiry: Expiry };
  readonly warning: { readonly days: number };
  readonly pending: { readonly pending: PendingPolicy };
  readonly refundPolicy: { readonly policy: RefundPolicy };
  readonly noRegret: { readonly days: number };
  readonly 'noRegret.budget': { readonly amount: number };
};

export type StatementCode = keyof StatementArguments;

/** One statement of a programme. `key` is the same for the same statement in all versions of the programme. */
export type Statement<Code extends StatementCode = StatementCode> = {
  readonly [One in Code]: {
    readonly key: string;
    readonly code: One;
    /** The statement that this one limits or details; if both are added or removed together, only that one is shown. */
    readonly of: string | null;
    readonly arguments: StatementArguments[One];
  };
}[Code];

/** Members of a document that have statements; the document's form (`schema`) does not concern guests. */
export type StoredPart = Exclude<keyof ProgramDocument, 'schema'>;
