import { waitFor } from '@testing-library/dom';
import { cellsOf } from './harness/tables';
import { openPage } from './harness/open-page';
import { inMain, mainText } from './harness/main';
import type { Answer } from './harness/recorded-answers';

const SHARED = {
  currency: 'RUB',
  currencyDigits: 2,
  businessDate: '2026-03-10',
  isCounted: true,
  from: '2026-03-01',
  to: '2026-03-02',
  comparedFrom: '2026-02-22',
  comparedTo: '2026-02-23',
};
const sums = (amount: number, pointsAmount: number, comparedAmount: number) => ({
  quantityMilli: 2_500,
  amount,
  pointsQuantityMilli: 1_000,
  pointsAmount,
  pointsSharePpm: Math.floor((pointsAmount * 1_000_000) / amount),
  comparedAmount,
  comparedPointsSharePpm: null,
});
const ITEMS: Answer<'getAnalyticsItems'> = {
  ...SHARED,
  items: [
    { kind: 'ITEM', key: 'P1', name: '=Pizza', category: 'pizza', ...sums(400_000, 100_000, 200_000) },
    { kind: 'ITEM', key: '', name: null, category: null, ...sums(80_000, 0, 80_000) },
    { kind: 'NO_LINES', key: '', name: null, category: null, ...sums(20_000, 0, 0) },
  ],
  total: sums(500_000, 100_000, 280_000),
};
const TIERS: Answer<'getAnalyticsTiers'> = {
  ...SHARED,
  tiers: ['BASE', 'GOLD'],
  period: { joined: 5, rose: 3, fell: 1, left: 2 },
  compared: { joined: 4, rose: 0, fell: 0, left: 0 },
  flows: [
    { from: null, to: 'BASE', cause: 'JOINED', guests: 5 },
    { from: 'BASE', to: 'GOLD', cause: 'SALE', guests: 3 },
    { from: 'GOLD', to: 'BASE', cause: 'REVIEW', guests: 1 },
    { from: 'GOLD', to: null, cause: 'ERASED', guests: 2 },
  ],
  step: 'DAY',
  series: [
    { from: '2026-03-01', to: '2026-03-01', joined: 5, rose: 0, fell: 0, left: 0 },
    { from: '2026-03-02', to: '2026-03-02', joined: 0, rose: 3, fell: 1, left: 2 },
  ],
};

/** The browser of these tests has no `Blob.text()`. */
const textOf = (blob: Blob | undefined): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(blob ?? new Blob());
  });

function keepFiles(): Blob[] {
  const saved: Blob[] = [];
  Object.assign(URL, {
    createObjectURL: (blob: Blob) => `blob:${String(saved.push(blob))}`,
    revokeObjectURL: () => undefined,
  });
  return saved;
}

describe('the tab of items', () => {
  it('says what was bought with points and without, by category too, and keeps that in the address', async () => {
    const { user, calls } = await openPage('/admin/analytics/items?from=2026-03-01&to=2026-03-02', {
      answers: { getAnalyticsItems: ITEMS },
    });
    await user.click(await inMain().findByRole('button', { name: 'Show table' }));
    const rows = cellsOf(/^Items, .* \(table\)$/);
    expect(rows[0]).toEqual(['=Pizzapizza', '2.5', '₽4,000.00▲ 100%', '₽2,000.00', '₽1,000.00', '₽3,000.00', '25%']);
    expect(rows.map(([name]) => name)).toEqual([
      '=Pizzapizza',
      'Without a name',
      'Receipts without lines',
      'All together',
    ]);
    await user.click(inMain().getByRole('radio', { name: 'Categories' }));
    await waitFor(() => expect(calls.at(-1)?.query.get('by')).toBe('CATEGORY'));
    expect(location.search).toBe('?from=2026-03-01&to=2026-03-02&by=category');
  });

  it('saves a file whose cells no spreadsheet takes for a formula', async () => {
    const saved = keepFiles();
    const { user } = await openPage('/admin/analytics/items', { answers: { getAnalyticsItems: ITEMS } });
    await user.click(await inMain().findByRole('button', { name: /^CSV: Items/ }));
    await user.click(inMain().getByRole('button', { name: /^XLSX: Items/ }));
    await waitFor(() => expect(saved).toHaveLength(2));
    expect(await textOf(saved[0])).toContain(`\n'=Pizza,`);
  });

  it('says in Russian that earlier acts are still being counted, and that nothing was sold', async () => {
    const none = { ...ITEMS, isCounted: false, items: [] };
    await openPage('/admin/analytics/items', { language: 'ru', answers: { getAnalyticsItems: none } });
    await waitFor(() => expect(mainText()).toContain('Прошлые продажи ещё считаются'));
    expect(mainText()).toContain('События до последнего обновления');
  });
});

describe('the tab of tiers', () => {
  it('says who joined, rose, fell and left, from tier to tier and by day', async () => {
    const { user } = await openPage('/admin/analytics/tiers?restaurants=0198f2c4-7b1e-7c3a-9d52-000000000001', {
      answers: { getAnalyticsTiers: TIERS },
    });
    await waitFor(() => expect(mainText()).toContain('5 joined, 3 rose, 1 fell, 2 left.'));
    expect(mainText()).toContain('These figures cover the whole network');
    for (const button of inMain().getAllByRole('button', { name: 'Show table' })) await user.click(button);
    expect(cellsOf(/^From tier to tier, .* \(table\)$/)).toEqual([
      ['Joined', 'BASE', 'New guest', '5'],
      ['BASE', 'GOLD', 'Sales', '3'],
      ['GOLD', 'BASE', 'Review of tiers', '1'],
      ['GOLD', 'Left', 'Erased', '2'],
    ]);
    expect(cellsOf(/^Moves between tiers .* \(table\)$/).map((row) => row.slice(1))).toEqual([
      ['5', '0', '0', '0'],
      ['0', '3', '1', '2'],
    ]);
  });

  it('says in Russian that nobody moved', async () => {
    const none = { ...TIERS, flows: [] };
    await openPage('/admin/analytics/tiers', { language: 'ru', answers: { getAnalyticsTiers: none } });
    await waitFor(() => expect(mainText()).toContain('никто не пришёл, не сменил уровень и не ушёл'));
  });
});
