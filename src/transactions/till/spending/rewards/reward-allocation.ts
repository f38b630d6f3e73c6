import { Injectable } from '@nestjs/common';
import type { CatalogReward, ConfigurationSnapshot } from '../../../../configuration';
import { rewardAccess } from '../../../../configuration/sale';
import type { Statements } from '../../../../platform/database/database';
import { calendarOf, type ZoneCalendar } from '../../../../platform/clock/calendar';
import { Pii } from '../../../../security/sale';
import { couponDigest } from './coupon-digest';
import type { JournalRow } from '../../../ledger/journal/journal-row';
import { decodeRefundDetails } from '../../../ledger/journal/stored-json';
import { type RefundBody, type RewardBody, type RewardUses, type TillAct } from '../../../ledger/act/till-act';
import { codesNamedBy } from '../../kinds/kinds';
import { LostRace } from '../../../ledger/write/attempts';
import type { ActCall, Locks, ActPart } from '../../participants/participant';
import { transactionTill } from '../../../ledger/write/till-statements';
import { judgeCoupon, type NamedCode, planCodes } from './coupon-eligibility';
import { listClaimedCodes, returnCoupon } from './coupon-uses.sql';
import { startOfPeriod } from './limit-period.rules';
import * as sql from './redemption.sql';
import {
  type NewRedemption,
  NO_REWARDS,
  type RedemptionRow,
  refusedPlan,
  type RewardPlan,
  saleRewardOf,
  termsOf,
  usedReward,
  type UsedReward,
} from './reward-plan';

/** The reason of a refund of a redemption whose time is over. */
export const REDEMPTION_EXPIRED = 'REDEMPTION_EXPIRED';

/**
 * The effect of an act on rewards. It is read under its guest's lock, so the guest's own rewards cannot change. Rows
 * that guests share (stock, appointments) are taken by conditional updates after that, in this order and sorted by id,
 * before the claims (ledger.md, rules 2 and 9). The act's own write takes codes.
 */
@Injectable()
export class RewardAllocation {
  static readonly locks = { write: ['reward_stocks', 'reward_slots', 'coupons', 'claims'] } satisfies Locks;

  constructor(private readonly pii: Pii) {}

  begin({ tx, act, snapshot, locked }: ActCall): ActPart {
    let plan = NO_REWARDS;
    // Most sales used up no reward.
    const isWithout = act.body.kind === 'REFUND' && locked?.hasRewards === false;
    return {
      read: async (reading) => {
        if (!isWithout) plan = await this.plan(tx, act, snapshot);
        return { ...reading, rewards: plan, refused: reading.refused ?? plan.refused };
      },
      write: async (row) => {
        if (!(await take(tx, plan, row, snapshot))) throw new LostRace('reward');
      },
      record: (row) => record(tx, plan, row, snapshot),
    };
  }

  /** Reads the rewards of an act, or the reason why it cannot have them. */
  private async plan(tx: Statements, act: TillAct, snapshot: ConfigurationSnapshot): Promise<RewardPlan> {
    const { body } = act;
    if (body.kind === 'REWARD') return this.planReward(tx, act, body, snapshot);
    if (body.kind === 'REFUND') return this.planReturn(tx, act, body);
    const sale = body.kind === 'HOLD' ? body.sale : body;
    if (sale.kind !== 'SALE' || sale.rewards === null || act.guestId === null) return NO_REWARDS;
    return this.planSale(tx, act, sale.rewards, snapshot);
  }

  /** The digests of the codes that an act names for its guest. Null: the text cannot be a code. */
  digestsOf(act: TillAct): readonly (string | null)[] {
    if (act.guestId === null) return [];
    return codesNamedBy(act.body).map((code) => couponDigest(this.pii, act.networkId, code));
  }

