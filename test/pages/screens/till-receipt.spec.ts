import { screen, waitFor, within } from '@testing-library/dom';
import { type Answers, openPage, type OpenedPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const amountField = () => screen.getByLabelText<HTMLInputElement>(/^Receipt amount/);
const hasFocus = (find: () => HTMLElement) => waitFor(() => expect(document.activeElement).toBe(find()));
const charged = ({ calls }: OpenedPage) => calls.filter(({ operation }) => operation === 'recordReceipt');

async function openTill(answers: Answers = {}): Promise<OpenedPage> {
  const page = await openPage('/cashier', { role: 'cashier', answers });
  const [till] = await screen.findAllByRole('button', { name: 'Till 1' });
  await page.user.click(till as HTMLElement);
  await hasFocus(() => screen.getByRole('combobox'));
  return page;
}

async function openTillWithGuest(answers: Answers = {}): Promise<OpenedPage> {
  const page = await openTill(answers);
  await page.user.type(screen.getByRole('combobox'), '+79001234567{Enter}');
  await hasFocus(amountField);
  return page;
}

describe('An amount of seven figures', () => {
  it('is questioned before the charge, and Enter goes back to it', async () => {
    const page = await openTill({ getCurrentShift: null as never });
    await page.user.type(amountField(), '1500000{Enter}');
    const dialog = await screen.findByRole('dialog', { name: /^Charge .*1,500,000/ });
    expect(charged(page)).toEqual([]);
    await hasFocus(() => within(dialog).getByRole('button', { name: 'Correct the amount' }));
    await page.user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await hasFocus(amountField);
    expect(charged(page)).toEqual([]);
  });

  it('is charged once the cashier says that it is right', async () => {
    const page = await openTill();
    await page.user.type(amountField(), '1500000{Enter}');
    await page.user.click(await screen.findByRole('button', { name: 'The amount is right' }));
    await waitFor(() => expect(charged(page)).toHaveLength(1));
    expect(charged(page)[0]?.body).toMatchObject({ amount: 150_000_000 });
  });
});

it('charges a usual amount without a question', async () => {
  const page = await openTill();
  await page.user.type(amountField(), '1500{Enter}');
  await waitFor(() => expect(charged(page)).toHaveLength(1));
});

it('names the tier beside the discount that it gives', async () => {
  const quote = recordedAnswer('quoteSale');
  const [step] = quote.trace;
  if (step === undefined) throw new Error('the recorded quote has no trace');
  const trace = [{ ...step, rule: 'tier.GOLD.discount', amount: 7_500 }];
  const { user } = await openTillWithGuest({ quoteSale: { ...quote, discount: 7_500, trace } });
  await user.type(amountField(), '1500');
  await waitFor(() => expect(screen.getByText('Discount').textContent).toBe('DiscountGOLD'));
});

it('shows the pictures of rewards for points', async () => {
  const quote = recordedAnswer('quoteSale');
  const { items, ...list } = recordedAnswer('listRewards');
  const [reward] = items;
  if (reward === undefined) throw new Error('the recorded catalogue is empty');
  const picture = { ...recordedAnswer('replaceRewardPicture').picture, url: '/pictures/soup.webp' };
  const offer = {
    redemptionItemId: reward.id,
    code: reward.code,
    name: 'Soup',
    kind: 'PRODUCT',
    cost: 100,
    minimumOrder: 0,
    whyNot: null,
    opensAt: null,
    endedAt: null,
    byAppointment: false,
    shippingRequired: false,
  };
  const offered = [{ ...quote.rewardsAvailable.offered[0], ...offer }] as typeof quote.rewardsAvailable.offered;
  const { user } = await openTillWithGuest({
    quoteSale: { ...quote, rewardsAvailable: { ...quote.rewardsAvailable, offered } },
    listRewards: { ...list, items: [{ ...reward, picture: picture as never }] },
  });
  await user.type(amountField(), '1500');
  await user.click(await screen.findByRole('button', { name: 'Redeem a reward' }));
  const dialog = await screen.findByRole('dialog');
  await waitFor(() => expect(dialog.querySelector('img')?.getAttribute('src')).toBe('/pictures/soup.webp'));
});
