import { screen, waitFor, within } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { type Answers, openPage, refuse } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const COLLEAGUE = '0198f2c4-7b1e-7c3a-9d52-000000000009';
const CHANGES = '/admin/programs/2/changes';
const draft = { ...recordedAnswer('getProgram'), status: 'DRAFT' as const, publication: null };
const diff = { ...recordedAnswer('diffProgram'), takes: true };
const done = recordedAnswer('getImpactRun');
const counting = {
  ...done,
  status: 'RUNNING' as const,
  progress: { guests: 4_003, guestsDone: 0 },
  impact: null,
  endedAt: null,
};

describe('The publication of a programme', () => {
  it.each([
    ['en', 'Points are earned for what is not goods: Tips, Service charge, Gift cards.', 'Publish'],
    ['ru', 'Начисляются баллы за то, что не товар: Чаевые, Сервисный сбор, Подарочные карты.', 'Опубликовать'],
  ] as const)('warns of tips, service and gift cards and may go on, in %s', async (language, warning, publish) => {
    const answers = { getProgram: draft, diffProgram: { ...diff, takes: false, paysMore: false } };
    await openPage(CHANGES, { language, answers });
    await waitFor(() => expect(mainText()).toContain(warning));
    expect(inMain().getByRole('button', { name: publish })).toHaveProperty('disabled', false);
  });

  it('warns of nothing where the document excludes them', async () => {
    await openPage(CHANGES, { answers: { getProgram: { ...draft, warnings: [] }, diffProgram: diff } });
    await inMain().findByRole('button', { name: 'Request approval' });
    expect(mainText()).not.toContain('Please note');
  });

  it.each([
    [{ takes: true, paysMore: true }, 'This version takes something from guests', 'Request approval'],
    [{ takes: false, paysMore: true }, 'By this version guests get more money off', 'Request approval'],
    [{ takes: false, paysMore: false }, 'This version takes nothing from guests', 'Publish'],
  ])('says whether it waits, and why: %j', async (asks, why, button) => {
    await openPage(CHANGES, { answers: { getProgram: draft, diffProgram: { ...diff, ...asks } } });
    await inMain().findByRole('button', { name: button });
    expect(mainText()).toContain(why);
  });

  it('is approved once its guests are counted, and not while the count stands at 0 of 4,003', async () => {
    const publication = {
      status: 'AWAITING_APPROVAL' as const,
      effectiveFrom: null,
      requestedBy: COLLEAGUE,
      requestedAt: draft.createdAt,
      decidedBy: null,
      decidedAt: null,
      reason: null,
    };
    const answers = {
      getProgram: { ...draft, publication },
      diffProgram: diff,
      getImpactRun: counting,
    } satisfies Answers;
    const { user, calls, answer } = await openPage(CHANGES, { answers });
    const approve = await inMain().findByRole('button', { name: 'Approve and publish' });
    expect(approve).toHaveProperty('disabled', true);
    expect(mainText()).toContain('You can approve once the count of affected guests has finished.');
    answer({ getImpactRun: done });
    await waitFor(() => expect(approve).toHaveProperty('disabled', false));
    await user.click(approve);
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'approveProgramPublication')?.body).toEqual({
        expectedHash: draft.documentHash,
      }),
    );
  });
});

