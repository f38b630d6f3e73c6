import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain } from './harness/main';
import { type Answers, openPage, type OpenedPage, refuse } from './harness/open-page';
import { type Operation, recordedAnswer } from './harness/recorded-answers';
import type { Schemas } from '../../../web/src/shared/api/schemas';

const CODE = '996995 219784 171342';
const PIN = '239372';
const NONE = { items: [], nextCursor: null };
const LIST = recordedAnswer('listTillGiftTransactions');
/** 850 roubles. */
const BALANCE = recordedAnswer('getGiftBalance');

const amountField = () => screen.getByLabelText<HTMLInputElement>(/^Receipt amount/);
const hasFocus = (find: () => HTMLElement) => waitFor(() => expect(document.activeElement).toBe(find()));

async function openTill(answers: Answers = {}, language: 'en' | 'ru' = 'en'): Promise<OpenedPage> {
  const page = await openPage('/cashier', { role: 'cashier', language, answers });
  const [till] = await screen.findAllByRole('button', { name: 'Till 1' });
  await page.user.click(till as HTMLElement);
  await hasFocus(() => screen.getByRole('combobox'));
  return page;
}

const drawer = async () => within(await screen.findByRole('dialog', { name: /Gift cards|Подарочные карты/ }));

function bodiesOf({ calls }: OpenedPage, name: Operation): unknown[] {
  return calls.filter(({ operation }) => operation === name).map(({ body }) => body);
}

