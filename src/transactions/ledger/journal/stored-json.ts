import {
  type CampaignArm,
  type CampaignFacts,
  type CompiledProgram,
  type CountDetails,
  type Details,
  invariant,
  type ItemType,
  type LineDivision,
  type LotPart,
  type MergeDetails,
  minorUnits,
  NEVER,
  type NoRegretFacts,
  type OpeningDetails,
  type PartnerOfAct,
  type PointLimit,
  points,
  type RefundDetails,
  type SaleDetails,
  type SaleReward,
  type SaleStamps,
  type SoldCampaign,
  type TakenReward,
  type TierDetails,
  type TierProgress,
  type TraceEntry,
  type TransferDetails,
  type UndoneOpeningDetails,
  type WarningAct,
} from '../../../decision';
import type { ConfirmedBy, GivenPeriod, ReceiptPart, SaleLine, StoredReward } from '../act/till-act';
import type { JournalRow } from './journal-row';

/**
 * The JSON columns of the journal. They are short, because every sale stores them, and sealed byte by byte. Facts in
 * the row's other columns or in the programme version are not repeated.
 */

type StoredItem = [
  sku: string | null,
  name: string | null,
  category: string | null,
  quantityMilli: number,
  unitPrice: number,
  total: number,
  discount: number,
  points: number,
  pointsValue: number,
  payable: number,
  earned: number,
  /** Absent, like the members after it, where the till sent no type, tax or combo. */
  type?: ItemType | null,
  /** Absent where the till sent neither tax nor combo. */
  tax?: number | null,
  /** Absent where the line is part of no combo. */
  combo?: string,
];

/** Lines with the division of every effect over them. Null: the act has no items and counts as one line. */
export function encodeItems(lines: readonly SaleLine[] | null, division: readonly LineDivision[]): string | null {
  if (lines === null) return null;
  return JSON.stringify(
    lines.map((line, i): StoredItem => {
      const part = division[i];
      invariant(part !== undefined, 'each line has its division');
      const stored: StoredItem = [
        line.sku,
        line.name,
        line.category,
        line.quantityMilli,
        line.unitPrice,
        line.total,
        part.discount,
        part.points,
        part.pointsValue,
        part.payable,
        part.earned,
      ];
      const { type, tax, combo } = line;
      if (type !== undefined || tax !== undefined || combo !== undefined) stored.push(type ?? null);
      if (tax !== undefined || combo !== undefined) stored.push(tax ?? null);
      if (combo !== undefined) stored.push(combo);
      return stored;
    }),
  );
}

export function decodeItems(row: JournalRow): SaleLine[] | null {
  if (row.items === null) return null;
  return (JSON.parse(row.items) as StoredItem[]).map((stored): SaleLine => {
    const [sku, name, category, quantityMilli, unitPrice, total, , , , , , type = null, tax = null, combo] = stored;
    const line = { sku, name, category, quantityMilli, unitPrice, total: minorUnits(total) };
    if (type === null && tax === null && combo === undefined) return line;
    return {
      ...line,
      ...(type === null ? {} : { type }),
      ...(tax === null ? {} : { tax: minorUnits(tax) }),
      ...(combo === undefined ? {} : { combo }),
    };
  });
}

/** Each line's share in each effect. An act without items counts as one line. */
export function decodeDivision(row: JournalRow): LineDivision[] {
  if (row.items === null) {
    return [
      {
        gross: minorUnits(row.amount),
        quantityMilli: 1_000,
        discount: minorUnits(row.discount),
        points: points(row.pointsRedeemed),
        pointsValue: minorUnits(row.pointsValue),
        payable: minorUnits(row.payable),
        earned: points(earnedByLines(row)),
      },
    ];
  }
  return (JSON.parse(row.items) as StoredItem[]).map(
    ([, , , quantityMilli, , total, discount, redeemed, pointsValue, payable, earned]) => ({
      gross: minorUnits(total),
      quantityMilli,
      discount: minorUnits(discount),
      points: points(redeemed),
      pointsValue: minorUnits(pointsValue),
      payable: minorUnits(payable),
      earned: points(earned),
    }),
  );
}

