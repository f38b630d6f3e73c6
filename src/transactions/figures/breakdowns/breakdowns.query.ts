import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { worthOf } from '../../../decision';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx, type Statements } from '../../../platform/database/database';
import { type Principal, wholeNetworkOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { isBehind } from '../../jobs/log-behind.sql';
import { listDaySums, MOST_ROWS, sumDays } from '../catalogue/day-sums.sql';
import type { SumName, TableName } from '../catalogue/day-tables';
import { DATE, type Dimension, DIMENSIONS, MOVE } from '../catalogue/dimensions';
import { FIGURES, type Values } from '../catalogue/figures';
import { type ReaderScope, currencyOf, ReaderChoice } from '../catalogue/reader-choice';
import { comparedOf, partsOf, type DateSpan, stepOf, within } from '../catalogue/spans.rules';
import type { ItemKind, Items, ItemsQuery, RewardsQuery, RewardUse, TierFlows, TiersQuery } from './breakdowns.dto';
import { BreakdownsRelay, SUBSCRIBER } from './breakdowns-relay';
import { flowsOf, ITEM_SUMS, itemSumsOf, movesOf, type TierRow, tiersOf } from './breakdowns.rules';

const USES = ['rewardsRedeemed', 'rewardsByCoupon', 'rewardPoints'] as const;
const SALES = ['rewardSales', 'rewardSalesAmount', 'rewardMoneyOff'] as const;

/**
 * Counts the guests who redeemed rewards. The number is not a figure of the catalogue, because a sum of days would count a guest with redemptions on
 * two days twice.
 */
const GUESTS: Dimension = { tables: ['redemptions'], keys: {}, labels: { guests: 'count(DISTINCT f.guest_id)' } };

const byReward = <Row extends { readonly rewardId: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.rewardId, row]));

/** Sums of an item, or of a category. */
type ItemRow = Values<(typeof ITEM_SUMS)[number]> & {
  readonly kind: ItemKind;
  readonly item: string;
  readonly name: string | null;
  readonly category: string | null;
};

/** Sales by item and moves of guests between tiers, read from stored figures; and the use of rewards. */
@Injectable()
export class BreakdownsQuery {
  constructor(
    private readonly database: Database,
    private readonly choice: ReaderChoice,
    private readonly snapshots: Snapshots,
    private readonly relay: BreakdownsRelay,
    private readonly figures: FiguresRelay,
    private readonly clock: Clock,
  ) {}

