/**
 * Answers of a network with years of data, which the demo lacks: a forecast and a closed month as docs/liability.md describes them. The current
 * liability and the closing of a month come from the real server.
 */
const MONTHS = ['2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04'];

const band = (expected: number) => ({
  expected,
  low: Math.round(expected * 0.8),
  high: Math.round(expected * 1.25),
});
const ofMonths = (first: number, step: number) =>
  MONTHS.map((month, ahead) => {
    const points = band(first + step * ahead);
    const money = { expected: points.expected * 100, low: points.low * 100, high: points.high * 100 };
    return { month, ...points, money };
  });

export const forecastAnswer = {
  lastMonth: '2026-10',
  bandPpm: 800_000,
  record: { months: 240, redeemed: 185, expired: 195 },
  currency: 'RUB',
  currencyDigits: 2,
  pointValue: 100_000_000,
  open: { points: 120_000, money: 12_000_000 },
  redeemed: ofMonths(14_000, -1_500),
  expired: ofMonths(2_000, 900),
  stillOpen: ofMonths(100_000, -9_000),
  total: { redeemed: band(61_500), expired: band(25_500), stillOpen: band(33_000) },
  expectedRedemptionPpm: 706_000,
  cohorts: [],
  factors: { byAge: [], bySeason: [] },
  historyMonths: 41,
  limits: ['LATER_EARNING_LEFT_OUT', 'EXPIRY_UNDATED'],
};

const accounts = {
  deferred: { code: '90.10', name: 'Отложенная выручка' },
  liability: { code: '96.01', name: 'Обязательство по баллам' },
  redeemed: { code: '90.11', name: 'Выручка от списания' },
  broken: { code: '90.12', name: 'Выручка от сгорания' },
};
const entry = (
  number: number,
  kind: string,
  points: number,
  [debit, credit]: readonly [object, object],
  amount: number,
) => ({
  number,
  kind,
  points,
  lines: [
    { role: 'FROM', ...debit, debit: amount, credit: 0 },
    { role: 'TO', ...credit, debit: 0, credit: amount },
  ],
});
const balances = (liability: number, expectedBreakage: number) => ({
  liability,
  expectedBreakage,
  net: liability - expectedBreakage,
  guestDebt: 0,
});

export const periodAnswer = {
  month: '2026-10',
  currency: 'RUB',
  currencyDigits: 2,
  timeZone: 'Europe/Moscow',
  until: '2026-10-31T21:00:00.000Z',
  cut: { epoch: 1, xid: 4_711, id: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e' },
  policy: { pointValue: 100_000_000, programVersion: 3, expectedRedemptionPpm: 850_000, accounts: {} },
  opening: { points: 100_000, ...balances(10_000_000, 1_500_000) },
  movements: [],
  closing: { points: 120_000, ...balances(12_000_000, 1_800_000) },
  entries: [
    entry(1, 'ISSUE', 41_000, [accounts.deferred, accounts.liability], 4_100_000),
    entry(2, 'REDEMPTION', -18_500, [accounts.liability, accounts.redeemed], 1_850_000),
    entry(3, 'EXPIRY', -2_500, [accounts.liability, accounts.broken], 250_000),
  ],
  totals: { debit: 6_200_000, credit: 6_200_000 },
};