/** Minor units taken off each line of a row with items. Empty: the row has no items, or nothing was taken off. */
export function discountsOf({ items, discount }: JournalRow): number[] {
  if (items === null || discount === 0) return [];
  return (JSON.parse(items) as StoredItem[]).map((stored) => stored[6]);
}

function earnedByLines(row: JournalRow): number {
  if (row.details === null) return row.pointsEarned;
  const [, , firstSaleBonus, , , stamps, , campaigns] = JSON.parse(row.details) as StoredSaleDetails;
  return row.pointsEarned - firstSaleBonus - (stamps?.points ?? 0) - paidOut(campaigns);
}

type StoredLotPart = [
  lotId: string,
  expiresAt: number | null,
  points: number,
  restaurantId: string | null,
  /** The only restaurants where the points may be spent. Absent or null: all. */
  restaurantIds?: readonly string[] | null,
  /** The only menu categories on which the points may be spent. Absent: all. */
  categories?: readonly string[],
  /** By line: the points that paid for it. Absent: the points paid for any line. */
  byLine?: readonly number[],
];
type StoredSaleDetails = [
  day: number,
  capDay: number | null,
  firstSaleBonus: number,
  redeemed: StoredLotPart[],
  /** Absent: no rule has a cap of its own by period. */
  capped?: [owner: string, byLine: number[]][],
  /** Absent or null: the act moved no stamps. */
  stamps?: SaleStamps | null,
  /** Absent or null: no till's allowance paid anything. */
  byAllowance?: number | null,
  /** Absent or empty: no campaign took part. */
  campaigns?: StoredCampaign[],
  /** Absent: the act took no reward of a campaign. */
  takenReward?: [campaign: string, occurrence: number, reward: string],
];

type StoredCampaign = [
  code: string,
  version: number,
  occurrence: number,
  arm: 'O' | 'C' | 'H',
  points: number,
  uses: number,
  /** By line. Empty for a payout, and where nothing was given. */
  byLine: number[],
  /** Absent or null: the campaign made an offer. */
  tasks?: [task: string, byLine: number[], whole: number][] | null,
  /** Absent or null: the offer has no variants. */
  variant?: string | null,
  /** Absent: the campaign takes no money off. */
  money?: number,
  /** The anonymous receipt that got the discount before the sale had a guest. Absent or null: the act itself got it. */
  receiptId?: string | null,
  /** The goods that had to be bought for the money off. Absent: it asked for none. */
  restsOn?: [amount: number, lines: number[]],
];

const ARM_LETTER = { OFFERED: 'O', CONTROL: 'C', HELD_OUT: 'H' } as const satisfies Record<CampaignArm, string>;
const ARM_OF = { O: 'OFFERED', C: 'CONTROL', H: 'HELD_OUT' } as const satisfies Record<string, CampaignArm>;

function encodeCampaign(sold: SoldCampaign): StoredCampaign {
  const { campaign, version, occurrence, arm, points: given, uses, byLine, tasks, variant, money } = sold;
  const { receiptId, restsOn } = sold;
  const stored: StoredCampaign = [campaign, version, occurrence, ARM_LETTER[arm], given, uses, [...byLine]];
  if (tasks !== undefined)
    stored.push(tasks.map(({ task, byLine: lines, whole }): [string, number[], number] => [task, [...lines], whole]));
  if (variant !== undefined) stored.push(null, variant);
  if (money !== undefined) stored.push(null, null, money);
  if (receiptId !== undefined || restsOn !== undefined) stored.push(receiptId ?? null);
  if (restsOn !== undefined) stored.push([restsOn.amount, [...restsOn.lines]]);
  return stored;
}

