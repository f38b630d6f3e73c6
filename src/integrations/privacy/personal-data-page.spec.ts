import { messages } from '../../generated/words/messages';
import { type PageReading, personalDataPage } from './personal-data-page';
import { PERSONAL_TABLES } from './personal-tables.rules';

const RESTAURANT = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const GUEST = '0198f2c4-7b1e-7c3a-9d52-000000000002';
const OTHER = '0198f2c4-7b1e-7c3a-9d52-000000000003';

const english: PageReading = {
  language: 'en',
  currency: 'RUB',
  currencyDigits: 2,
  timeZone: 'Europe/Moscow',
  names: new Map([[RESTAURANT, 'Centre']]),
};

function pageOf(table: string, row: Record<string, unknown>, reading: PageReading): string {
  const sections = [{ table, rows: [row], isCut: false }];
  const data = { network: 'Trattoria', madeAt: '2026-11-20T21:30:00.000Z', guestIds: [GUEST], sections };
  return personalDataPage(data, reading)
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll(/<style>.*<\/style>/gs, '');
}

/** The texts of the cells by their columns. */
function cellsOf(page: string): Record<string, string> {
  const texts = (tag: string) => [...page.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`, 'g'))].map(([, t]) => t);
  return Object.fromEntries(texts('th').map((name, index) => [name, texts('td')[index] ?? '']));
}

describe('the readable form of personal data', () => {
  const sale = {
    id: OTHER,
    type: 'SALE',
    occurred_at: '2026-11-20T21:30:00.000Z',
    restaurant_id: RESTAURANT,
    receipt_number: null,
    channel: 'TILL',
    amount: 155_000,
    payable: 147_250,
    points_earned: 1_147,
    items: [['p', 'Pizza <b>', null, 1_500, 80_000, 120_000, 0, 0, 0]],
  };

  it('says names, words, times of the network and money, and leaves out ids and empty columns', () => {
    expect(cellsOf(pageOf('transactions', sale, english))).toEqual({
      Type: 'Purchase',
      When: 'November 21, 2026 at 12:30 AM',
      Restaurant: 'Centre',
      Channel: 'Till',
      Amount: '₽1,550.00',
      Paid: '₽1,472.50',
      'Points earned': '1,147',
      Items: 'Pizza &lt;b&gt; × 1.5: ₽1,200.00',
    });
    const russian = pageOf('transactions', sale, { ...english, language: 'ru' });
    expect(russian).toContain('<td role="cell" data-name="Тип">Покупка</td>');
    expect(russian).toContain('<td role="cell" data-name="Оплачено">1 472,50 ₽</td>');
    expect(russian).toContain('21 ноября 2026 г.');
  });

  it('says days without a time zone, yes and no, and the guest as "you"', () => {
    expect(cellsOf(pageOf('children', { name: 'Mia', birth_date: '2019-02-28' }, english))).toEqual({
      Name: 'Mia',
      Birthday: 'February 28, 2019',
    });
    expect(cellsOf(pageOf('consents', { kind: 'marketing', given: false }, english))).toMatchObject({ Given: 'No' });
    const onPaper = { kind: 'personal_data', given: true, basis: 'PAPER_FORM' };
    expect(cellsOf(pageOf('consents', onPaper, english))).toMatchObject({ Agreed: 'On a paper form' });
    expect(cellsOf(pageOf('referrals', { friend_id: GUEST, referrer_id: OTHER }, english))).toEqual({ Friend: 'You' });
  });

  it('leaves what people wrote as it is, also where it reads like a code', () => {
    expect(cellsOf(pageOf('transaction_comments', { comment: 'SALE' }, english))).toEqual({ Comment: 'SALE' });
  });

  it('writes an entry of the audit as lines', () => {
    const entry = { action: 'guest.changed', actor_kind: 'guest', before: { name: 'Ann', id: OTHER }, after: null };
    expect(cellsOf(pageOf('audit_log', entry, english))).toEqual({
      Action: 'Guest changed',
      'Done by': 'The guest',
      Before: 'Name: Ann',
    });
  });

  it.each(['en', 'ru'] as const)('has words in %s for every table and column that is no id', (language) => {
    const words: Readonly<Record<string, unknown>> = messages[language];
    const named = ['restaurant_id', 'reward_id', 'campaign_id', 'segment_id', 'friend_id', 'referrer_id'];
    const missing = PERSONAL_TABLES.flatMap(({ table, shown }) => [
      `tables.${table}`,
      ...Object.keys(shown)
        .map((column) => column.replace(/_encrypted$/, ''))
        .filter((column) => named.includes(column) || !/(?:^|_)id$/.test(column))
        .map((column) => `columns.${column}`),
    ]).filter((name) => words[`personalData.${name}`] === undefined);
    expect([...new Set(missing)]).toEqual([]);
  });
});
