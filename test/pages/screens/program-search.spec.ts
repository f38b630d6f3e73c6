import { waitFor, within } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { type Answers, openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const PAGE = '/admin/programs/search';
const program = recordedAnswer('getProgram');
const run = recordedAnswer('getProgramSearch');
const figures = { ...recordedAnswer('getProgramSearch').report?.actual };
const side = (more: object) => ({
  sales: 1_000,
  amount: 100_000_000,
  payable: 90_000_000,
  given: 9_000_000,
  spent: 7_000_000,
  costPpm: 90_000,
  visit: 90_000,
  gaining: 3,
  losing: 0,
  lost: 0,
  ...figures,
  ...more,
});
const variant = (value: number, isBest: boolean, more: object) => ({
  ...side(more),
  values: [value],
  meets: true,
  isBest,
  document: isBest ? program.document : null,
});
const done = {
  ...run,
  status: 'DONE' as const,
  program: program.document,
  moves: [{ figure: 'EARNING_RATE' as const, tier: null, unit: 'PER_CENT' as const, from: 20_000, to: 80_000 }],
  report: {
    acts: 1_200,
    guests: 400,
    unread: 0,
    actual: side({}),
    variants: [
      variant(50_000, false, { costPpm: 90_000, losing: 40 }),
      variant(40_000, true, { costPpm: 61_000, losing: 17, lost: 123_400 }),
    ],
    cannotKnow: ['GUESTS_WOULD_HAVE_BEHAVED_OTHERWISE'],
  },
};
const NONE = { items: [], nextCursor: null };
const answers = { getProgramInForce: program, listProgramSearches: NONE } satisfies Answers;

describe('A search for programmes', () => {
  it('sends the figures that may change and the goals, and nothing while a bound is wrong', async () => {
    const { user, calls } = await openPage(PAGE, { answers });
    const [from, to] = [(await inMain().findAllByLabelText('From'))[0], inMain().getAllByLabelText('To')[0]];
    const begin = inMain().getByRole('button', { name: 'Start the search' });
    if (from === undefined || to === undefined) throw new Error('the page has no bounds');
    await user.clear(from);
    await user.type(from, '9');
    await user.clear(to);
    await user.type(to, '2.5');
    await user.type(inMain().getByLabelText('Costs at most, % of sales'), '6,5');
    await user.click(begin);
    await waitFor(() => expect(mainText()).toContain('The upper bound is below the lower one'));
    expect(calls.some(({ operation }) => operation === 'createProgramSearch')).toBe(false);
    await user.clear(from);
    await user.type(from, '2');
    await user.click(begin);
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'createProgramSearch')?.body).toMatchObject({
        moves: expect.arrayContaining([{ figure: 'EARNING_RATE', tier: null, from: 20_000, to: 25_000 }]) as unknown,
        goals: { costAtMostPpm: 65_000, losersAtMostPpm: null, keepsVisit: true },
      }),
    );
  });

  it('shows the best beside what is in effect, and saves one as a draft', async () => {
    const found = { ...answers, listProgramSearches: { items: [run], nextCursor: null }, getProgramSearch: done };
    const { user, calls } = await openPage(PAGE, { answers: found });
    const table = await inMain().findByRole('table', { name: 'Best programmes (table)' });
    expect(within(table).getAllByRole('row')).toHaveLength(2);
    expect(table.textContent).toContain('Earning rate: 4%');
    expect(mainText()).toContain('1 of 2 programmes are unbeaten');
    expect(mainText()).toContain('The cheapest costs 6.1% of sales instead of 9%; 17 guests get less than before.');
    await user.click(within(table).getByRole('button', { name: 'Save as draft' }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'createProgramDraft')?.body).toEqual({
        document: program.document,
      }),
    );
  });

  it('says how to begin where nothing was searched yet', async () => {
    await openPage(PAGE, { answers });
    await inMain().findByText('No search yet');
    expect(mainText()).toContain('Choose the figures that may change');
  });
});