  private async planSale(
    tx: Statements,
    act: TillAct,
    uses: RewardUses,
    snapshot: ConfigurationSnapshot,
  ): Promise<RewardPlan> {
    const spent =
      uses.redemptionIds.length === 0 ? [] : await sql.listRedemptionsById(tx, act.networkId, uses.redemptionIds);
    if (spent.length < uses.redemptionIds.length || spent.some(({ guestId }) => guestId !== act.guestId))
      return refusedPlan('not_found');
    const used = [];
    const sources: UsedReward[] = [];
    for (const redemption of spent) {
      const { id, status, terms, rewardId } = redemption;
      if (terms.gift === null)
        return refusedPlan('reward_not_available', { reward: terms.code, reason: 'NOT_AT_A_SALE' });
      if (status !== 'READY' || redemption.isPast)
        return refusedPlan('redemption_closed', {
          redemptionId: id,
          redemptionStatus: redemption.isPast ? 'EXPIRED' : status,
        });
      used.push(saleRewardOf(id, rewardId, terms, terms.gift));
      const reward = snapshot.rewards.get(rewardId);
      const { batchId, batchMadeBy } = redemption;
      const batch = batchId === null ? null : { id: batchId, madeBy: batchMadeBy };
      if (reward !== undefined) sources.push(usedReward(reward, redemption, batch));
    }
    const planned = planCodes(await this.readCodes(tx, act), snapshot);
    return { ...planned, used: [...used, ...planned.used], sources: [...sources, ...planned.sources], spent };
  }

  private async planReward(
    tx: Statements,
    act: TillAct,
    body: RewardBody,
    snapshot: ConfigurationSnapshot,
  ): Promise<RewardPlan> {
    const reward = snapshot.rewards.get(body.rewardId);
    if (reward === undefined || act.guestId === null) return refusedPlan('not_found');
    const now = await sql.databaseNow(tx);
    // A code, full stamp cards, finished tasks or a gift: the network has promised the reward already.
    const isPaid =
      body.coupon !== null || body.stampCard !== undefined || body.campaign !== undefined || body.isGiven === true;
    const reason = whyNotOffered(reward, now, isPaid);
    if (reason !== null) return refusedPlan('reward_not_available', { reward: reward.code, reason });
    const { document } = reward;
    // A sale uses rewards one at a time, and a code gives one.
    if (body.quantity > 1 && (document.gift !== null || body.coupon !== null))
      return refusedPlan('reward_limit_reached', { left: 1 });
    const [named] = await this.readCodes(tx, act);
    const program = snapshot.programInForce(new Date(now))?.program.document;
    const { tiers, earlyTiers } = rewardAccess(document, program, now);
    const coupon = named === undefined ? null : judgeCoupon(named, snapshot);
    if (coupon !== null && 'refused' in coupon) return coupon;
    if (coupon !== null && coupon.reward.id !== reward.id) return refusedPlan('coupon_unknown');

    const slot = await findSlot(tx, act.networkId, reward, body.slotId);
    if ('refused' in slot) return slot;
    const calendar = calendarOf(snapshot.profile.timeZone, snapshot.profile.settings.dayStart);
    const undeliverable = whyNotSent(act, body, reward);
    if (undeliverable !== null) return undeliverable;
    const stockLeft = await sql.findStockLeft(tx, act.networkId, reward.id);
    const redemption: NewRedemption = {
      id: act.id,
      rewardId: reward.id,
      rewardVersion: reward.version,
      terms: termsOf(reward).json,
      quantity: body.quantity,
      counted: stockLeft !== null,
      points: isPaid ? 0 : document.cost * body.quantity,
      status: document.gift === null ? 'PENDING' : 'READY',
      slotId: body.slotId,
      expiresAt:
        document.usableDays === null ? null : calendar.startOfDay(calendar.localDay(now) + document.usableDays + 1),
      addressEncrypted:
        body.shippingAddress === undefined
          ? null
          : this.pii.encrypt(act.networkId, 'postal_address', body.shippingAddress),
    };
    return {
      ...NO_REWARDS,
      offer: {
        rewardId: reward.id,
        version: reward.version,
        code: reward.code,
        cost: (isPaid ? 0 : document.cost) as typeof document.cost,
        tiers: isPaid ? null : tiers,
        ...(isPaid || earlyTiers === null ? {} : { earlyTiers }),
        segments: isPaid ? null : document.segments,
        stockLeft,
        slotLeft: slot.left,
        ...(body.slotId === null && document.byAppointment ? { slotMissing: true } : {}),
        guestLeft: await leftForGuest(tx, act.networkId, act.guestId, reward, now, calendar),
      },
      coupons:
        coupon === null
          ? []
          : [
              {
                digest: coupon.digest,
                batchId: coupon.batchId,
                madeBy: coupon.madeBy,
                isSingle: coupon.isSingle,
                redemption,
              },
            ],
      sources: [usedReward(reward, redemption, coupon === null ? null : { id: coupon.batchId, madeBy: coupon.madeBy })],
      made: redemption,
    };
  }

