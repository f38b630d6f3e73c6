import { Injectable } from '@nestjs/common';
import {
  type CatalogReward,
  type ConfigurationSnapshot,
  opensAt,
  rewardAccess,
  Snapshots,
} from '../../../configuration';
import { spokenIn } from '../../../platform/language/spoken';
import { spendableAt } from '../../../identity';
import { calendarOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { newest } from '../../../platform/http/list-query';
import { Database, type Statements } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { LedgerBalances } from '../../till/balances/ledger-balances';
import { startOfPeriod } from '../../till/spending/rewards/limit-period.rules';
import * as sql from '../../till/spending/rewards/redemption.sql';
import type { RedemptionRow } from '../../till/spending/rewards/reward-plan';

/** Why an item can't be had now, the first reason of a guest who asks: null where it can. */
type WhyNot = 'OVER' | 'NOT_YET' | 'TIER' | 'SEGMENT' | 'LIMIT' | 'STOCK' | 'POINTS' | null;

export interface OfferedReward {
  readonly reward: CatalogReward;
  readonly name: string | null;
  readonly description: string | null;
  /** Null: unlimited. */
  readonly stockLeft: number | null;
  readonly whyNot: WhyNot;
  /** When it opens to the guest's tier; null: it is open. */
  readonly opensAt: string | null;
  /** When it ended; null: it has not. */
  readonly endedAt: string | null;
}

/** An item as it is offered to every caller. */
export type CatalogOffer = Omit<OfferedReward, 'whyNot' | 'opensAt' | 'endedAt'>;

export interface AvailableToGuest {
  readonly available: number;
  readonly offered: readonly OfferedReward[];
  /** Redeemed already, and ready to be used at a sale. */
  readonly ready: readonly RedemptionRow[];
}

const MAX_REDEMPTIONS = 1_000;

/** A guest who asks for an item this long before it opens or after it ended is told the date; others are left out. */
const SHOWN_OUTSIDE_VALIDITY_MS = 30 * 86_400_000;

/** Rewards of the catalogue that a guest can get now, and those that the guest holds. Nothing is written, and the decision checks again. */
@Injectable()
export class AvailableRewards {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly balances: LedgerBalances,
    private readonly clock: Clock,
  ) {}

  /** Throws `guest_not_found`. `restaurantId`: where they would be redeemed; null: by the network, which is no restaurant. */
  async find(
    networkId: string,
    guestId: string,
    language: Language,
    restaurantId: string | null,
  ): Promise<AvailableToGuest> {
    const snapshot = await this.snapshots.current(networkId);
    const tx = this.database.readsOf(networkId);
    const now = this.clock.now().getTime();
    const [statuses, held, offers] = await Promise.all([
      this.balances.listStatuses(tx, networkId, [guestId]),
      // A reward that was ever redeemed stays in the catalogue.
      snapshot.rewards.size === 0
        ? []
        : sql.listRedemptionsOfGuest(tx, networkId, guestId, false, newest(MAX_REDEMPTIONS)),
      listOffers(tx, snapshot, language, now - SHOWN_OUTSIDE_VALIDITY_MS),
    ]);
    const status = statuses.get(guestId);
    if (status === undefined) throw new ProblemError('guest_not_found');
    const available = spendableAt(status.balance, restaurantId);
    const guest = { available, tier: status.tier.code, segments: status.segments, held };
    return {
      available,
      offered: offers
        .map((offer) => offeredTo(offer, guest, snapshot, now))
        .filter(({ opensAt }) => opensAt === null || Date.parse(opensAt) <= now + SHOWN_OUTSIDE_VALIDITY_MS),
      ready: held.filter((row) => row.status === 'READY' && !row.isPast && row.terms.gift !== null),
    };
  }

  /** The items that are offered for points to every caller: without those that only some tiers may see. */
  async list(networkId: string, language: Language): Promise<readonly CatalogOffer[]> {
    const snapshot = await this.snapshots.current(networkId);
    const now = this.clock.now().getTime();
    const offers = await listOffers(this.database.readsOf(networkId), snapshot, language, now);
    return offers.filter(({ reward }) => !reward.document.exclusive);
  }
}

