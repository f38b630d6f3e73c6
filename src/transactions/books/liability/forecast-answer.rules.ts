import type { NetworkProfile } from '../../../configuration';
import { worthOf } from '../../../decision';
import { type CohortHistory, isoMonthOf } from './cohort-history.rules';
import { FORECAST_RECORD } from './forecast-record';
import { BAND_PPM, type Band, type Forecast, type MonthForecast } from './forecast.rules';
import type { ForecastAnswer } from './liability.dto';

const MILLION = 1_000_000;

/** A forecast in the form for charts: a list for each figure, with its band in points and in money at today's worth of a point. */
export function forecastAnswer(
  history: CohortHistory,
  forecast: Forecast,
  { currency, currencyDigits }: Pick<NetworkProfile, 'currency' | 'currencyDigits'>,
  pointValue: number,
): ForecastAnswer {
  const open = history.open.reduce((sum, { points }) => sum + points, 0);
  const moneyOf = ({ expected, low, high }: Band): Band => ({
    expected: worthOf(expected, pointValue),
    low: worthOf(low, pointValue),
    high: worthOf(high, pointValue),
  });
  const listOf = (figure: (month: MonthForecast) => Band) =>
    forecast.months.map((month) => ({
      month: isoMonthOf(month.month),
      ...figure(month),
      money: moneyOf(figure(month)),
    }));
  const { months, redeemed: redeemedInside, expired: expiredInside } = FORECAST_RECORD.all;
  const { redeemed, expired, openAtEnd } = forecast.total;
  const settled = redeemed.expected + expired.expected;
  return {
    lastMonth: isoMonthOf(history.lastMonth),
    bandPpm: BAND_PPM,
    record: { months, redeemed: redeemedInside, expired: expiredInside },
    currency,
    currencyDigits,
    pointValue,
    open: { points: open, money: worthOf(open, pointValue) },
    redeemed: listOf((month) => month.redeemed),
    expired: listOf((month) => month.expired),
    stillOpen: listOf((month) => month.open),
    total: { redeemed, expired, stillOpen: openAtEnd },
    expectedRedemptionPpm: settled === 0 ? null : Math.round((redeemed.expected / settled) * MILLION),
    cohorts: forecast.cohorts.map((cohort) => ({
      ...cohort,
      cohort: isoMonthOf(cohort.cohort),
      months: cohort.months.map((month) => ({ ...month, month: isoMonthOf(month.month) })),
    })),
    factors: {
      byAge: forecast.model.byAge.slice(1).map((share, index) => ({
        age: index + 1,
        sharePpm: Math.round(share * MILLION),
        seen: index + 1 < forecast.model.firstUnseenAge,
      })),
      bySeason: forecast.model.bySeason.map((factor, index) => ({
        month: index + 1,
        factorPpm: Math.round(factor * MILLION),
      })),
    },
    historyMonths: forecast.historyMonths,
    limits: limitsOf(history, forecast),
  };
}

function limitsOf(history: CohortHistory, { knowsSeasons, model, months }: Forecast): ForecastAnswer['limits'] {
  const lastMonth = months.at(-1)?.month ?? history.lastMonth;
  const oldest = Math.max(
    0,
    ...history.open.map(({ cohort, expires }) => Math.min(expires ?? lastMonth, lastMonth) - cohort),
  );
  return [
    ...(knowsSeasons ? [] : (['SEASONS_UNKNOWN'] as const)),
    ...(oldest >= model.firstUnseenAge ? (['OLD_AGES_UNSEEN'] as const) : []),
    ...(history.open.some(({ expires }) => expires === null) ? (['EXPIRY_UNDATED'] as const) : []),
    'LATER_EARNING_LEFT_OUT',
  ];
}