describe('A no-regret change', () => {
  const program = recordedAnswer('getProgram');
  const published = {
    ...program,
    status: 'PUBLISHED' as const,
    publishedAt: program.createdAt,
    document: { ...program.document, noRegret: { days: 30, budget: 5_000_000 } },
  };
  const cost = {
    state: 'RUNNING' as const,
    budget: 5_000_000,
    spent: 1_250_000,
    left: 3_750_000,
    receipts: 3,
    lastDay: '2026-12-29',
  };
  const answersOf = (changes: Partial<Answer<'getNoRegretChange'>>) =>
    ({
      getProgram: published,
      getProgramInForce: published,
      getNoRegretChange: { ...cost, ...changes },
    }) satisfies Answers;

  it.each([
    ['/admin/programs/2', 'en', 'The old rules gave more on 3 receipts.'],
    ['/admin/programs/2', 'ru', 'Прежние правила дали больше в 3 чеках.'],
    ['/admin/programs', 'en', 'The old rules gave more on 3 receipts.'],
    ['/admin/programs', 'ru', 'Прежние правила дали больше в 3 чеках.'],
  ] as const)('shows what it has cost, what is left and its last day: %s, %s', async (page, language, receipts) => {
    await openPage(page, { language, answers: answersOf({}) });
    await waitFor(() => expect(mainText()).toContain(receipts));
    const bar = inMain().getByRole('progressbar', { name: /12.500.*50.000.*37.500/ });
    expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]).toEqual(['1250000', '5000000']);
    expect(mainText()).toMatch(language === 'en' ? /until .*29.* inclusive/ : /Последний день — 29/);
  });

  it.each([
    ['USED_UP', 'The sum set aside is used up, so the new rules alone count.'],
    ['OVER', 'Over: the new rules alone count.'],
  ] as const)('says why the new rules alone count: %s', async (state, words) => {
    await openPage('/admin/programs/2', { answers: answersOf({ state, spent: 5_000_000, left: 0 }) });
    await waitFor(() => expect(mainText()).toContain(words));
    expect(inMain().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('5000000');
  });

  it('is told without figures before it begins', async () => {
    const ahead = answersOf({ state: 'AHEAD', spent: 0, left: 5_000_000, receipts: 0 });
    await openPage('/admin/programs/2', { answers: ahead });
    await waitFor(() => expect(mainText()).toContain('Once this version is in force'));
    expect(inMain().queryByRole('progressbar')).toBeNull();
  });

  it('is not shown where it decides nothing', async () => {
    const { calls } = await openPage('/admin/programs/2', {
      answers: { ...answersOf({}), getNoRegretChange: refuse(404, 'not_found') },
    });
    const isAsked = () => calls.some(({ operation }) => operation === 'getNoRegretChange');
    await waitFor(() => expect(isAsked()).toBe(true));
    await waitFor(() => expect(mainText()).toContain(published.document.name));
    expect(mainText()).not.toContain('No-regret change');
  });

  it('is not asked for where the document has none', async () => {
    const { calls } = await openPage('/admin/programs/2', { answers: { getProgram: program } });
    await waitFor(() => expect(mainText()).toContain(program.document.name));
    expect(calls.some(({ operation }) => operation === 'getNoRegretChange')).toBe(false);
  });

  it('offers to ask again where its cost cannot be read', async () => {
    await openPage('/admin/programs/2', {
      answers: { ...answersOf({}), getNoRegretChange: refuse(500, 'internal_error') },
    });
    await inMain().findByRole('button', { name: 'Try again' });
  });
});