/** Items for points that end after `since`, in the order of their codes. */
async function listOffers(
  tx: Statements,
  snapshot: ConfigurationSnapshot,
  language: Language,
  since: number,
): Promise<CatalogOffer[]> {
  const { id, locale } = snapshot.profile;
  const rewards = [...snapshot.rewards.values()]
    .filter(({ archived, document }) => !archived && document.cost > 0)
    .filter(({ document }) => !isOver(document, since));
  if (rewards.length === 0) return [];
  const stocks = await listStocksLeft(tx, id);
  return rewards
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((reward) => ({
      reward,
      name: spokenIn(reward.document.name, language, locale),
      description: spokenIn(reward.document.description, language, locale),
      stockLeft: stocks.get(reward.id) ?? null,
    }));
}

interface AskingGuest {
  readonly available: number;
  readonly tier: string | null;
  readonly segments: readonly string[];
  readonly held: readonly RedemptionRow[];
}

function offeredTo(
  offer: CatalogOffer,
  guest: AskingGuest,
  snapshot: ConfigurationSnapshot,
  now: number,
): OfferedReward {
  const reason = whyNot(offer, guest, snapshot, now);
  const program = snapshot.programInForce(new Date(now))?.program.document;
  return {
    ...offer,
    whyNot: reason,
    opensAt: reason === 'NOT_YET' ? opensAt(offer.reward.document, program, guest.tier) : null,
    endedAt: reason === 'OVER' ? offer.reward.document.validUntil : null,
  };
}

function isOver({ validUntil }: CatalogReward['document'], now: number): boolean {
  return validUntil !== null && Date.parse(validUntil) <= now;
}

function whyNot(
  { reward, stockLeft }: CatalogOffer,
  guest: AskingGuest,
  snapshot: ConfigurationSnapshot,
  now: number,
): WhyNot {
  const { document } = reward;
  const { profile } = snapshot;
  if (isOver(document, now)) return 'OVER';
  const program = snapshot.programInForce(new Date(now))?.program.document;
  const { tiers, earlyTiers } = rewardAccess(document, program, now);
  const isAmong = (codes: readonly string[]) => guest.tier !== null && codes.includes(guest.tier);
  if (tiers !== null && !isAmong(tiers)) return 'TIER';
  if (earlyTiers !== null && !isAmong(earlyTiers)) return 'NOT_YET';
  if (document.segments !== null && !document.segments.some((code) => guest.segments.includes(code))) return 'SEGMENT';
  const { perGuest, perPeriod } = document.limits;
  const taken = guest.held.filter(({ rewardId, status }) => rewardId === reward.id && !GIVEN_BACK.has(status));
  if (perGuest !== null && quantityOf(taken) >= perGuest) return 'LIMIT';
  if (perPeriod !== null) {
    const since = startOfPeriod(perPeriod.period, now, calendarOf(profile.timeZone, profile.settings.dayStart));
    const recent = taken.filter(({ createdAt }) => createdAt.getTime() >= since);
    if (quantityOf(recent) >= perPeriod.count) return 'LIMIT';
  }
  if (stockLeft === 0) return 'STOCK';
  return document.cost > guest.available ? 'POINTS' : null;
}

const GIVEN_BACK: ReadonlySet<string> = new Set(['CANCELLED', 'EXPIRED']);

function quantityOf(rows: readonly RedemptionRow[]): number {
  return rows.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Remaining stock of each counted item. */
async function listStocksLeft(tx: Statements, networkId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ rewardId: string; remaining: number }>`
    SELECT reward_id, remaining FROM reward_stocks WHERE network_id = ${networkId} LIMIT 10000`;
  return new Map(rows.map(({ rewardId, remaining }) => [rewardId, remaining]));
}
