import { waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const view = () => within(inMain().getByRole('region', { name: 'As guests see it' }));

describe('The card of a reward beside its form', () => {
  it('follows the fields, in the language that is chosen', async () => {
    const { user } = await openPage('/admin/rewards/new');
    expect(view().getByRole('heading', { level: 3 }).textContent).toBe('Name of the reward');
    await user.type(inMain().getByLabelText('Name in Russian'), 'Десерт');
    await user.type(inMain().getByLabelText('Name in English'), 'Dessert');
    await user.type(inMain().getByLabelText('Description in Russian'), 'Любой из меню');
    await user.type(inMain().getByLabelText(/^Price in points/), '250');
    expect(view().getByRole('heading', { level: 3 }).textContent).toBe('Dessert');
    // There is no English description, so a guest reads the Russian one.
    expect(view().getByText('Любой из меню')).toBeTruthy();
    expect(view().getByText('250 points')).toBeTruthy();
    await user.click(view().getByRole('radio', { name: 'Russian' }));
    expect(view().getByRole('heading', { level: 3 }).textContent).toBe('Десерт');
  });

  it('says that guests see none of a reward without a price', async () => {
    const { user } = await openPage('/admin/rewards/new');
    await user.type(inMain().getByLabelText(/^Price in points/), '0');
    expect(view().getByText(/^Only a coupon gives it/)).toBeTruthy();
    expect(view().queryByRole('heading', { level: 3 })).toBeNull();
  });

  it('stands beside a reward that is there, before the change is saved', async () => {
    const reward = { ...recordedAnswer('getReward'), cost: 300 };
    const { user } = await openPage(`/admin/rewards/${reward.id}`, { answers: { getReward: reward } });
    expect(view().getByText('300 points')).toBeTruthy();
    const cost = inMain().getByLabelText(/^Price in points/);
    await user.clear(cost);
    await user.type(cost, '350');
    expect(view().getByText('350 points')).toBeTruthy();
  });
});

describe('The stock of a reward', () => {
  const reward = { ...recordedAnswer('getReward'), archived: false, stock: { supplied: 10, remaining: 5 } };
  const page = `/admin/rewards/${reward.id}`;
  const answers = { getReward: reward, changeRewardStock: reward };

  it('has a button without a number while only a minus is typed', async () => {
    const { user } = await openPage(page, { answers });
    const panel = within(await inMain().findByRole('region', { name: 'Stock' }));
    await user.type(panel.getByLabelText('Add or remove'), '-');
    expect(panel.getByRole('button').textContent).toBe('Add or remove');
    await user.type(panel.getByLabelText('Add or remove'), '3');
    expect(panel.getByRole('button').textContent).toBe('Remove 3');
  });

  it('gives no more pieces than it has', async () => {
    const { user, calls } = await openPage(page, { answers });
    const panel = within(await inMain().findByRole('region', { name: 'Stock' }));
    await user.type(panel.getByLabelText('Add or remove'), '-8{enter}');
    expect(panel.getByLabelText('Add or remove').getAttribute('aria-invalid')).toBe('true');
    expect(calls.some(({ operation }) => operation === 'changeRewardStock')).toBe(false);
  });
});

describe('The appointments of a reward', () => {
  it('keep the number of places for the next one', async () => {
    const reward = {
      ...recordedAnswer('getReward'),
      archived: false,
      kind: 'EXPERIENCE' as const,
      gift: null,
      byAppointment: true,
    };
    const { user, calls } = await openPage(`/admin/rewards/${reward.id}`, {
      answers: { getReward: reward, addRewardSlot: recordedAnswer('addRewardSlot') },
    });
    const panel = within(await inMain().findByRole('region', { name: 'Appointments' }));
    const places = panel.getByLabelText('Places');
    await user.clear(places);
    await user.type(places, '4');
    await user.type(panel.getByLabelText('Start'), '05/03/2027');
    await user.type(panel.getByLabelText('End'), '06/03/2027');
    await user.click(panel.getByRole('button', { name: 'Add appointment' }));
    const sent = () => calls.find(({ operation }) => operation === 'addRewardSlot')?.body;
    await waitFor(() => expect(sent()).toMatchObject({ capacity: 4 }));
    await waitFor(() => expect(panel.getByLabelText('Start')).toHaveProperty('value', ''));
    expect(panel.getByLabelText('Places')).toHaveProperty('value', '4');
  });
});