  /** Items or categories, with the share that points paid. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async items(principal: Principal, query: ItemsQuery): Promise<Items> {
    const { by, ...choice } = query;
    const chosen = await this.choice.chosenOf(principal, choice);
    const { networkId, span, restaurants } = chosen;
    const compared = comparedOf(span, query.compare);
    const of = (dates: DateSpan) =>
      ({ table: 'item_figures', sums: ITEM_SUMS, networkId, dates, restaurants }) as const;
    await this.relay.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const list = (dates: DateSpan) =>
        listDaySums<ItemRow>(tx, {
          ...of(dates),
          by: [by === 'ITEM' ? DIMENSIONS.item : DIMENSIONS.category],
          highest: { of: FIGURES.itemAmount.of, limit: MOST_ROWS },
          language: 'en',
        });
      const keyOf = ({ kind, item }: ItemRow): string => `${kind} ${item}`;
      const before = new Map((await list(compared)).map((row) => [keyOf(row), row]));
      return {
        ...(await commonOf(tx, chosen, compared)),
        items: (await list(span)).map((row) => ({
          kind: row.kind,
          key: row.item,
          name: row.name,
          category: row.category,
          ...itemSumsOf(row, before.get(keyOf(row))),
        })),
        total: itemSumsOf(await sumDays(tx, of(span)), await sumDays(tx, of(compared))),
      };
    });
  }

  /** Moves between tiers in the whole network. @throws ProblemError `forbidden` for a manager of some restaurants */
  async tiers(principal: Principal, query: TiersQuery): Promise<TierFlows> {
    const networkId = wholeNetworkOf(principal);
    const chosen = await this.choice.chosenOf(principal, query);
    const { span } = chosen;
    const compared = comparedOf(span, query.compare);
    const step = stepOf(span);
    const snapshot = await this.snapshots.current(networkId);
    const program = snapshot.programInForce(this.clock.now())?.program.document.tiers.map(({ code }) => code) ?? [];
    await this.relay.catchUp(networkId);
    await this.figures.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const [first = ''] = program;
      const [rows, earlier] = [await rowsOf(tx, chosen, span, first), await rowsOf(tx, chosen, compared, first)];
      const tiers = tiersOf(program, [...rows, ...earlier]);
      return {
        ...(await commonOf(tx, chosen, compared)),
        tiers,
        period: movesOf(rows, tiers),
        compared: movesOf(earlier, tiers),
        flows: flowsOf(rows, tiers),
        step,
        series: partsOf(span, compared, step).map(({ from, to }) => ({
          from,
          to,
          ...movesOf(within(rows, { from, to }), tiers),
        })),
      };
    });
  }

  /** Rewards by use and cost. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async rewards(principal: Principal, query: RewardsQuery): Promise<RewardUse> {
    const chosen = await this.choice.chosenOf(principal, query);
    const { networkId, network, businessDate, span, restaurants } = chosen;
    const compared = comparedOf(span, query.compare);
    const snapshot = await this.snapshots.current(networkId);
    const pointValue = snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0;
    return this.database.reportOf(networkId, async (tx) => {
      const list = <Row>(table: TableName, sums: readonly SumName[], dates: DateSpan) =>
        listDaySums<Row & { readonly rewardId: string }>(tx, {
          table,
          sums,
          networkId,
          dates,
          restaurants,
          by: [DIMENSIONS.reward, ...(table === 'redemptions' ? [GUESTS] : [])],
          ...(table === 'redemptions' && { highest: { of: FIGURES.rewardsRedeemed.of, limit: MOST_ROWS } }),
        });
      const uses = await list<Values<(typeof USES)[number]> & { guests: number }>('redemptions', USES, span);
      const sales = byReward(await list<Values<(typeof SALES)[number]>>('reward_sales', SALES, span));
      const before = byReward(await list<Values<'rewardsRedeemed'>>('redemptions', USES, compared));
      return {
        ...currencyOf(network),
        businessDate,
        ...span,
        comparedFrom: compared.from,
        comparedTo: compared.to,
        items: uses.map(({ rewardId, guests, rewardsRedeemed, rewardsByCoupon, rewardPoints }) => ({
          rewardId,
          redeemed: rewardsRedeemed,
          guests,
          points: rewardPoints,
          byCoupon: rewardsByCoupon,
          sales: sales.get(rewardId)?.rewardSales ?? 0,
          salesAmount: sales.get(rewardId)?.rewardSalesAmount ?? 0,
          moneyOff: sales.get(rewardId)?.rewardMoneyOff ?? 0,
          pointsWorth: worthOf(rewardPoints, pointValue),
          comparedRedeemed: before.get(rewardId)?.rewardsRedeemed ?? 0,
        })),
      };
    });
  }
}

/** Moves by business date, together with guests who joined in the lowest tier and guests who were erased. */
async function rowsOf(tx: Tx, chosen: ReaderScope, span: DateSpan, first: string): Promise<TierRow[]> {
  const { networkId, network } = chosen;
  const of = { networkId, dates: span, restaurants: null, by: [DATE] } as const;
  const calendar = calendarOf(network.timeZone, network.settings.dayStart);
  const erased = await listErased(tx, networkId, ...instantsOf(chosen, span));
  const joined = await listDaySums<{ businessDate: string; newGuests: number }>(tx, {
    ...of,
    table: 'daily_figures',
    sums: ['newGuests'],
  });
  return [
    ...(await listDaySums<TierRow>(tx, { ...of, table: 'tier_figures', sums: ['guests'], by: [DATE, MOVE] })),
    ...joined
      .filter(({ newGuests }) => newGuests > 0)
      .map(({ businessDate, newGuests: guests }): TierRow => ({
        businessDate,
        from: '',
        to: first,
        cause: 'JOINED',
        guests,
      })),
    ...erased.map(({ at, tier }): TierRow => ({
      businessDate: isoDateOf(calendar.businessDay(at.getTime())),
      from: tier ?? first,
      to: '',
      cause: 'ERASED',
      guests: 1,
    })),
  ];
}

/** The instants at which a span of business dates begins and ends. */
function instantsOf({ network }: ReaderScope, { from, to }: DateSpan): [Date, Date] {
  const { dayStart } = network.settings;
  const calendar = calendarOf(network.timeZone, dayStart);
  const startOf = (day: number): Date => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
  return [startOf(dayOfIsoDate(from)), startOf(dayOfIsoDate(to) + 1)];
}

async function commonOf(tx: Tx, { networkId, network, businessDate, span }: ReaderScope, compared: DateSpan) {
  return {
    ...currencyOf(network),
    businessDate,
    isCounted: !(await isBehind(tx, networkId, SUBSCRIBER)),
    ...span,
    comparedFrom: compared.from,
    comparedTo: compared.to,
  };
}

/** Guests erased in a span, with their tier. Null: the lowest. */
function listErased(tx: Statements, networkId: string, from: Date, to: Date) {
  return tx.query<{ at: Date; tier: string | null }>`SELECT e.finished_at AS at, s.tier FROM erasures e
      JOIN guests g ON g.network_id = e.network_id AND g.id = e.guest_id
      LEFT JOIN guest_states s ON s.network_id = e.network_id AND s.guest_id = e.guest_id
      WHERE e.network_id = ${networkId} AND e.status = 'DONE' AND e.finished_at >= ${from} AND e.finished_at < ${to} AND g.merged_into IS NULL`;
}
