import { screen, within } from '@testing-library/dom';
import { mainText } from './harness/main';
import { openPage } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

type Figures = Answer<'getNewGuests'>['total']['period'];

const figures = (guests: number, bought: number | null, shares: readonly (number | null)[]): Figures => ({
  guests,
  bought,
  cameAgain: [30, 60, 90].map((days, at) => {
    const share = shares[at] ?? null;
    return {
      days,
      guests: share === null ? null : (guests * share) / 100,
      sharePpm: share === null ? null : share * 10_000,
    };
  }),
});
const both = { period: figures(40, 30, [25, null, null]), compared: figures(20, 18, [50, 55, null]) };

const GUESTS: Answer<'getNewGuests'> = {
  businessDate: '2026-03-10',
  from: '2026-01-01',
  to: '2026-01-31',
  isBehind: false,
  comparedFrom: '2025-12-01',
  comparedTo: '2025-12-31',
  total: both,
  restaurants: [{ restaurantId: null, name: null, ...both }],
  cashiers: [{ userId: '0199c0de-0000-7000-8000-000000000001', name: 'Anna', ...both }],
  sources: [{ source: 'REFERRAL', ...both }],
};

describe('the page of new guests', () => {
  it('has a chart, a table and a definition for each way to group them, and leaves out what is not over', async () => {
    const { user } = await openPage('/admin/analytics/new-guests?from=2026-01-01&to=2026-01-31', {
      answers: { getNewGuests: GUESTS },
    });
    await screen.findByRole('heading', { name: /New guests by restaurant/ });
    expect(mainText()).toContain('an invited guest counts as invited alone');
    for (const [name, first] of [
      [/New guests by restaurant.*table/, 'No restaurant'],
      [/New guests by cashier.*table/, 'Anna'],
      [/New guests by source.*table/, 'Invited by another guest'],
    ] as const) {
      const buttons = screen.getAllByRole('button', { name: 'Show table', pressed: false });
      await user.click(buttons[0] as HTMLElement);
      const table = screen.getByRole('table', { name });
      const cells = within(table)
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.textContent.replaceAll(/\s+/g, ' '));
      expect(cells[0]).toContain(first);
      expect(cells[0]).toContain('25%before: 50%');
      expect(cells[0]).toContain('not over yetbefore: 55%');
      expect(cells.at(-1)).toContain('All together');
    }
  });

  it('has the tables beside the charts on paper', async () => {
    await openPage('/admin/analytics/new-guests?from=2026-01-01&to=2026-01-31', { answers: { getNewGuests: GUESTS } });
    await screen.findByRole('heading', { name: /New guests by restaurant/ });
    expect(document.querySelectorAll('table')).toHaveLength(0);
    window.dispatchEvent(new Event('beforeprint'));
    expect(document.querySelectorAll('table')).toHaveLength(3);
    window.dispatchEvent(new Event('afterprint'));
    expect(document.querySelectorAll('table')).toHaveLength(0);
  });

  it('says in both languages why visits are left out, and that nobody came', async () => {
    const noVisits = { period: figures(4, null, []), compared: figures(2, null, []) };
    await openPage('/admin/analytics/new-guests', {
      language: 'ru',
      answers: { getNewGuests: { ...GUESTS, total: noVisits } },
    });
    await screen.findByText('Визиты этих гостей не показаны');
    const none = { period: figures(0, 0, []), compared: figures(0, 0, []) };
    await openPage('/admin/analytics/new-guests', { answers: { getNewGuests: { ...GUESTS, total: none } } });
    await screen.findByText('No new guests in these periods');
  });
});
