import { screen, waitFor, within } from '@testing-library/dom';
import type { UserEvent } from '@testing-library/user-event';
import { descriptionOf, inMain } from './harness/main';
import { type Answers, openPage, type OpenedPage } from './harness/open-page';
import { emptyLists, type Operation, recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const EDITOR = '/admin/programs/2';
const [RESTAURANT = { id: '', name: '' }] = recordedAnswer('listRestaurants').items;

async function sent({ calls }: Pick<OpenedPage, 'calls'>, operation: Operation): Promise<unknown> {
  const find = () => calls.findLast((call) => call.operation === operation);
  await waitFor(() => expect(find()).toBeDefined());
  return find()?.body;
}

async function type(user: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await user.clear(field);
  if (text !== '') await user.type(field, text);
}

describe('The programme editor', () => {
  const nameOf = (activity: string) => ({ name: `Points for ${activity}` });
  const daysOf = (activity: string) => within(inMain().getByRole('group', nameOf(activity)));
  const findDays = async (activity: string, label: string) =>
    within(await inMain().findByRole('group', nameOf(activity))).getByLabelText(label);
  const program = recordedAnswer('getProgram');
  const times = { perDay: null, perWeek: null, perGuest: null };
  const activities = { registration: { points: 100 }, firstSale: null, birthday: null };
  const draft = {
    ...program,
    status: 'DRAFT' as const,
    document: { ...program.document, activities: { ...activities, reported: [{ code: 'review', points: 25, times }] } },
  };
  const answers = {
    getProgram: draft,
    validateProgram: { valid: true, errors: [], documentHash: null },
    replaceProgramDraft: draft,
  } satisfies Answers;

  it('gives the points of an activity days of their own, and takes them away when the field is emptied', async () => {
    const page = await openPage(EDITOR, { answers });
    const { user } = page;
    await type(user, await findDays('review', 'End after, days'), '30');
    await type(user, daysOf('review').getByLabelText('Begin after, days'), '3');
    await type(user, daysOf('Registration').getByLabelText('End after, days'), '14');
    const save = inMain().getByRole('button', { name: 'Save draft' });
    await waitFor(() => expect(save).toHaveProperty('disabled', false));
    await user.click(save);
    expect(await sent(page, 'replaceProgramDraft')).toMatchObject({
      document: {
        activities: {
          registration: { points: 100, validity: { from: null, until: { days: 14 } } },
          reported: [{ code: 'review', validity: { from: { days: 3 }, until: { days: 30 } } }],
        },
      },
    });
    await type(user, daysOf('review').getByLabelText('End after, days'), '');
    expect(daysOf('review').queryByLabelText('Begin after, days')).toBeNull();
    await waitFor(async () => {
      const asked = (await sent(page, 'validateProgram')) as { document: typeof draft.document };
      expect(asked.document.activities.reported).toEqual([{ code: 'review', points: 25, times }]);
    });
  });

  it('says at the field that points would end before they begin', async () => {
    const path = 'activities.reported[0].validity.from';
    const errors = [{ path, code: 'not_valid', message: 'wrong' }];
    const { user } = await openPage(EDITOR, {
      answers: { ...answers, validateProgram: { valid: false, errors, documentHash: null } },
    });
    await type(user, await findDays('review', 'End after, days'), '3');
    const field = daysOf('review').getByLabelText('Begin after, days');
    await waitFor(() => expect(descriptionOf(field)).toContain('would end before guests may spend them'));
  });
});

describe('Points by hand', () => {
  async function openDialog(answers: Answers, language: 'en' | 'ru' = 'en', button = 'Adjust points') {
    const page = await openPage(`/admin/guests/${ID}`, { language, answers: { ...emptyLists(), ...answers } });
    await page.user.click(await inMain().findByRole('button', { name: button }));
    return { ...page, dialog: within(await screen.findByRole('dialog')) };
  }

  it('are sent with the days that were typed, and without those that were left empty', async () => {
    const page = await openDialog({});
    const { user, dialog } = page;
    await user.click(dialog.getByText('Add'));
    await user.type(dialog.getByLabelText(/^Points/), '50');
    await user.selectOptions(dialog.getByLabelText('Reason'), 'Goodwill');
    await user.type(dialog.getByLabelText(/^Usable until/), '2026-12-31');
    await user.click(dialog.getByRole('button', { name: 'Add 50 points' }));
    const body = await sent(page, 'recordTransaction');
    expect(body).toMatchObject({
      type: 'MANUAL',
      direction: 'CREDIT',
      points: 50,
      reasonCode: 'GOODWILL',
      endsOn: '2026-12-31',
    });
    expect(body).not.toHaveProperty('beginsOn');
  });

  it('name the restaurants where alone they may be spent', async () => {
    const page = await openDialog({ listRestaurants: recordedAnswer('listRestaurants') });
    const { user, dialog } = page;
    await user.click(dialog.getByText('Add'));
    await user.type(dialog.getByLabelText(/^Points/), '50');
    await user.selectOptions(dialog.getByLabelText('Reason'), 'Goodwill');
    await user.click(dialog.getByRole('combobox', { name: 'Only in these restaurants' }));
    await user.click(await screen.findByRole('option', { name: RESTAURANT.name, hidden: true }));
    await user.click(dialog.getByRole('button', { name: 'Add 50 points' }));
    expect(await sent(page, 'recordTransaction')).toMatchObject({ restaurantIds: [RESTAURANT.id] });
  });

  it('that are taken have no days', async () => {
    const page = await openDialog({});
    const { user, dialog } = page;
    await user.click(dialog.getByText('Add'));
    await user.type(dialog.getByLabelText(/^Usable until/), '2026-12-31');
    await user.click(dialog.getByText('Deduct'));
    expect(dialog.queryByLabelText(/^Usable until/)).toBeNull();
    await user.type(dialog.getByLabelText(/^Points/), '50');
    await user.selectOptions(dialog.getByLabelText('Reason'), 'Correction');
    await user.click(dialog.getByRole('button', { name: 'Deduct 50 points' }));
    expect(await sent(page, 'recordTransaction')).not.toHaveProperty('endsOn');
  });

  it.each([
    ['en', 'Adjust points', 'Add or deduct', 'Reason', 'Choose whether to add or deduct.', 'Choose a reason.'],
    [
      'ru',
      'Корректировка баллов',
      'Начислить или списать',
      'Причина',
      'Выберите: начислить или списать.',
      'Выберите причину.',
    ],
  ] as const)(
    'are neither added nor deducted until somebody chooses, in %s',
    async (language, open, direction, reason, directionNeeded, reasonNeeded) => {
      const { user, calls, dialog } = await openDialog({}, language, open);
      await user.click(dialog.getByRole('button', { name: open }));
      expect(descriptionOf(dialog.getByRole('radiogroup', { name: direction }))).toBe(directionNeeded);
      expect(descriptionOf(dialog.getByLabelText(reason))).toBe(reasonNeeded);
      expect(calls.map(({ operation }) => operation)).not.toContain('recordTransaction');
    },
  );
});

describe('A campaign', () => {
  it.each([
    [
      'In days, for this campaign',
      { 'Begin after, days': '2', 'End after, days': '9' },
      { from: { days: 2 }, until: { days: 9 } },
    ],
    [
      'By dates, for this campaign',
      { 'First day': '2027-01-05', 'Last day': '2027-01-20' },
      { from: { date: '2027-01-05' }, until: { date: '2027-01-20' } },
    ],
    ['As the programme says', {}, undefined],
  ])('gives points with days: %s', async (choice, fields, validity) => {
    const page = await openPage('/admin/campaigns/new');
    const { user } = page;
    await user.click(await inMain().findByRole('link', { name: /^Double points/ }));
    await user.click(await inMain().findByRole('button', { name: /Offer/ }));
    await user.selectOptions(inMain().getByLabelText('When its points may be spent'), choice);
    for (const [label, text] of Object.entries(fields)) await user.type(inMain().getByLabelText(label), text);
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const { document } = (await sent(page, 'createCampaign')) as { document: { schema: number; validity?: object } };
    expect([document.schema, document.validity]).toEqual([validity === undefined ? 1 : 2, validity]);
  });

  it('gives points for some restaurants, once they have days', async () => {
    const page = await openPage('/admin/campaigns/new');
    const { user } = page;
    await user.click(await inMain().findByRole('link', { name: /^Double points/ }));
    await user.click(await inMain().findByRole('button', { name: /Offer/ }));
    const field = () => inMain().queryByRole('combobox', { name: 'Only in these restaurants' });
    expect(field()).toBeNull();
    await user.selectOptions(inMain().getByLabelText('When its points may be spent'), 'In days, for this campaign');
    await user.type(inMain().getByLabelText('End after, days'), '9');
    await user.click(field() as HTMLElement);
    await user.click(await screen.findByRole('option', { name: RESTAURANT.name, hidden: true }));
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const { document } = (await sent(page, 'createCampaign')) as { document: object };
    expect(document).toMatchObject({ schema: 2, spendableIn: { restaurantIds: [RESTAURANT.id] } });
  });
});