  /** The rewards that a refund returns. A redemption that is no longer open returns nothing; a sale returns the rewards that it used up. */
  private async planReturn(tx: Statements, act: TillAct, { saleId, reason }: RefundBody): Promise<RewardPlan> {
    if (act.guestId === null) return NO_REWARDS;
    const returning = await sql.listRedemptionsOf(tx, act.networkId, saleId);
    const own = returning.find(({ id }) => id === saleId);
    const isOpen = own?.status === 'PENDING' || own?.status === 'READY';
    // The redemption was given back after the job looked, so its time is not over.
    if (own !== undefined && (!isOpen || (reason === REDEMPTION_EXPIRED && !own.isPast)))
      return refusedPlan('redemption_closed', { redemptionId: own.id, redemptionStatus: own.status });
    return returning.length === 0 ? NO_REWARDS : { ...NO_REWARDS, returning };
  }

  private async readCodes(tx: Statements, act: TillAct): Promise<readonly NamedCode[]> {
    const { networkId, guestId } = act;
    const digests = this.digestsOf(act);
    const asked = digests.flatMap((digest) => (digest === null ? [] : [{ guestId, digest }]));
    if (asked.length === 0) return digests.map(() => NO_SUCH_CODE);
    const { codes } = await transactionTill(tx).readWithCodes(networkId, [], asked);
    const claimed = await listClaimedCodes(
      tx,
      networkId,
      asked.map(({ digest }) => digest),
    );
    const found = new Map(
      asked.map(({ digest }, i) => {
        const code = codes[i] ?? null;
        return [digest, code !== null && claimed.has(digest) ? { ...code, usesLeft: 0 } : code];
      }),
    );
    return digests.map((digest) => ({ digest, found: found.get(digest ?? '') ?? null }));
  }
}

/** Takes or gives back what guests share. False: another act has taken the last of it, and this act is decided again. */
async function take(
  tx: Statements,
  plan: RewardPlan,
  row: JournalRow,
  snapshot: ConfigurationSnapshot,
): Promise<boolean> {
  const networkId = snapshot.profile.id;
  if (row.type === 'HOLD') return true;
  if (row.type === 'REFUND') {
    if (isWhole(row)) await giveBackShared(tx, networkId, plan.returning, graceEnd(row, snapshot));
    return true;
  }
  const { made } = plan;
  // The act's own write takes codes.
  if (made === null) return true;
  const { rewardId, quantity, slotId, counted } = made;
  if (counted && !(await sql.takeStock(tx, networkId, rewardId, quantity))) return false;
  if (slotId !== null && !(await sql.takeSlot(tx, networkId, slotId, quantity))) return false;
  return true;
}

/** Writes the redemptions after the guest's state. */
async function record(
  tx: Statements,
  plan: RewardPlan,
  row: JournalRow,
  snapshot: ConfigurationSnapshot,
): Promise<void> {
  const networkId = snapshot.profile.id;
  if (row.type === 'HOLD' || row.guestId === null) return;
  if (row.type === 'REFUND') {
    if (isWhole(row)) await endOrReopen(tx, networkId, plan.returning, row, graceEnd(row, snapshot));
    return;
  }
  const frame = { guestId: row.guestId, transactionId: row.id, restaurantId: row.restaurantId };
  if (plan.made !== null) {
    const coupon = plan.coupons[0] ?? null;
    await sql.insertRedemption(tx, networkId, plan.made, { ...frame, saleId: null, coupon });
    const { id, addressEncrypted } = plan.made;
    if (addressEncrypted !== null) await sql.insertDelivery(tx, networkId, id, addressEncrypted);
    return;
  }
  const spent = plan.spent.map(({ id }) => id);
  if (spent.length > 0) await sql.fulfilBySale(tx, networkId, spent, row.id);
}

const NO_SUCH_CODE: NamedCode = { digest: null, found: null };

/** Why the reward is not offered. Null: it is offered. If something else has paid for it, it is given even when the catalogue no longer offers it. */
function whyNotOffered({ archived, document }: CatalogReward, now: number, isPaid: boolean): string | null {
  if (isPaid) return null;
  if (archived) return 'ARCHIVED';
  const opens = document.earlyFrom ?? document.validFrom;
  if (opens !== null && Date.parse(opens) > now) return 'NOT_YET';
  if (document.validUntil !== null && Date.parse(document.validUntil) <= now) return 'OVER';
  return document.cost === 0 ? 'NOT_FOR_POINTS' : null;
}

