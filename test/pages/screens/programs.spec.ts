import { waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { type Answers, openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const COLLEAGUE = '0198f2c4-7b1e-7c3a-9d52-000000000009';
const CHANGES = '/admin/programs/2/changes';
const draft = { ...recordedAnswer('getProgram'), status: 'DRAFT' as const, publication: null };
const diff = { ...recordedAnswer('diffProgram'), takes: true };
const done = recordedAnswer('getImpactRun');
const counting = {
  ...done,
  ...{ status: 'RUNNING' as const, progress: { guests: 4_003, guestsDone: 0 }, impact: null, endedAt: null },
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
      ...{ status: 'AWAITING_APPROVAL' as const, effectiveFrom: null, requestedBy: COLLEAGUE },
      ...{ requestedAt: draft.createdAt, decidedBy: null, decidedAt: null, reason: null },
    };
    const answers = {
      ...{ getProgram: { ...draft, publication }, diffProgram: diff, getImpactRun: counting },
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

describe('The programme editor', () => {
  it('sets a rest to waive and the days of a birthday, and takes them away when the fields are emptied', async () => {
    const answers = {
      ...{ getProgram: draft, replaceProgramDraft: draft },
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
    await user.clear(waive);
    await user.clear(known);
    await waitFor(() => {
      expect(sent()?.redemption).not.toHaveProperty('waiveRestBelow');
      expect(sent()?.activities).not.toHaveProperty('birthdayKnownDays');
    });
  });
});