function decodeCampaign([
  campaign,
  version,
  occurrence,
  arm,
  given,
  uses,
  byLine,
  tasks = null,
  variant = null,
  money,
  receiptId = null,
  restsOn,
]: StoredCampaign): SoldCampaign {
  const sold = { campaign, version, occurrence, arm: ARM_OF[arm], points: points(given), uses, byLine };
  if (money !== undefined)
    return {
      ...sold,
      money: minorUnits(money),
      ...(receiptId === null ? {} : { receiptId }),
      ...(restsOn === undefined ? {} : { restsOn: { amount: minorUnits(restsOn[0]), lines: restsOn[1] } }),
    };
  if (tasks === null) return variant === null ? sold : { ...sold, variant };
  return { ...sold, tasks: tasks.map(([task, lines, whole]) => ({ task, byLine: lines, whole })) };
}

/** Points of campaigns' tasks, which belong to no line. */
function paidOut(campaigns: readonly StoredCampaign[] = []): number {
  return campaigns.reduce(
    (sum, [, , , arm, given, , , tasks = null]) => (tasks !== null && arm === 'O' ? sum + given : sum),
    0,
  );
}

export function encodeSaleDetails(details: SaleDetails): string {
  const stored: StoredSaleDetails = [
    details.day,
    details.capDay,
    details.firstSaleBonus,
    details.redeemed.map(encodeLotPart),
  ];
  const { stamps, byAllowance, campaigns, takenReward } = details;
  const members =
    campaigns !== undefined || takenReward !== undefined
      ? 4
      : byAllowance !== undefined
        ? 3
        : stamps !== undefined
          ? 2
          : 1;
  if (details.capped.length > 0 || members > 1)
    stored.push(details.capped.map(({ owner, byLine }) => [owner, [...byLine]]));
  if (members > 1) stored.push(stamps ?? null);
  if (members > 2) stored.push(byAllowance ?? null);
  if (members > 3) stored.push((campaigns ?? []).map(encodeCampaign));
  if (takenReward !== undefined) stored.push([takenReward.campaign, takenReward.occurrence, takenReward.reward]);
  return JSON.stringify(stored);
}

/** @param program the version that the row names, which has the worth of a point and the refund policy */
export function decodeSaleDetails(row: JournalRow, program: CompiledProgram): SaleDetails {
  invariant(
    row.details !== null && (row.type === 'SALE' || row.type === 'REDEMPTION'),
    `the row ${row.id} has the details of a sale`,
  );
  const stored = JSON.parse(row.details) as StoredSaleDetails;
  const [
    day,
    capDay,
    firstSaleBonus,
    redeemed,
    capped = [],
    stamps = null,
    byAllowance = null,
    campaigns = [],
    takenReward,
  ] = stored;
  return {
    kind: row.type,
    restaurantId: row.restaurantId,
    day,
    capDay,
    capped: capped.map(([owner, byLine]) => ({ owner, byLine })),
    pointValue: program.document.pointValue,
    refundPolicy: program.document.refundPolicy,
    firstSaleBonus: points(firstSaleBonus),
    redeemed: redeemed.map(decodeLotPart),
    ...(stamps === null ? {} : { stamps }),
    ...(byAllowance === null ? {} : { byAllowance: points(byAllowance) }),
    ...(campaigns.length === 0 ? {} : { campaigns: campaigns.map(decodeCampaign) }),
    ...(takenReward === undefined ? {} : { takenReward: takenOf(takenReward) }),
  };
}

/** The parts of campaigns in a sale. */
export function decodeSoldCampaigns(row: JournalRow): SoldCampaign[] {
  if (row.details === null || row.type !== 'SALE') return [];
  const [, , , , , , , campaigns = []] = JSON.parse(row.details) as StoredSaleDetails;
  return campaigns.map(decodeCampaign);
}

