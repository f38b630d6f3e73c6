import { screen, waitFor, within } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

const LETTER: Answer<'getWeeklyLetter'> = {
  currency: 'RUB',
  from: '2026-03-09',
  to: '2026-03-15',
  comparedFrom: '2026-03-02',
  yearAgoFrom: '2025-03-10',
  lastWeek: '2026-03-09',
  isCounted: true,
  isWanted: false,
  items: [
    {
      figure: 'guestShare',
      kind: 'share',
      now: 300_000,
      before: 400_000,
      yearAgo: null,
      change: -100_000,
      isNotable: true,
      said: 'Share of receipts with a guest: 30 %; the week before 40 %.',
      meaning: 'See who did.',
      path: '/admin/analytics/staff?from=2026-03-09&to=2026-03-15',
    },
    {
      figure: 'net',
      kind: 'money',
      now: 100_000,
      before: 100_000,
      yearAgo: 50_000,
      change: 0,
      isNotable: false,
      said: 'Net sales',
      meaning: null,
      path: '/admin/analytics?from=2026-03-09&to=2026-03-15',
    },
  ],
};

describe('the page of the weekly letter', () => {
  it('says what changed with bars, the table behind it and a link to the page that explains', async () => {
    const { user, calls } = await openPage('/admin/analytics/letter', { answers: { getWeeklyLetter: LETTER } });
    await screen.findByRole('heading', { name: /^Week/ });
    expect(mainText()).toContain('Share of receipts with a guest: 30 %; the week before 40 %.');
    expect(mainText()).not.toContain('Net sales:');
    expect(inMain().getByRole('link', { name: 'See the figures' }).getAttribute('href')).toBe(
      '/admin/analytics/staff?from=2026-03-09&to=2026-03-15',
    );
    const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('30%40%−10 pp'),
      expect.stringContaining('₽1,000'),
    ]);
    expect(inMain().getByRole('button', { name: 'Week after' })).toHaveProperty('disabled', true);
    await user.click(inMain().getByRole('button', { name: 'Week before' }));
    await waitFor(() => expect(calls.at(-1)?.query.toString()).toBe('week=2026-03-02'));
    expect(location.search).toBe('?week=2026-03-02');
  });

  it('asks for the letter by e-mail, and says so', async () => {
    const { user, calls } = await openPage('/admin/analytics/letter', {
      answers: { getWeeklyLetter: LETTER, setLetterWish: { isWanted: true } },
    });
    await user.click(await inMain().findByRole('switch', { name: 'E-mail me this report every Monday' }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'setLetterWish')?.body).toEqual({ isWanted: true }),
    );
    await inMain().findByRole('status');
  });

  it('says in both languages that nothing changed much, and that nothing was sold', async () => {
    const [, net] = LETTER.items;
    await openPage('/admin/analytics/letter', {
      language: 'ru',
      answers: { getWeeklyLetter: { ...LETTER, isWanted: null, items: net === undefined ? [] : [net] } },
    });
    await screen.findByText('Заметных изменений нет');
    expect(inMain().queryByRole('switch')).toBeNull();
    await openPage('/admin/analytics/letter', { answers: { getWeeklyLetter: { ...LETTER, items: [] } } });
    await screen.findByText('No sales in this week');
  });
});