describe('Gift cards at the till', () => {
  it('pay a part of the receipt, which then asks for the rest, by the keyboard alone', async () => {
    const page = await openTill({ listTillGiftTransactions: NONE });
    const { user } = page;
    await user.type(amountField(), '1000');
    await user.keyboard('{F9}');
    const dialog = await drawer();
    await hasFocus(() => dialog.getByLabelText('Code of the card'));
    await user.keyboard(`${CODE}{Enter}`);
    await hasFocus(() => dialog.getByLabelText('PIN'));
    await user.keyboard(`${PIN}{Enter}`);
    await dialog.findByText('₽850.00');
    const take = dialog.getByLabelText<HTMLInputElement>('Take from the card');
    expect([take.value, descriptionOf(take)]).toEqual(['850', 'Left to pay: ₽1,000.00']);
    // The field gets the focus at once; otherwise a cashier who types too early would pay the proposed amount.
    expect(document.activeElement).toBe(take);
    await user.keyboard('300{Enter}');
    await dialog.findByText(/^₽300\.00 paid with card … \d{4}\. ₽750\.00 is left on it\.$/);
    expect(bodiesOf(page, 'getGiftBalance')).toEqual([{ code: CODE.replaceAll(' ', ''), pin: PIN }]);
    expect(bodiesOf(page, 'spendGiftCard')).toMatchObject([
      { code: CODE.replaceAll(' ', ''), pin: PIN, amount: 30_000, receiptNumber: null },
    ]);
    await user.keyboard('{Escape}');
    await inMain().findByText('₽700.00');
    inMain().getByText('Left to pay');
    inMain().getByRole('button', { name: /^Record ₽700\.00 without a guest/ });
    const stored = JSON.stringify([sessionStorage, localStorage]);
    expect(stored).toContain('SPENT');
    expect(stored).not.toContain(PIN);
    await user.click(inMain().getByRole('button', { name: /^Record ₽700\.00/ }));
    await inMain().findByRole('region', { name: 'Result of the sale' });
    inMain().getByText(/^Gift card … \d{4}$/);
    expect(bodiesOf(page, 'recordReceipt')).toMatchObject([{ amount: 100_000 }]);
  });

  it('are sold with the receipt, and topped up', async () => {
    const toppedUp = recordedAnswer('topUpGiftCard') as Schemas['GiftRecord'];
    const page = await openTill({
      listTillGiftTransactions: NONE,
      topUpGiftCard: { ...toppedUp, transaction: { ...toppedUp.transaction, id: toppedUp.card.batchId } },
    });
    const { user } = page;
    await user.type(amountField(), '500');
    await user.click(screen.getByRole('button', { name: /^Gift cards/ }));
    const dialog = await drawer();
    await user.click(dialog.getByRole('radio', { name: 'Sell' }));
    const code = dialog.getByLabelText('Code of the card');
    await user.type(code, '1122{Enter}');
    expect(descriptionOf(code)).toBe('Type all 18 digits. Check them one by one.');
    await user.clear(code);
    await user.type(code, `${CODE}{Enter}`);
    await user.keyboard('1000{Enter}');
    await dialog.findByText(/^Card … \d{4} is sold\. Take ₽1,000\.00 for it\.$/);
    expect(bodiesOf(page, 'sellGiftCard')).toMatchObject([{ amount: 100_000 }]);
    await user.click(dialog.getByRole('radio', { name: 'Top up' }));
    await user.type(dialog.getByLabelText('Code of the card'), `${CODE}{Enter}`);
    await user.keyboard('50{Enter}');
    await dialog.findByText(/is topped up/);
    await user.keyboard('{Escape}');
    // The receipt, the card that was sold and the top-up of the recorded answers.
    await inMain().findByText('₽1,550.00');
  });

  it.each(['en', 'ru'] as const)(
    'wait for a manager above the limit of the cashier, and the receipt does not grow, in %s',
    async (language) => {
      const waiting = { ...recordedAnswer('createRole'), kind: 'GIFT_CARD' } as Schemas['ChangeRequest'];
      const page = await openTill({ sellGiftCard: waiting, refundGiftCard: waiting }, language);
      const { user } = page;
      const say = language === 'en' ? /A manager has to approve this/ : /Решение примет менеджер/;
      await user.type(screen.getByLabelText(/^(Receipt amount|Сумма чека)/), '500');
      await user.keyboard('{F9}');
      const dialog = await drawer();
      await user.click(dialog.getByRole('radio', { name: /^(Sell|Продать)$/ }));
      await user.type(dialog.getByLabelText(/^(Code of the card|Код карты)$/), `${CODE}{Enter}`);
      await user.keyboard('1000{Enter}');
      await dialog.findByText(say);
      await user.click(dialog.getByRole('radio', { name: /^(Balance and pay|Баланс и оплата)$/ }));
      await user.click((await dialog.findAllByRole('button', { name: /^(Refund|Вернуть) .*\d{4}/ }))[0] as HTMLElement);
      await user.keyboard('{Enter}');
      await dialog.findByText(say);
      expect(bodiesOf(page, 'refundGiftCard')).toMatchObject([{ receiptRefundId: null }]);
      await user.keyboard('{Escape}');
      expect(inMain().queryByText(/1,500|1 500/)).toBeNull();
    },
  );

  it('tell the cashier their last day when they are sold and read, and that their time is over', async () => {
    const sale = recordedAnswer('sellGiftCard') as Schemas['GiftRecord'];
    const page = await openTill({
      listTillGiftTransactions: NONE,
      sellGiftCard: { ...sale, card: { ...sale.card, endsOn: '2031-11-20' } },
      getGiftBalance: { ...BALANCE, state: 'ENDED', balance: 0, endsOn: '2025-11-20' },
    });
    const { user } = page;
    await user.keyboard('{F9}');
    const dialog = await drawer();
    await user.click(dialog.getByRole('radio', { name: 'Sell' }));
    await user.type(dialog.getByLabelText('Code of the card'), `${CODE}{Enter}`);
    await user.keyboard('1000{Enter}');
    await dialog.findByText('It can be used until 20 November 2031 inclusive. Tell the guest.');
    await user.click(dialog.getByRole('radio', { name: 'Balance and pay' }));
    await user.type(dialog.getByLabelText('Code of the card'), `${CODE}{Enter}`);
    await user.keyboard(`${PIN}{Enter}`);
    await dialog.findByText(/^Card … \d{4} has expired; its last day was 20 November 2025\.$/);
    expect(dialog.queryByLabelText('Take from the card')).toBeNull();
  });

  it('are sold to a phone or an address on a day with a greeting, and a wrong day is said at its field', async () => {
    const wrongDay = refuse(400, 'invalid_body', {
      errors: [{ path: 'send.on', code: 'not_valid', message: 'Not valid.' }],
    });
    const page = await openTill({ listTillGiftTransactions: NONE, sellDigitalGiftCard: wrongDay });
    const { user, answer } = page;
    await user.keyboard('{F9}');
    const dialog = await drawer();
    await user.click(dialog.getByRole('radio', { name: 'Sell' }));
    await user.click(dialog.getByRole('switch', { name: /^By SMS or e-mail/ }));
    await user.click(dialog.getByRole('button', { name: 'Sell' }));
    expect(descriptionOf(dialog.getByLabelText('Phone or e-mail of the receiver'))).toBe(
      'Enter a phone or an e-mail address.',
    );
    await user.type(dialog.getByLabelText('Phone or e-mail of the receiver'), 'anna@example.com');
    await user.type(dialog.getByLabelText('Amount'), '500');
    const day = dialog.getByLabelText('Day');
    await user.type(day, '2020-01-01');
    await user.type(dialog.getByLabelText('Greeting'), 'For your birthday!');
    await user.click(dialog.getByRole('button', { name: 'Sell for ₽500.00' }));
    await waitFor(() => expect(descriptionOf(day)).toContain('Choose a day from today on'));
    answer({ sellDigitalGiftCard: recordedAnswer('sellDigitalGiftCard') });
    await user.clear(day);
    await user.click(dialog.getByRole('button', { name: 'Sell for ₽500.00' }));
    await dialog.findByText(/is sold\. Take ₽500\.00 for it\.$/);
    expect(bodiesOf(page, 'sellDigitalGiftCard').at(-1)).toMatchObject({
      amount: 50_000,
      send: { to: 'anna@example.com', greeting: 'For your birthday!' },
    });
  });

  it('are found by a scan, which leaves the receipt as it is', async () => {
    const { user } = await openTill({ listTillGiftTransactions: NONE });
    await user.type(screen.getByRole('combobox'), `${CODE}{Enter}`);
    const dialog = await drawer();
    expect(dialog.getByLabelText<HTMLInputElement>('Code of the card').value).toBe(CODE.replaceAll(' ', ''));
    await hasFocus(() => dialog.getByLabelText('PIN'));
  });

  it('get a payment back, whole or in part', async () => {
    const page = await openTill();
    const { user } = page;
    await user.keyboard('{F9}');
    const dialog = await drawer();
    await user.click(await dialog.findByRole('button', { name: /^Refund to the card … \d{4}: ₽30\.00$/ }));
    const field = dialog.getByLabelText<HTMLInputElement>(/^Refund to card …/);
    expect(field.value).toBe('30');
    await user.clear(field);
    await user.type(field, '30.01');
    expect(descriptionOf(field)).toBe('Enter an amount up to ₽30.00.');
    await user.clear(field);
    await user.type(field, '30{Enter}');
    const [spending] = LIST.items.filter(({ kind }) => kind === 'SPENT');
    await waitFor(() =>
      expect(bodiesOf(page, 'refundGiftCard')).toMatchObject([{ transactionId: spending?.id, amount: 3_000 }]),
    );
  });

  it('that are wrong, not sold or short are refused in words', async () => {
    const unknown = refuse(404, 'gift_card_unknown', { title: 'Gift card not found', detail: 'Check the code.' });
    const { user, answer } = await openTill({ listTillGiftTransactions: NONE, getGiftBalance: unknown });
    await user.keyboard('{F9}');
    const dialog = await drawer();
    await user.type(dialog.getByLabelText('Code of the card'), `${CODE}{Enter}`);
    await user.keyboard(`${PIN}{Enter}`);
    expect((await dialog.findByRole('alert')).textContent).toContain('Gift card not found');
    answer({ getGiftBalance: { ...BALANCE, state: 'ISSUED', balance: 0 } });
    await user.click(dialog.getByRole('button', { name: 'Show balance' }));
    await dialog.findByText(/has not been sold yet/);
    expect(dialog.queryByLabelText('Take from the card')).toBeNull();
  });

  it('are shown with the failure of their list, and a button that reads it again', async () => {
    const { user } = await openTill({ listTillGiftTransactions: refuse(500, 'internal_error') });
    await user.keyboard('{F9}');
    await (await drawer()).findByRole('button', { name: 'Try again' });
  });

  it('are refused in Russian words while the server is away', async () => {
    const { user } = await openTill({ listTillGiftTransactions: NONE }, 'ru');
    globalThis.fetch = () => Promise.reject(new TypeError('no network'));
    await user.type(screen.getByRole('combobox'), '+79001234567{Enter}');
    await screen.findByText('Нет связи с сервером.');
    await user.keyboard('{F9}');
    const dialog = await drawer();
    dialog.getByText('Подарочным картам нужен сервер');
    expect(dialog.queryByLabelText('Код карты')).toBeNull();
  });
});