function takenOf([campaign, occurrence, reward]: [string, number, string]): TakenReward {
  return { campaign, occurrence, reward };
}

function encodeLotPart(part: LotPart): StoredLotPart {
  const stored: StoredLotPart = [
    part.lotId,
    part.expiresAt >= NEVER ? null : part.expiresAt,
    part.points,
    part.restaurantId,
  ];
  const { limit, byLine } = part;
  if (limit !== undefined) stored.push(limit.restaurantIds ?? null);
  if (limit?.categories !== undefined) stored.push(limit.categories);
  if (byLine !== undefined) stored.push(byLine);
  return stored;
}

function decodeLotPart([
  lotId,
  expiresAt,
  amount,
  restaurantId,
  restaurantIds,
  categories,
  byLine,
]: StoredLotPart): LotPart {
  const part = { lotId, expiresAt: expiresAt ?? NEVER, points: points(amount), restaurantId };
  if (restaurantIds === undefined) return part;
  const limit = { ...(restaurantIds !== null && { restaurantIds }), ...(categories && { categories }) };
  return { ...part, limit, ...(byLine && { byLine }) };
}

/** The part of an expiry's points that could not be spent everywhere. Empty for most expiries. */
export function decodeLimitedExpiry(row: Pick<JournalRow, 'type' | 'details'>): LotPart[] {
  if (row.type !== 'EXPIRY' || row.details === null) return [];
  return (JSON.parse(row.details) as StoredLotPart[]).map(decodeLotPart);
}

/** The parts of campaigns in an activity. */
export function decodeAwardCampaigns(row: JournalRow): SoldCampaign[] {
  if (row.details === null || row.type !== 'AWARD') return [];
  return (JSON.parse(row.details) as StoredCampaign[]).map(decodeCampaign);
}

export function encodeRefundDetails(details: RefundDetails): string {
  return JSON.stringify(details);
}

export function decodeRefundDetails(row: JournalRow): RefundDetails {
  invariant(row.details !== null && row.type === 'REFUND', `the row ${row.id} has the details of a refund`);
  return JSON.parse(row.details) as RefundDetails;
}

/** Points that a refund returned to its guest, without points that a till's allowance had paid. */
export function returnedToGuest(row: JournalRow): number {
  if (row.pointsRedeemed === 0) return 0;
  return row.pointsRedeemed - (decodeRefundDetails(row).toAllowance ?? 0);
}

type StoredWarning = { readonly endsAt: number; readonly lots: readonly [lotId: string, expiresAt: number][] };

/** The lots that a delivered warning named. */
export function encodeWarning({ endsAt, lots }: Omit<WarningAct, 'kind'>): string {
  const stored: StoredWarning = { endsAt, lots: lots.map(({ lotId, expiresAt }) => [lotId, expiresAt]) };
  return JSON.stringify(stored);
}

export function decodeWarning(row: JournalRow): WarningAct {
  invariant(row.details !== null && row.type === 'WARNING', `the row ${row.id} has the details of a warning`);
  const { endsAt, lots } = JSON.parse(row.details) as StoredWarning;
  return { kind: 'WARNING', endsAt, lots: lots.map(([lotId, expiresAt]) => ({ lotId, expiresAt })) };
}

/** Encodes the details of an act, which later acts and replays read. */
export function encodeDetails(details: Details): string {
  switch (details.kind) {
    case 'SALE':
    case 'REDEMPTION':
      return encodeSaleDetails(details);
    case 'REFUND':
      return encodeRefundDetails(details);
    case 'AWARD':
      return JSON.stringify(details.campaigns.map(encodeCampaign));
    case 'EXPIRY':
      return JSON.stringify(details.limited.map(encodeLotPart));
    case 'TIER':
    case 'COUNT':
    case 'TRANSFER':
    case 'MERGE':
    case 'OPENING':
    case 'UNDO_OPENING':
      return JSON.stringify(details);
  }
}