/**
 * Why the address is missing or not allowed. Only a reward that is sent has one. A guest who orders online has to name
 * it; staff may hand the reward over instead.
 */
function whyNotSent(act: TillAct, { shippingAddress }: RewardBody, reward: CatalogReward): RewardPlan | null {
  const { code, document } = reward;
  if (shippingAddress !== undefined)
    return document.shippingRequired ? null : refusedPlan('reward_not_available', { reward: code, reason: 'NOT_SENT' });
  return document.shippingRequired && act.actor.kind === 'guest' ? refusedPlan('shipping_address_required') : null;
}

async function findSlot(
  tx: Statements,
  networkId: string,
  reward: CatalogReward,
  slotId: string | null,
): Promise<{ left: number | null } | RewardPlan> {
  if (slotId === null) return { left: null };
  const slot = await sql.findSlot(tx, networkId, reward.id, slotId);
  if (slot === undefined) return refusedPlan('not_found');
  return { left: slot.offered ? slot.left : 0 };
}

async function leftForGuest(
  tx: Statements,
  networkId: string,
  guestId: string,
  reward: CatalogReward,
  now: number,
  calendar: ZoneCalendar,
): Promise<number | null> {
  const { perGuest, perPeriod } = reward.document.limits;
  if (perGuest === null && perPeriod === null) return null;
  const since = perPeriod === null ? 0 : startOfPeriod(perPeriod.period, now, calendar);
  const taken = await sql.countTaken(tx, networkId, guestId, reward.id, since);
  const ever = perGuest === null ? Infinity : perGuest - taken.inAll;
  const inPeriod = perPeriod === null ? Infinity : perPeriod.count - taken.since;
  return Math.max(0, Math.min(ever, inPeriod));
}

function isWhole(refund: JournalRow): boolean {
  return decodeRefundDetails(refund).whole;
}

/** The end of something that returns after its date: the network's grace, as for restored points. */
function graceEnd(row: JournalRow, { profile }: ConfigurationSnapshot): number {
  const calendar = calendarOf(profile.timeZone, profile.settings.dayStart);
  return calendar.startOfDay(calendar.localDay(row.recordedAt) + profile.settings.restoreGraceDays + 1);
}

/**
 * Gives back stock and appointments of a redemption that ends, and codes of redemptions and sales. Each table is sorted
 * by id, in the order of `take`.
 */
async function giveBackShared(
  tx: Statements,
  networkId: string,
  returning: readonly RedemptionRow[],
  until: number,
): Promise<void> {
  const ended = returning.filter(({ saleId }) => saleId === null);
  for (const { rewardId, quantity, counted } of ended) {
    if (counted) await sql.returnStock(tx, networkId, rewardId, quantity);
  }
  for (const { slotId, quantity } of ended) if (slotId !== null) await sql.returnSlot(tx, networkId, slotId, quantity);
  const used = returning.flatMap(({ id, coupon, claimed }) => (coupon === null ? [] : [{ id, coupon, claimed }]));
  // A single-use code is a claim, and claims are locked after codes with counted uses (ledger.md, rule 2).
  used.sort((a, b) => Number(a.claimed) - Number(b.claimed) || (a.coupon < b.coupon ? -1 : 1));
  for (const { id, coupon } of used) await returnCoupon(tx, networkId, coupon, id, until);
}

/** Ends a refunded redemption. For a refunded sale: ends redemptions by coupon, since their code is good again, and opens the others again. */
async function endOrReopen(
  tx: Statements,
  networkId: string,
  returning: readonly RedemptionRow[],
  refund: JournalRow,
  until: number,
): Promise<void> {
  for (const { id, saleId, coupon } of returning) {
    if (saleId !== null && coupon === null) await sql.reopenRedemption(tx, networkId, id, until);
    else {
      const ended = refund.reasonCode === REDEMPTION_EXPIRED ? 'EXPIRED' : 'CANCELLED';
      await sql.setStatus(tx, networkId, id, saleId === null ? ended : 'CANCELLED');
    }
  }
}