describe('The programme editor', () => {
  it('sets a rest to waive, what receipts earn beside points and the days of a birthday, and takes them away again', async () => {
    const answers = {
      getProgram: draft,
      replaceProgramDraft: draft,
      validateProgram: { valid: true, errors: [], documentHash: null },
    } satisfies Answers;
    const { user, calls } = await openPage('/admin/programs/2', { answers });
    const sent = () => {
      const call = calls.findLast(({ operation }) => operation === 'validateProgram');
      return (call?.body as { document: typeof draft.document } | undefined)?.document;
    };
    const waive = await inMain().findByLabelText('Waive a rest below');
    const known = inMain().getByLabelText('Birthday known for at least, days');
    await user.type(waive, '1');
    await user.type(known, '7');
    await waitFor(() =>
      expect(sent()).toMatchObject({ redemption: { waiveRestBelow: 100 }, activities: { birthdayKnownDays: 7 } }),
    );
    await user.selectOptions(inMain().getByLabelText('A receipt that pays with points earns'), 'no points');
    await waitFor(() => expect(sent()).toMatchObject({ redemption: { earns: 'NOTHING' } }));
    await user.selectOptions(
      inMain().getByLabelText('A receipt that pays with points earns'),
      'points for what is paid with money',
    );
    const counts = ['Receipts that earn, per day', 'Receipts paid with points, per day'] as const;
    for (const label of counts) await user.type(inMain().getByLabelText(label), '3');
    await waitFor(() =>
      expect(sent()).toMatchObject({ earning: { receiptsPerDay: 3 }, redemption: { receiptsPerDay: 3 } }),
    );
    for (const label of counts) await user.clear(inMain().getByLabelText(label));
    await user.clear(waive);
    await user.clear(known);
    await waitFor(() => {
      expect(sent()?.redemption).not.toHaveProperty('waiveRestBelow');
      expect(sent()?.redemption).not.toHaveProperty('earns');
      expect(sent()?.redemption).not.toHaveProperty('receiptsPerDay');
      expect(sent()?.earning).not.toHaveProperty('receiptsPerDay');
      expect(sent()?.activities).not.toHaveProperty('birthdayKnownDays');
    });
  });

  it('adds a limit on points for a tier and a channel, takes it away, and keeps points and campaigns apart', async () => {
    const answers = {
      getProgram: draft,
      replaceProgramDraft: draft,
      validateProgram: { valid: true, errors: [], documentHash: null },
    } satisfies Answers;
    const { user, calls } = await openPage('/admin/programs/2', { answers });
    const redemption = () => {
      const call = calls.findLast(({ operation }) => operation === 'validateProgram');
      return (call?.body as { document: typeof draft.document } | undefined)?.document.redemption;
    };
    const sent = () => redemption()?.limits;
    // Options of other fields have the same names.
    const choiceOf = async (name: string) =>
      (await screen.findAllByRole('option', { name, hidden: true })).find(({ tagName }) => tagName !== 'OPTION')!;
    const tier = draft.document.tiers[0]?.code ?? '';
    await user.click(await inMain().findByRole('button', { name: 'Add a limit' }));
    const limit = within(inMain().getByRole('region', { name: 'Limit 1' }));
    await user.click(limit.getByRole('combobox', { name: 'Tiers' }));
    await user.click(await choiceOf(tier));
    await user.click(limit.getByRole('combobox', { name: 'Channels' }));
    await user.click(await choiceOf('Other system'));
    await user.click(inMain().getByLabelText('Points can’t be used together with campaigns'));
    await waitFor(() => expect(redemption()).toMatchObject({ notWith: { campaigns: [] } }));
    const share = limit.getByLabelText('Points can pay up to');
    await user.clear(share);
    await user.type(share, '20');
    const named = { tiers: [tier], channels: ['API'], restaurantIds: [], categories: [] };
    await waitFor(() => expect(sent()).toEqual([{ ...named, maxSharePpm: 200_000 }]));
    await user.click(inMain().getByRole('button', { name: 'Remove limit 1' }));
    await waitFor(() => expect(sent()).toEqual([]));
  });
});

describe('The page of the programme', () => {
  const inForce = recordedAnswer('getProgramInForce');
  const waiting = {
    ...recordedAnswer('listPrograms').items[0],
    version: 7,
    status: 'DRAFT' as const,
    publishedBy: null,
    publishedAt: null,
    effectiveFrom: null,
    publication: {
      status: 'AWAITING_APPROVAL' as const,
      effectiveFrom: null,
      requestedBy: COLLEAGUE,
      requestedAt: inForce.createdAt,
      decidedBy: null,
      decidedAt: null,
      reason: null,
    },
  };

  it('begins with the tiers of the one in force, and leads to the version that waits', async () => {
    const answers = { listPrograms: { items: [waiting], nextCursor: null } } as unknown as Answers;
    const { calls } = await openPage('/admin/programs', { answers });
    const rungs = within(await inMain().findByRole('list', { name: 'Tiers' })).getAllByRole('listitem');
    expect(rungs).toHaveLength(inForce.document.tiers.length);
    expect(rungs[0]?.textContent).toContain('For everybody');
    // The figures are those of the till's own decision, for a guest of each tier.
    const { payable, pointsEarned } = recordedAnswer('simulateProgram');
    for (const rung of rungs)
      await waitFor(() => {
        expect(rung.textContent).toContain(`₽${(payable / 100).toFixed(2)}`);
        expect(rung.textContent).toContain(`+${String(pointsEarned)}`);
      });
    const asked = calls.filter(({ operation }) => operation === 'simulateProgram').map(({ body }) => body);
    for (const { code } of inForce.document.tiers)
      expect(asked).toContainEqual(expect.objectContaining({ guest: { tier: code, points: 1_000_000_000 } }));
    const ahead = within(await inMain().findByRole('list', { name: 'Versions that follow' }));
    expect(ahead.getByRole('link').getAttribute('href')).toMatch(/\/programs\/7\/changes$/);
  });

  it('is the list alone while no programme is in force', async () => {
    const answers = { getProgramInForce: refuse(404, 'not_found'), listPrograms: { items: [], nextCursor: null } };
    await openPage('/admin/programs', { answers });
    await inMain().findByText('No programme yet');
    expect(inMain().queryByRole('list', { name: 'Tiers' })).toBeNull();
  });
});
