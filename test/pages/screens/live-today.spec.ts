import { screen } from '@testing-library/dom';
import { mainText } from './harness/main';
import { openPage } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const sums = (sales: number, guestSales: number) => ({ sales, guestSales, amount: sales * 1_000, guestAmount: 0 });
const today = (sales: number): Answer<'getAnalyticsToday'> => ({
  currency: 'RUB',
  currencyDigits: 2,
  businessDate: '2026-03-10',
  comparedDate: '2026-03-03',
  isCounted: true,
  hours: [{ hour: 9, isOver: true, today: sums(sales, 4), compared: sums(10, 3) }],
  today: sums(sales, 4),
  compared: sums(10, 3),
});

describe('today on the page of hours', () => {
  it('follows the stream of the server', async () => {
    const answer = globalThis.fetch;
    globalThis.fetch = (input, init) =>
      typeof input === 'string' && input.startsWith('/api/analytics/today/stream')
        ? Promise.resolve(
            new Response(
              new ReadableStream({
                start: (stream) =>
                  stream.enqueue(new TextEncoder().encode(`event: today\ndata: ${JSON.stringify(today(8))}\n\n`)),
              }),
            ),
          )
        : answer(input, init);
    await openPage('/admin/analytics/hours', { answers: { getAnalyticsToday: today(5) } });
    await screen.findByText('Updated as sales come in.');
    await screen.findByText(/^8 receipts/);
    expect(mainText()).toContain('8 receipts, 50% of them with a guest; 30% in the same hours of');
  });

  it('asks once a minute where no stream opens', async () => {
    await openPage('/admin/analytics/hours', { answers: { getAnalyticsToday: today(5) } });
    await screen.findByText('Updated once a minute.');
    expect(mainText()).toContain('5 receipts, 80% of them with a guest');
  });
});
