import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { worthOf } from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { readAccounts } from '../seals/accounts.query';
import { isoMonthOf, type MonthNumber } from './cohort-history.rules';
import { countedMonthsOf } from './counted-months';
import type { Liability } from './liability.dto';
import { AGES, withMoney } from './liability.rules';
import { listLiabilitySums, readNow } from './liability.sql';
import type { LiabilityPart, LiabilitySum } from './liability-counting.sql';
import { monthOfInstant } from './months.rules';

/** Ten years. Later ends are those of points that end with inactivity, or never. */
const DATED_MONTHS = 120;

const OWED_STATES = ['AVAILABLE', 'PENDING', 'HELD', 'IN_REVIEW'] as const;

/** The points that the network owes its guests now. */
@Injectable()
export class LiabilityQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** Reads one snapshot, so that lots, guests' accounts and the ledger's other accounts match in spite of new sales. */
  async liabilityOf(networkId: string): Promise<Liability> {
    const configuration = await this.snapshots.current(networkId);
    const { currency, currencyDigits, timeZone, settings } = configuration.profile;
    const calendar = calendarOf(timeZone, settings.dayStart);
    const { at, sums, accounts } = await this.database.reportOf(networkId, async (tx) => {
      const { totals } = await readAccounts(tx, networkId);
      return {
        at: await readNow(tx),
        accounts: totals,
        sums: await listLiabilitySums(tx, networkId, countedMonthsOf(calendar)),
      };
    });
    const month = monthOfInstant(calendar, at);
    const inState = (state: string) => pointsOf(sums, 'state', (key) => key === state);
    const program = configuration.programInForce(at);
    const pointValue = program?.program.document.pointValue ?? 0;
    const total = pointsOf(sums, 'tier', () => true);
    const money = worthOf(total, pointValue);
    const of = (points: number) => ({ points, money: worthOf(points, pointValue) });
    const tiers = program?.program.document.tiers.map(({ code }) => code) ?? [];
    const others = accounts.list().reduce((sum, [, , unit, balance]) => (unit === null ? sum - balance : sum), 0);
    const guestAccounts = OWED_STATES.reduce((sum, state) => sum + inState(state), 0);
    const ledgerAccounts = others + inState('RECEIVABLE') + inState('BELOW_ZERO');
    return {
      at: at.toISOString(),
      currency,
      currencyDigits,
      pointValue,
      programVersion: program?.version ?? null,
      total: { points: total, money },
      byState: withMoney(
        OWED_STATES.map((state) => ({ state, points: inState(state) })),
        money,
      ),
      byAge: withMoney(
        AGES.map(({ from, to }) => ({
          fromMonths: from,
          toMonths: to,
          points: pointsOf(sums, 'earned', (key) => {
            const age = ageOf(key, month);
            return age >= from && (to === null || age <= to);
          }),
        })),
        money,
      ),
      byTier: withMoney(tierParts(sums, tiers), money),
      byRestaurant: withMoney(
        pointsBy(sums, 'restaurant').map(({ key, points }) => ({ restaurantId: key === '' ? null : key, points })),
        money,
      ),
      byExpiry: withMoney(expiryParts(sums, month), money),
      receivable: of(inState('RECEIVABLE')),
      belowZero: of(inState('BELOW_ZERO')),
      agreement: {
        openLots: total,
        guestAccounts,
        ledgerAccounts,
        agrees: total === guestAccounts && total === ledgerAccounts,
      },
    };
  }
}

function pointsBy(sums: readonly LiabilitySum[], part: LiabilityPart): LiabilitySum[] {
  return sums.filter((sum) => sum.part === part).sort((a, b) => b.points - a.points || (a.key < b.key ? -1 : 1));
}

function pointsOf(sums: readonly LiabilitySum[], part: LiabilityPart, has: (key: string) => boolean): number {
  return sums.reduce((total, sum) => (sum.part === part && has(sum.key) ? total + sum.points : total), 0);
}

/** Whole months since the month of earning. A lot whose transaction is missing counts as the oldest; verify-ledger reports it. */
function ageOf(earned: string, month: MonthNumber): number {
  return earned === '' ? Number.POSITIVE_INFINITY : Math.max(0, month - Number(earned));
}

/** By month of expiry from this month on, where points past their end count too; at last points without an end. */
function expiryParts(sums: readonly LiabilitySum[], month: MonthNumber): { month: string | null; points: number }[] {
  const byMonth = new Map<number, number>();
  for (const { part, key, points } of sums) {
    if (part !== 'ends') continue;
    const ahead = Math.min(DATED_MONTHS, Math.max(0, Number(key) - month));
    byMonth.set(ahead, (byMonth.get(ahead) ?? 0) + points);
  }
  return [...byMonth]
    .sort(([a], [b]) => a - b)
    .map(([ahead, points]) => ({ month: ahead === DATED_MONTHS ? null : isoMonthOf(month + ahead), points }));
}

/** Every tier of the programme in its order, then earlier tiers. A guest without a tier counts in the lowest. */
function tierParts(sums: readonly LiabilitySum[], tiers: readonly string[]): { tier: string | null; points: number }[] {
  const lowest = tiers[0] ?? null;
  const tierOf = (key: string): string | null => (key === '' ? lowest : key);
  const former = pointsBy(sums, 'tier')
    .map(({ key }) => tierOf(key))
    .filter((tier) => tier === null || !tiers.includes(tier));
  return [...tiers, ...new Set(former)].map((tier) => ({
    tier,
    points: pointsOf(sums, 'tier', (key) => tierOf(key) === tier),
  }));
}
