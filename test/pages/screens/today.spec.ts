import { waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const sums = (amount: number) => ({ sales: 1, guestSales: 0, amount, guestAmount: 0 });
const report = recordedAnswer('getPeriodReport');
const today = {
  ...recordedAnswer('getAnalyticsToday'),
  businessDate: report.businessDate,
  comparedDate: '2026-11-13',
  today: sums(150_000),
  compared: sums(100_000),
  hours: [
    { hour: 10, isOver: true, today: sums(150_000), compared: sums(100_000) },
    { hour: 11, isOver: false, today: sums(20_000), compared: sums(300_000) },
  ],
};
const yesterday = { ...recordedAnswer('getAnalyticsHours'), items: [{ weekday: 4, hour: 10, ...sums(120_000) }] };
const ofToday = {
  ...report,
  from: report.businessDate,
  to: report.businessDate,
  figures: { ...report.figures, sales: 2 },
};
const answers = { getPeriodReport: ofToday, getAnalyticsToday: today, getAnalyticsHours: yesterday };

describe('The first page', () => {
  it('leads with the three days at the last whole hour, and asks for yesterday alone', async () => {
    const { calls, user } = await openPage('/admin', { answers });
    await waitFor(() => expect(mainText()).toContain('Yesterday ₽1,200.00'));
    expect(mainText()).toContain('Today ₽1,500.00');
    expect(mainText()).toContain('Friday 13 November ₽1,000.00');
    expect(mainText()).toContain('▲ 50%');
    expect(mainText()).toContain('up to 11:00');
    // Each of the two sums says until when it counts.
    expect(mainText()).toContain('By 11:00, at menu prices: ₽1,500.00');
    const [asked] = calls.filter(({ operation }) => operation === 'getAnalyticsHours');
    const day = asked?.query.get('from');
    expect([day !== report.businessDate, asked?.query.get('to')]).toEqual([true, day]);
    // Each figure is drawn once, also when all are requested.
    expect(inMain().getAllByText('Net sales up to now')).toHaveLength(1);
    expect(inMain().queryByText('Net sales')).toBeNull();
    await user.click(inMain().getByText('All figures'));
    await waitFor(() => expect(inMain().getAllByText('Net sales')).toHaveLength(1));
  });

  it('keeps its figures where the curve cannot be read', async () => {
    await openPage('/admin', { answers: { ...answers, getAnalyticsToday: refuse(503, 'busy') } });
    expect(await inMain().findByText('New guests')).toBeDefined();
    expect(await inMain().findByRole('button', { name: /Try again|Retry/ })).toBeDefined();
  });

  it('shows no curve of today for another day', async () => {
    const { user, answer } = await openPage('/admin', { answers });
    await inMain().findByText('Sales today, hour by hour');
    answer({ getPeriodReport: { ...ofToday, from: '2026-11-01', to: '2026-11-01' } });
    await user.selectOptions(inMain().getByLabelText('Period'), 'Yesterday');
    await waitFor(() => expect(mainText()).not.toContain('Sales today, hour by hour'));
    await inMain().findByText('New guests');
    expect(mainText()).not.toContain('Sales today, hour by hour');
  });
});
