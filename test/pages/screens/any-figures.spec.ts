import { waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { type Answers, openPage, refuse } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';
import { cellsOf } from './harness/tables';

const figure = (code: string, unit: 'money' | 'share' | 'count', name: string, by: string[]) => ({
  ...{ code, unit, name, by, description: name, mostDays: 1_827, alert: null, isInLetter: false },
});
const LIST = {
  items: [
    figure('sales', 'count', 'Receipts', ['day', 'restaurant', 'hour']),
    figure('net', 'money', 'Net sales', ['day', 'restaurant']),
    figure('tierMoves', 'count', 'Moves', ['tier']),
  ],
} as Answer<'listFigures'>;
const ANSWER: Answer<'getFigures'> = {
  currency: 'RUB',
  currencyDigits: 2,
  businessDate: '2026-03-10',
  isCounted: true,
  from: '2026-03-01',
  to: '2026-03-02',
  comparedFrom: '2026-02-22',
  comparedTo: '2026-02-23',
  figures: [
    { code: 'net', unit: 'money', name: 'Net sales' },
    { code: 'sales', unit: 'count', name: 'Receipts' },
  ],
  items: [
    { key: 'r-1', name: '=Centre', values: { net: 200_000, sales: 4 }, compared: { net: 100_000, sales: 4 } },
    { key: null, name: null, values: { net: 0, sales: 0 }, compared: null },
  ],
  isCut: false,
  total: { values: { net: 200_000, sales: 4 }, compared: { net: 100_000, sales: 4 } },
};
const DAYS = [{ key: '2026-03-01', name: null, values: { net: 1, sales: 1 }, compared: null }];
const ANSWERS: Answers = {
  listFigures: LIST,
  getFigures: ({ query }) => (query.get('by') === 'day' ? { ...ANSWER, items: DAYS } : ANSWER),
};
const PATH = '/admin/analytics/figures?from=2026-03-01&to=2026-03-02&figures=net,sales';

describe('the tab of any figure', () => {
  it('requests the chosen figures, and shows them in a table with the total', async () => {
    const { user, calls } = await openPage(PATH, { answers: ANSWERS });
    await user.click(await inMain().findByRole('button', { name: 'Show table' }));
    expect(cellsOf(/^Figures, .* \(table\)$/)).toEqual([
      ['=Centre', '₽2,000.00▲ 100%', expect.stringMatching(/^4/)],
      ['Without a restaurant', '₽0.00', '0'],
      ['All together', '₽2,000.00▲ 100%', expect.stringMatching(/^4/)],
    ]);
    const asked = () => calls.findLast(({ operation }) => operation === 'getFigures')?.query;
    expect([asked()?.get('figures'), asked()?.get('by'), asked()?.get('compare')]).toEqual([
      'net,sales',
      'restaurant',
      'previous',
    ]);
    // The two figures do not share the dimension of hours.
    expect(inMain().queryByRole('option', { name: 'Hour' })).toBeNull();
    await user.selectOptions(inMain().getByLabelText('By'), 'Day');
    await waitFor(() => expect(asked()?.get('by')).toBe('day'));
    expect(location.search).toContain('by=day');
  });

  it('names campaigns in Russian, and one that has no name any more', async () => {
    const { user } = await openPage(`${PATH}&figures=campaignUses&by=campaign`.replace('figures=net,sales&', ''), {
      language: 'ru',
      answers: {
        listFigures: {
          items: [figure('campaignUses', 'count', 'Срабатывания акций', ['day', 'campaign'])],
        } as Answer<'listFigures'>,
        getFigures: {
          ...ANSWER,
          figures: [{ code: 'campaignUses', unit: 'count', name: 'Срабатывания акций' }],
          items: [
            { key: 'TWICE', name: 'Вдвое', values: { campaignUses: 4 }, compared: null },
            { key: 'OLD', name: null, values: { campaignUses: 1 }, compared: null },
          ],
          total: { values: { campaignUses: 5 }, compared: null },
        },
      },
    });
    await user.click(await inMain().findByRole('button', { name: 'Таблицей' }));
    expect(cellsOf(/^Показатели, .*$/)).toEqual([
      ['Вдвое', '4'],
      ['Без имени', '1'],
      ['Все вместе', '5'],
    ]);
    expect(inMain().getByRole('option', { name: 'Акция' })).toBeTruthy();
  });

  it('names the sources of guests in Russian', async () => {
    const { user } = await openPage(PATH.replace('figures=net,sales', 'figures=registeredGuests&by=source'), {
      language: 'ru',
      answers: {
        listFigures: {
          items: [figure('registeredGuests', 'count', 'Гости', ['day', 'source'])],
        } as Answer<'listFigures'>,
        getFigures: {
          ...ANSWER,
          figures: [{ code: 'registeredGuests', unit: 'count', name: 'Гости' }],
          items: [{ key: 'IMPORT', name: null, values: { registeredGuests: 4 }, compared: null }],
          total: { values: { registeredGuests: 4 }, compared: null },
        },
      },
    });
    await user.click(await inMain().findByRole('button', { name: 'Таблицей' }));
    expect(cellsOf(/^Показатели, .*$/)).toEqual([
      ['Импорт', '4'],
      ['Все вместе', '4'],
    ]);
    expect(inMain().getByRole('option', { name: 'Откуда гость' })).toBeTruthy();
  });

  it('says in Russian that the period has no sales', async () => {
    await openPage(PATH, { language: 'ru', answers: { ...ANSWERS, getFigures: { ...ANSWER, items: [] } } });
    await waitFor(() => expect(mainText()).toContain('За этот период нет продаж'));
  });

  it('says in Russian that the figures could not be read', async () => {
    await openPage(PATH, { language: 'ru', answers: { ...ANSWERS, getFigures: refuse(429, 'rate_limited') } });
    await waitFor(() => expect(mainText()).toContain('Слишком много попыток'));
  });

  it('says in Russian that figures have nothing in common, and asks for none', async () => {
    const { calls } = await openPage('/admin/analytics/figures?figures=net,tierMoves', {
      language: 'ru',
      answers: ANSWERS,
    });
    await waitFor(() => expect(mainText()).toContain('Эти показатели нельзя разложить'));
    expect(calls.some(({ operation }) => operation === 'getFigures')).toBe(false);
  });
});
