import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainText } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const NONE = { items: [], nextCursor: null };
const RECORDED = recordedAnswer('forgiveWeek');
const forgivenBy = (ofGuest: number) => ({
  ...RECORDED,
  name: { en: 'Every week', ru: 'Каждую неделю' },
  tasks: RECORDED.tasks.map((task) => ({ ...task, freezes: { ofCampaign: 1, ofGuest } })),
});
const [BEFORE, FORGIVEN] = [forgivenBy(0), forgivenBy(1)];
const UNRECORDED = { listRestaurantGroups: NONE, listPartners: NONE, listConnections: NONE };
const listOf = (campaign: typeof RECORDED) => ({ guestId: ID, items: [campaign], badges: [] });

describe('A streak on the page of a guest', () => {
  it('says which missed weeks are forgiven, and a manager forgives one more with a reason', async () => {
    const { user, calls, answer } = await openPage(`/admin/guests/${ID}`, {
      answers: { ...UNRECORDED, listCampaignsOfGuest: listOf(BEFORE) },
    });
    await inMain().findByText('1 missed week is forgiven');
    await user.click(inMain().getByRole('button', { name: 'Forgive a week: Every week' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Forgive a missed week of “Every week”?' }));
    const reason = dialog.getByLabelText('Reason');
    await user.click(dialog.getByRole('button', { name: 'Forgive a week' }));
    expect(descriptionOf(reason)).toContain('Write the reason.');
    answer({ listCampaignsOfGuest: listOf(FORGIVEN) });
    await user.type(reason, 'We were closed that week{Enter}');
    await inMain().findByText('One more week is forgiven.');
    await inMain().findByText('2 missed weeks are forgiven, 1 of them by a manager');
    expect(calls.filter(({ operation }) => operation === 'forgiveWeek').map(({ body }) => body)).toEqual([
      { task: 'weeks', reason: 'We were closed that week' },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says in Russian that no more weeks can be forgiven, and offers nothing to an analyst', async () => {
    const full = refuse(409, 'weeks_forgiven', { title: 'Больше недель простить нельзя' });
    const page = await openPage(`/admin/guests/${ID}`, {
      language: 'ru',
      answers: { ...UNRECORDED, listCampaignsOfGuest: listOf(FORGIVEN), forgiveWeek: full },
    });
    await inMain().findByText('Прощаются 2 пропущенные недели, от менеджеров: 1');
    await page.user.click(inMain().getByRole('button', { name: 'Простить неделю: Каждую неделю' }));
    const dialog = within(await screen.findByRole('dialog'));
    await page.user.type(dialog.getByLabelText('Причина'), 'Болел{Enter}');
    expect((await dialog.findByRole('alert')).textContent).toContain('Больше недель простить нельзя');
    page.close();
    await openPage(`/admin/guests/${ID}`, {
      role: 'analyst',
      answers: { ...UNRECORDED, listCampaignsOfGuest: listOf(FORGIVEN) },
    });
    await waitFor(() => expect(mainText()).toContain('2 missed weeks are forgiven'));
    expect(inMain().queryByRole('button', { name: /^Forgive/ })).toBeNull();
  });
});