/** Null: the row stores a due settlement. */
export function decodeTierDetails(row: JournalRow): TierDetails | null {
  return row.type === 'TIER' && row.details !== null ? (JSON.parse(row.details) as TierDetails) : null;
}

export function decodeCountDetails(row: JournalRow): CountDetails {
  invariant(row.details !== null && row.type === 'COUNT', `the row ${row.id} has the details of a count`);
  return JSON.parse(row.details) as CountDetails;
}

export function decodeTransferDetails(row: JournalRow): TransferDetails {
  invariant(row.details !== null && row.type === 'TRANSFER', `the row ${row.id} has the details of a transfer`);
  return JSON.parse(row.details) as TransferDetails;
}

/** Null: the row is a TRANSFER of points and no merge. */
export function decodeMergeDetails(row: JournalRow): MergeDetails | null {
  if (row.details === null || row.type !== 'TRANSFER') return null;
  const details = JSON.parse(row.details) as TransferDetails | MergeDetails;
  return details.kind === 'MERGE' ? details : null;
}

export function decodeOpeningDetails(row: JournalRow): OpeningDetails | UndoneOpeningDetails {
  invariant(row.details !== null && row.type === 'OPENING', `the row ${row.id} has the details of an opening`);
  return JSON.parse(row.details) as OpeningDetails | UndoneOpeningDetails;
}

type StoredTraceEntry = [effect: string, rule: string, amount: number, args: TraceEntry['arguments']];

export function encodeTrace(trace: readonly TraceEntry[]): string {
  return JSON.stringify(
    trace.map((entry): StoredTraceEntry => [entry.effect, entry.rule, entry.amount, entry.arguments]),
  );
}

export function decodeTrace(row: JournalRow): TraceEntry[] {
  if (row.trace === null) return [];
  return (JSON.parse(row.trace) as StoredTraceEntry[]).map(([effect, rule, amount, args]) => ({
    effect: effect as TraceEntry['effect'],
    rule,
    amount,
    arguments: args,
  }));
}

/** Inputs of a decision besides guest, act and programme. They are stored so that the decision can be replayed. */
export interface StoredFacts {
  readonly birthdayToday: boolean;
  readonly birthdayMonth: boolean;
  /** All segments of the guest, where a rule asked for one. */
  readonly segments: readonly string[] | null;
  /** Budgets of campaigns that were short, and whether the guest is in the network's control group. */
  readonly campaigns: CampaignFacts | null;
  /** The uncorrected time by an offline till's clock, where it had to be corrected. */
  readonly deviceTime: number | null;
  /** For a late act: the guest's tier at the act's time. */
  readonly tierAsOf: string | null;
  /** For a refund: how many local days expired points get when they return. */
  readonly restoredForDays: number | null;
  /** For a capture: how long after its time-out the hold could still be captured, in milliseconds. */
  readonly captureGraceMs: number | null;
  /** For a sale or quote: the rewards that it used up, as they were then. */
  readonly rewards: readonly SaleReward[] | null;
  /** For a redemption from the catalogue: the reward. */
  readonly reward: StoredReward | null;
  /** For an act of an offline till: the allowance, and how many points it paid. */
  readonly allowance: StoredAllowance | null;
  /** The redemptions that the act joined under another than its receipt's first name. */
  readonly joined: readonly string[] | null;
  /** The act attached a paid receipt, so its price stays as paid. Builds before 0.3 still took the tier's discount off. */
  readonly attached: boolean;
  /** How the guest confirmed the spending. Null: it was within the network's limits. */
  readonly confirmedBy: ConfirmedBy | null;
  /** The part of a receipt that the sale is. Null: the whole receipt. */
  readonly part: StoredPart | null;
  /** The partner that gave or took the points. Null: no partner did. */
  readonly partner: PartnerOfAct | null;
  /** The receipt's number comes from a till without a name, so it is no name of the receipt. */
  readonly ofUnknownTill: boolean;
  /** The goods of the sale came without prices, and still count for tasks. */
  readonly unpriced: boolean;
  /** First and last day of points by hand. Null: as the programme says. */
  readonly period: GivenPeriod | null;
  /** The promo code with which a campaign took money off the sale. Null: the sale named no code. */
  readonly promoCode: string | null;
  /** Where points by hand may be spent. Null: everywhere. */
  readonly limit: PointLimit | null;
  /**
   * The guest's points after the act that may not be spent at its restaurant; for an act without a restaurant, those
   * that may not be spent everywhere. Null: none.
   */
  readonly elsewhere: number | null;
  /** The two versions of a no-regret change that decided a receipt, and which one counted. Null: one version decided. */
  readonly noRegret: NoRegretFacts | null;
}

