import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { type Principal, wholeNetworkOf } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { isBehind } from '../../jobs/log-behind.sql';
import { AnalyticsQuery, type Chosen } from '../analytics/analytics.query';
import { within } from '../analytics/analytics.rules';
import { partsOf, previousOf, type Span, stepOf, yearBefore } from '../analytics/spans.rules';
import type { Items, ItemsQuery, RewardsQuery, RewardUse, TierFlows, TiersQuery } from './breakdowns.dto';
import { BreakdownsRelay } from './breakdowns-relay';
import { flowsOf, itemSumsOf, movesOf, NO_ITEMS, tiersOf } from './breakdowns.rules';
import {
  type ItemRow,
  listCategories,
  listErased,
  listItems,
  listJoined,
  listRewards,
  listTierMoves,
  SUBSCRIBER,
  sumItems,
  type TierRow,
} from './breakdowns.sql';

const MILLION = 1_000_000;

/** Sales by item and moves of guests between tiers, read from stored figures; and the use of rewards. */
@Injectable()
export class BreakdownsQuery {
  constructor(
    private readonly database: Database,
    private readonly analytics: AnalyticsQuery,
    private readonly snapshots: Snapshots,
    private readonly relay: BreakdownsRelay,
    private readonly figures: FiguresRelay,
    private readonly clock: Clock,
  ) {}

  /** Items or categories, with the share that points paid. @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async items(principal: Principal, query: ItemsQuery): Promise<Items> {
    const { by, ...choice } = query;
    const chosen = await this.analytics.chosenOf(principal, choice);
    const { networkId, span, restaurants } = chosen;
    const compared = query.compare === 'year' ? yearBefore(span) : previousOf(span);
    const list = by === 'ITEM' ? listItems : listCategories;
    await this.relay.catchUp(networkId);
    return this.database.reportOf(networkId, async (tx) => {
      const ofSpan = { networkId, restaurants, ...span };
      const ofCompared = { networkId, restaurants, ...compared };
      const keyOf = ({ kind, item }: ItemRow): string => `${kind} ${item}`;
      const before = new Map((await list(tx, ofCompared)).map((row) => [keyOf(row), row]));
      return {
        ...(await commonOf(tx, chosen, compared)),
        items: (await list(tx, ofSpan)).map((row) => ({
          kind: row.kind,
          key: row.item,
          name: row.name,
          category: row.category,
          ...itemSumsOf(row, before.get(keyOf(row)) ?? NO_ITEMS),
        })),
        total: itemSumsOf(await sumItems(tx, ofSpan), await sumItems(tx, ofCompared)),
      };
    });
  }

  /** Moves between tiers in the whole network. @throws ProblemError `forbidden` for a manager of some restaurants */
  async tiers(principal: Principal, query: TiersQuery): Promise<TierFlows> {
    const networkId = wholeNetworkOf(principal);
    const chosen = await this.analytics.chosenOf(principal, query);
    const { span } = chosen;
    const compared = query.compare === 'year' ? yearBefore(span) : previousOf(span);
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
    const chosen = await this.analytics.chosenOf(principal, query);
    const { networkId, network, businessDate, span, restaurants } = chosen;
    const compared = query.compare === 'year' ? yearBefore(span) : previousOf(span);
    const snapshot = await this.snapshots.current(networkId);
    const pointValue = snapshot.programInForce(this.clock.now())?.program.document.pointValue ?? 0;
    return this.database.reportOf(networkId, async (tx) => {
      const list = (of: Span) => listRewards(tx, networkId, ...instantsOf(chosen, of), restaurants);
      const before = new Map((await list(compared)).map(({ rewardId, redeemed }) => [rewardId, redeemed]));
      return {
        currency: network.currency,
        currencyDigits: network.currencyDigits,
        businessDate,
        ...span,
        comparedFrom: compared.from,
        comparedTo: compared.to,
        items: (await list(span)).map((sums) => ({
          ...sums,
          pointsWorth: Math.floor((sums.points * pointValue) / MILLION),
          comparedRedeemed: before.get(sums.rewardId) ?? 0,
        })),
      };
    });
  }
}

/** Moves by business date, together with guests who joined in the lowest tier and guests who were erased. */
async function rowsOf(tx: Tx, chosen: Chosen, span: Span, first: string): Promise<TierRow[]> {
  const { networkId, network } = chosen;
  const { from, to } = span;
  const calendar = calendarOf(network.timeZone, network.settings.dayStart);
  const erased = await listErased(tx, networkId, ...instantsOf(chosen, span));
  const joined = await listJoined(tx, networkId, from, to);
  return [
    ...(await listTierMoves(tx, networkId, from, to)),
    ...joined.map((row): TierRow => ({ ...row, from: '', to: first, cause: 'JOINED' })),
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
function instantsOf({ network }: Chosen, { from, to }: Span): [Date, Date] {
  const { dayStart } = network.settings;
  const calendar = calendarOf(network.timeZone, dayStart);
  const startOf = (day: number): Date => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
  return [startOf(dayOfIsoDate(from)), startOf(dayOfIsoDate(to) + 1)];
}

async function commonOf(tx: Tx, { networkId, network, businessDate, span }: Chosen, compared: Span) {
  const { currency, currencyDigits } = network;
  return {
    currency,
    currencyDigits,
    businessDate,
    isCounted: !(await isBehind(tx, networkId, SUBSCRIBER)),
    ...span,
    comparedFrom: compared.from,
    comparedTo: compared.to,
  };
}
