import { waitFor } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage } from './harness/open-page';

const EVERY_SECOND = { kind: 'EVERY_NTH', every: 2, times: 1 };
const AFTERNOONS = { by: 'WEEK', weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '17:00', days: 1 };

describe('The examples of a new campaign', () => {
  it.each([
    ['Two for one', { ...EVERY_SECOND, ratePpm: 1_000_000 }, null],
    ['Second dish at half price', { ...EVERY_SECOND, ratePpm: 500_000 }, null],
    ['Happy hours', { kind: 'SHARE', ratePpm: 200_000 }, AFTERNOONS],
  ])('take money off: %s', async (name, moneyOff, recurrence) => {
    const { user, calls } = await openPage('/admin/campaigns/new');
    await user.click(await inMain().findByRole('link', { name: new RegExp(`^${name}`) }));
    await user.click(await inMain().findByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { type: 'MONEY_OFF', name: { en: name }, moneyOff, schedule: { recurrence } },
    });
  });
});