/** A part of a divided receipt. All parts of a receipt have the same `first`, except the first part itself. */
export interface StoredPart extends ReceiptPart {
  /** The sale of the receipt that was recorded first. Absent: this sale. */
  readonly first?: string;
}

/** How many points a till's allowance paid. */
export interface StoredAllowance {
  readonly id: string;
  readonly points: number;
}

/** Writes only facts that hold. An absent fact did not hold, or no rule asked for it. */
export function encodeFacts(facts: StoredFacts): string | null {
  let held = '';
  for (const fact of FACTS) {
    const value = facts[fact];
    if (value !== null && value !== false) held += `${held === '' ? '' : ','}"${fact}":${JSON.stringify(value)}`;
  }
  // Nearly every act has no such facts.
  return held === '' ? null : `{${held}}`;
}

export function decodeFacts(row: JournalRow): StoredFacts {
  // Nearly every act has no such facts.
  if (row.facts === null) return NO_FACTS;
  return { ...NO_FACTS, ...(JSON.parse(row.facts) as Partial<StoredFacts>) };
}

/** Whether the sale is a receipt that was attached to its guest later. Other sales only name a receipt or the hold that they capture. */
export function isAttached(row: JournalRow): boolean {
  return row.type === 'SALE' && row.relatedId !== null && decodeFacts(row).captureGraceMs === null;
}

/** The codes of the rewards that a sale used up. */
export function rewardCodesOf(sale: JournalRow): readonly string[] {
  return decodeFacts(sale).rewards?.map((reward) => reward.code) ?? [];
}

export const NO_FACTS: StoredFacts = {
  birthdayToday: false,
  birthdayMonth: false,
  segments: null,
  campaigns: null,
  deviceTime: null,
  tierAsOf: null,
  restoredForDays: null,
  captureGraceMs: null,
  rewards: null,
  reward: null,
  allowance: null,
  joined: null,
  attached: false,
  confirmedBy: null,
  part: null,
  partner: null,
  ofUnknownTill: false,
  unpriced: false,
  period: null,
  promoCode: null,
  limit: null,
  elsewhere: null,
  noRegret: null,
};

/** The facts in the order in which they are written. */
const FACTS = Object.keys(NO_FACTS) as readonly (keyof StoredFacts)[];

type StoredProgress = [
  next: string | null,
  amountToNext: number | null,
  visitsToNext: number | null,
  pointsToNext: number | null,
];

export function encodeProgress(progress: TierProgress): string {
  const stored: StoredProgress = [progress.next, progress.amountToNext, progress.visitsToNext, progress.pointsToNext];
  return JSON.stringify(stored);
}

export function decodeProgress(text: string | null): TierProgress {
  if (text === null) return { next: null, amountToNext: null, visitsToNext: null, pointsToNext: null };
  const [next, amountToNext, visitsToNext, pointsToNext] = JSON.parse(text) as StoredProgress;
  return {
    next,
    amountToNext: amountToNext === null ? null : minorUnits(amountToNext),
    visitsToNext,
    pointsToNext: pointsToNext === null ? null : points(pointsToNext),
  };
}
