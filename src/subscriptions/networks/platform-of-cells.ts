import type { PlatformHealth, PlatformSummary } from './platform.dto';

/** Figures of several cells as those of one installation; a part of the server is as bad as its worst. */
export function summaryOfCells(mine: PlatformSummary, others: readonly PlatformSummary[]): PlatformSummary {
  const all = [mine, ...others];
  const sum = (member: CountMember): number => all.reduce((total, summary) => total + summary[member], 0);
  const state = (member: keyof PlatformSummary['networks']): number =>
    all.reduce((total, { networks }) => total + networks[member], 0);
  const currencies = [...new Set(all.flatMap(({ money }) => money.map(({ currency }) => currency)))].sort();
  const names = [...new Set(all.flatMap(({ checks }) => Object.keys(checks)))];
  return {
    networks: {
      active: state('active'),
      suspended: state('suspended'),
      closed: state('closed'),
      silent: state('silent'),
      troubled: state('troubled'),
    },
    restaurants: sum('restaurants'),
    tills: sum('tills'),
    guests: sum('guests'),
    salesToday: sum('salesToday'),
    salesWeek: sum('salesWeek'),
    guestSalesWeek: sum('guestSalesWeek'),
    salesWholeWeek: sum('salesWholeWeek'),
    salesWeekBefore: sum('salesWeekBefore'),
    money: currencies.map((currency) => {
      const same = all.flatMap(({ money }) => money.filter((one) => one.currency === currency));
      return {
        currency,
        payableToday: same.reduce((total, { payableToday }) => total + payableToday, 0),
        payableWeek: same.reduce((total, { payableWeek }) => total + payableWeek, 0),
      };
    }),
    status: worst(
      all.map(({ status }) => status),
      ['down', 'degraded', 'ok'],
    ),
    checks: Object.fromEntries(
      names.map((name) => [
        name,
        worst(
          all.flatMap(({ checks }) => checks[name] ?? []),
          ['down', 'up', 'off'],
        ),
      ]),
    ),
    countedAt: all.map(({ countedAt }) => countedAt).reduce((a, b) => (a < b ? a : b)),
  };
}

/** Faults of all cells. */
export function healthOfCells(mine: PlatformHealth, others: readonly PlatformHealth[]): PlatformHealth {
  const complaints = [mine, ...others].flatMap((health) => health.complaints);
  const errorsFirst = complaints.toSorted((a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'));
  return { ...mine, complaints: errorsFirst };
}

type CountMember = {
  [Member in keyof PlatformSummary]: PlatformSummary[Member] extends number ? Member : never;
}[keyof PlatformSummary];

function worst<State extends string>(states: readonly State[], order: readonly [State, ...State[]]): State {
  return order.find((state) => states.includes(state)) ?? order[0];
}
