import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { worthOf } from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { AccountTotals } from '../seals/account-totals.rules';
import { listGains } from '../seals/journal.sql';
import { JOURNAL_START } from '../seals/seal-head.rules';
import { findLastSeal } from '../seals/seals.sql';
import { isoMonthOf } from './cohort-history.rules';
import type { Liability } from './liability.dto';
import { AGES, withMoney } from './liability.rules';
import { listLotSums, type LotSum, readNow, sumGuestAccounts } from './liability.sql';
import { monthOfInstant, startOfMonth } from './months.rules';

/** Ten years: whatever bears a later date ends with its guest's inactivity, or never. */
const DATED_MONTHS = 120;

/** The points that the network owes its guests now. */
@Injectable()
export class LiabilityQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** One snapshot: lots, guests' accounts and the ledger's other accounts belong together whatever is sold meanwhile. */
  async liabilityOf(networkId: string): Promise<Liability> {
    const configuration = await this.snapshots.current(networkId);
    const { currency, currencyDigits, timeZone, settings } = configuration.profile;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const read = await this.database.snapshotOfNetwork(networkId, async (tx) => {
      const at = await readNow(tx);
      const month = monthOfInstant(calendar, at);
      // Ascending, as the sums ask for: the oldest bucket is before the first.
      const ageStarts = AGES.slice(0, -1).map(({ to }) => startOfMonth(calendar, month - (to ?? 0)));
      const expiryStarts = Array.from({ length: DATED_MONTHS }, (_, step) => startOfMonth(calendar, month + 1 + step));
      const lots = await listLotSums(tx, networkId, ageStarts.reverse(), expiryStarts);
      const guests = await sumGuestAccounts(tx, networkId);
      const seal = await findLastSeal(tx, networkId);
      const accounts = seal === undefined ? new AccountTotals() : AccountTotals.parse(seal.totals);
      accounts.addAll(await listGains(tx, networkId, seal?.to ?? JOURNAL_START));
      return { at, month, lots, guests, accounts };
    });
    const { at, month, lots, guests } = read;
    const program = configuration.programInForce(at);
    const pointValue = program?.program.document.pointValue ?? 0;
    const total = pointsBy(lots, 'tier').reduce((sum, { points }) => sum + points, 0);
    const money = worthOf(total, pointValue);
    const of = (points: number) => ({ points, money: worthOf(points, pointValue) });
    const tiers = program?.program.document.tiers.map(({ code }) => code) ?? [];
    const others = read.accounts.list().reduce((sum, [, , unit, balance]) => (unit === null ? sum - balance : sum), 0);
    const guestAccounts = guests.available + guests.pending + guests.held + guests.inReview;
    const ledgerAccounts = others + guests.receivable + guests.belowZero;
    return {
      at: at.toISOString(),
      currency,
      currencyDigits,
      pointValue,
      programVersion: program?.version ?? null,
      total: { points: total, money },
      byState: withMoney(
        [
          { state: 'AVAILABLE' as const, points: guests.available },
          { state: 'PENDING' as const, points: guests.pending },
          { state: 'HELD' as const, points: guests.held },
          { state: 'IN_REVIEW' as const, points: guests.inReview },
        ],
        money,
      ),
      byAge: withMoney(
        AGES.map(({ from, to }, index) => ({
          fromMonths: from,
          toMonths: to,
          // A lot whose transaction is gone would be of no age; verify-ledger names it, and the oldest bucket holds it.
          points: pointsOf(lots, 'age', (key) => Number(key ?? 0) === AGES.length - 1 - index),
        })),
        money,
      ),
      byTier: withMoney(tierParts(lots, tiers), money),
      byRestaurant: withMoney(
        pointsBy(lots, 'restaurant').map(({ key, points }) => ({ restaurantId: key, points })),
        money,
      ),
      byExpiry: withMoney(
        pointsBy(lots, 'expiry')
          .sort((a, b) => Number(a.key) - Number(b.key))
          .map(({ key, points }) => ({
            month: Number(key) === DATED_MONTHS ? null : isoMonthOf(month + Number(key)),
            points,
          })),
        money,
      ),
      receivable: of(guests.receivable),
      belowZero: of(guests.belowZero),
      agreement: {
        openLots: total,
        guestAccounts,
        ledgerAccounts,
        agrees: total === guestAccounts && total === ledgerAccounts,
      },
    };
  }
}

function pointsBy(lots: readonly LotSum[], by: LotSum['by']): LotSum[] {
  return lots.filter((sum) => sum.by === by).sort((a, b) => b.points - a.points || compare(a.key, b.key));
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function pointsOf(lots: readonly LotSum[], by: LotSum['by'], has: (key: string | null) => boolean): number {
  return lots.reduce((sum, lot) => (lot.by === by && has(lot.key) ? sum + lot.points : sum), 0);
}

/** Every tier of the programme in its order, then those of earlier ones. A guest without a tier has the lowest. */
function tierParts(lots: readonly LotSum[], tiers: readonly string[]): { tier: string | null; points: number }[] {
  const lowest = tiers[0] ?? null;
  const former = pointsBy(lots, 'tier')
    .map(({ key }) => key ?? lowest)
    .filter((tier) => tier === null || !tiers.includes(tier));
  return [...tiers, ...new Set(former)].map((tier) => ({
    tier,
    points: pointsOf(lots, 'tier', (key) => (key ?? lowest) === tier),
  }));
}
