import { screen, waitFor, within } from '@testing-library/dom';
import { instantOf } from '../../../web/src/shared/format/zone';
import { inMain } from './harness/main';
import { openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

describe('A moment', () => {
  it('is typed as a date and a time, which a button shows while it is midnight, and a wrong time says so', async () => {
    const { user, calls } = await openPage('/admin/campaigns/new?template=HAPPY_HOURS');
    await user.click(await inMain().findByRole('button', { name: /^2\. / }));
    expect(inMain().queryByLabelText('Starts: time')).toBeNull();
    await user.click(inMain().getByRole('button', { name: 'Starts: time 00:00' }));
    const time = inMain().getByLabelText<HTMLInputElement>('Starts: time');
    expect(document.activeElement).toBe(time);
    await user.clear(time);
    await user.type(time, '99');
    await user.tab();
    expect(time.getAttribute('aria-invalid')).toBe('true');
    expect(inMain().getByText('Type a time such as 15:30.')).toBeTruthy();
    await user.clear(time);
    await user.type(time, '930');
    await user.tab();
    expect(time.value).toBe('09:30');
    const day = inMain().getByLabelText<HTMLInputElement>('Starts');
    await user.clear(day);
    await user.type(day, '05/03/2027');
    await user.tab();
    const to = inMain().getByLabelText<HTMLInputElement>('Until');
    await user.clear(to);
    await user.type(to, '24');
    await user.tab();
    expect(to.value).toBe('24:00');
    await user.click(inMain().getByRole('button', { name: 'Save draft' }));
    const created = () => calls.find(({ operation }) => operation === 'createCampaign')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    expect(created()).toMatchObject({
      document: { schedule: { startsAt: '2027-03-05T09:30', recurrence: { to: '24:00' } } },
    });
  });

  it('of a form that the API describes is typed the same way, and sent in the zone of the network', async () => {
    const answers = { createCouponBatch: recordedAnswer('createCouponBatch') };
    const id = recordedAnswer('getReward').id;
    const { user, calls } = await openPage(`/admin/rewards/coupons?reward=${id}`, { answers });
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Batch name'), 'Partner');
    await user.type(dialog.getByLabelText('Number of codes'), '5');
    await user.type(dialog.getByLabelText('Valid until'), '05/03/2027');
    const time = dialog.getByLabelText<HTMLInputElement>('Valid until: time');
    expect(time.value).toBe('00:00');
    await user.clear(time);
    await user.type(time, '930');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    const created = () => calls.find(({ operation }) => operation === 'createCouponBatch')?.body;
    await waitFor(() => expect(created()).toBeDefined());
    const timeZone = recordedAnswer('getOwnAccount').network?.timeZone ?? '';
    expect(created()).toMatchObject({ validUntil: instantOf('2027-03-05T09:30', timeZone) });
  });
});
