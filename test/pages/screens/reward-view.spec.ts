import { within } from '@testing-library/dom';
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
