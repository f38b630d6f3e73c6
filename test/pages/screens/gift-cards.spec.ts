import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainText, NO_WORDS } from './harness/main';
import { openPage, refuse, type Answers } from './harness/open-page';
import { type Answer, type Operation, recordedAnswer } from './harness/recorded-answers';
import type { Schemas } from '../../../web/src/shared/api/schemas';
import { cellsOf } from './harness/tables';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const OTHER = '0198f2c4-7b1e-7c3a-9d52-000000000004';
const CODE = '996995 219784 171342';
const NONE = { items: [], nextCursor: null };
/** The card of the examples while it was in use, with 300 roubles. */
const ACTIVE: Answer<'getGiftCard'> = recordedAnswer('unblockGiftCard').card;
const BLOCKED: Answer<'getGiftCard'> = recordedAnswer('blockGiftCard').card;
/** The document has no type for the text of a file. */
const CSV = 'number,code,pin\r\n' as Answer<'downloadGiftCodes'>;

describe('Gift cards', () => {
  const saved: string[] = [];

  beforeEach(() => {
    saved.length = 0;
    Object.assign(URL, { createObjectURL: () => 'blob:codes', revokeObjectURL: () => undefined });
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
  });
  afterEach(() => jest.restoreAllMocks());

  it.each(['en', 'ru'] as const)('shows in words what it read, in %s', async (language) => {
    for (const path of ['', '?last4=0103', '/report', `/${ID}`]) {
      const page = await openPage(`/admin/gift-cards${path}`, { language });
      await waitFor(() => expect(mainText()).not.toMatch(NO_WORDS));
      expect(mainText()).not.toMatch(/giftCards\./);
      expect(inMain().getAllByRole('heading', { level: 1 })).toHaveLength(1);
      page.close();
    }
  });

  it('lists the batches with their counts, and saves the codes of one for the printer', async () => {
    const { user, calls } = await openPage('/admin/gift-cards', { answers: { downloadGiftCodes: CSV } });
    expect(cellsOf(/^Batches \(table\)$/)[0]).toEqual(expect.arrayContaining(['Christmas', '2', '₽400.00']));
    inMain().getByText(/The audit notes each download, and from the second one on each card does\.$/);
    await user.click(inMain().getByRole('button', { name: 'Codes as CSV: Christmas' }));
    await waitFor(() => expect(saved).toEqual(['Gift cards – Christmas.csv']));
    expect(calls.map(({ operation }) => operation)).toContain('downloadGiftCodes');
  });

  it('makes a batch, and marks a name and a number that do not fit', async () => {
    const { user, calls } = await openPage('/admin/gift-cards', { answers: { listGiftBatches: NONE } });
    await inMain().findByText('No gift cards yet');
    await user.click(inMain().getByRole('button', { name: 'Make a batch' }));
    const dialog = within(await screen.findByRole('dialog'));
    const [name, count] = [dialog.getByLabelText('Name of the batch'), dialog.getByLabelText('Number of cards')];
    await user.type(count, '2001{Enter}');
    expect(document.activeElement).toBe(name);
    expect(descriptionOf(name)).toContain('Enter a name.');
    expect(descriptionOf(count)).toContain('Enter a number from 1 to 2,000.');
    await user.type(name, 'Christmas');
    await user.clear(count);
    await user.type(count, '2{Enter}');
    await inMain().findByText('2 cards are made. Download the codes of Christmas for the printer.');
    expect(bodiesOf(calls, 'createGiftBatch')).toEqual([{ name: 'Christmas', count: 2 }]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('finds a card by its code, of which the last four digits alone leave the page', async () => {
    const { user, calls } = await openPage('/admin/gift-cards');
    const field = inMain().getByLabelText('Code, or its last four digits');
    await user.type(field, '996995 219784 171343{Enter}');
    expect(descriptionOf(field)).toContain('Check them one by one.');
    expect(calls.map(({ operation }) => operation)).not.toContain('listGiftCards');
    await user.clear(field);
    await user.type(field, `${CODE}{Enter}`);
    await inMain().findByRole('heading', { name: 'Cards that end with 1342' });
    expect(location.search).toBe('?last4=1342');
    const asked = () => calls.filter(({ operation }) => operation === 'listGiftCards').at(-1)?.query;
    await waitFor(() => expect(asked()?.get('last4')).toBe('1342'));
    await inMain().findByRole('link', { name: '… 0103' });
    expect(cellsOf(/^Cards$/)[0]).toEqual(expect.arrayContaining(['… 0103', 'Replaced', '₽0.00', 'Christmas']));
    await user.selectOptions(inMain().getByLabelText('State'), 'Blocked');
    await waitFor(() => expect(asked()?.get('state')).toBe('BLOCKED'));
    await user.click(inMain().getByRole('button', { name: 'Show batches' }));
    await inMain().findByRole('table', { name: 'Batches (table)' });
  });

  it('lists the cards of a batch, and says where none matches', async () => {
    const page = await openPage('/admin/gift-cards');
    await page.user.click(inMain().getByRole('link', { name: 'Christmas' }));
    await inMain().findByRole('heading', { name: 'Cards of Christmas' });
    expect(inMain().getByRole<HTMLAnchorElement>('link', { name: '… 0103' }).pathname).toBe(`/admin/gift-cards/${ID}`);
    page.close();
    await openPage('/admin/gift-cards?last4=9999', { answers: { listGiftCards: NONE } });
    await inMain().findByText('No cards match');
  });

  it('is not shown to an analyst', async () => {
    const page = await openPage('/admin/gift-cards', { role: 'analyst' });
    inMain().getByText('Gift cards are for managers');
    page.close();
    await openPage(`/admin/gift-cards/${ID}`, { role: 'analyst' });
    inMain().getByText('Gift cards are for managers');
  });

  it('says that its batches could not be read', async () => {
    await openPage('/admin/gift-cards', { answers: { listGiftBatches: refuse(500, 'internal_error') } });
    await inMain().findByRole('button', { name: 'Try again' });
  });
});

describe('A gift card', () => {
  it('shows its journal, and the card that took its place', async () => {
    await openPage(`/admin/gift-cards/${ID}`);
    inMain().getByRole('heading', { name: 'Gift card … 0103' });
    inMain().getByText('Replaced · Christmas, number 1');
    expect(cellsOf(/^Journal \(table\)$/)[0]).toEqual(
      expect.arrayContaining(['Moved to another card', '₽200.00', '₽0.00', 'Lost']),
    );
    const link = inMain().getByRole<HTMLAnchorElement>('link', { name: 'Open the card that took its place' });
    expect(link.pathname).toBe(`/admin/gift-cards/${OTHER}`);
    for (const name of ['Block', 'Unblock', 'Replace', 'Correct'])
      expect(inMain().queryByRole('button', { name })).toBeNull();
  });

  it('is blocked for a reason after the page has said what that does', async () => {
    const { user, calls, answer } = await openCard(ACTIVE);
    await user.click(inMain().getByRole('button', { name: 'Block' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Block the card … 0103?' }));
    dialog.getByText(/^It can be neither sold nor spent .* Its money stays: ₽300\.00\.$/);
    await user.click(dialog.getByRole('button', { name: 'Block the card' }));
    const reason = dialog.getByLabelText('Reason');
    expect(document.activeElement).toBe(reason);
    expect(descriptionOf(reason)).toContain('Write the reason.');
    answer({ getGiftCard: BLOCKED });
    await user.type(reason, 'Lost{Enter}');
    await inMain().findByText('The card is blocked.');
    expect(bodiesOf(calls, 'blockGiftCard')).toEqual([{ reason: 'Lost' }]);
    await inMain().findByText('Blocked · Christmas, number 1');
    expect(inMain().queryByRole('button', { name: 'Block' })).toBeNull();
    inMain().getByRole('button', { name: 'Unblock' });
  });

  it('leads to the guest who has it, and takes Escape as no', async () => {
    const { user, calls } = await openCard({ ...ACTIVE, guestId: OTHER });
    const link = inMain().getByRole<HTMLAnchorElement>('link', { name: 'Open the guest' });
    expect(link.pathname).toBe(`/admin/guests/${OTHER}`);
    inMain().getByRole('button', { name: 'Block' }).focus();
    await user.keyboard('{Enter}');
    const dialog = within(await screen.findByRole('dialog'));
    await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText('Reason')));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(bodiesOf(calls, 'blockGiftCard')).toEqual([]);
  });

  it('is sent to an address on a day, and says how far the message is', async () => {
    const at = '2026-11-25T07:00:00.000Z';
    const sent = { ...ACTIVE, delivery: { channel: 'EMAIL', status: 'QUEUED', at } } as const;
    const { user, calls, answer } = await openPage(`/admin/gift-cards/${ID}`, {
      answers: { getGiftCard: ACTIVE, sendGiftCard: sent },
    });
    await user.click(await screen.findByRole('button', { name: 'Send' }));
    const dialog = within(await screen.findByRole('dialog'));
    const to = dialog.getByLabelText('Phone or e-mail of the receiver');
    await user.click(dialog.getByRole('button', { name: 'Send the card' }));
    expect(descriptionOf(to)).toContain('Enter a phone or an e-mail address.');
    await user.type(to, 'olga@example.com');
    await user.type(dialog.getByLabelText('Day'), '2026-11-25');
    await user.type(dialog.getByLabelText('Reason'), 'A present');
    answer({ getGiftCard: sent });
    await user.click(dialog.getByRole('button', { name: 'Send the card' }));
    await screen.findByText('The message with the code is written.');
    expect(calls.find(({ operation }) => operation === 'sendGiftCard')?.body).toEqual({
      send: { to: 'olga@example.com', on: '2026-11-25' },
      reason: 'A present',
    });
    await waitFor(() => expect(mainText()).toMatch(/Message with the code, e-?mail: Waiting to be sent, 25 Nov/i));
  });

  it('says until when it can be spent, and offers nothing once it has ended', async () => {
    const page = await openCard({ ...ACTIVE, endsOn: '2031-11-20' });
    expect(mainText()).toMatch(/can be used until 20 November 2031; a top-up restarts the period/);
    page.close();
    const ended = { ...ACTIVE, endsOn: '2025-11-20', state: 'ENDED', balance: 0 } as const;
    const end = { ...recordedAnswer('blockGiftCard').transaction, kind: 'ENDED', actorKind: 'system' } as const;
    await openCard(ended, { answers: { listGiftTransactions: { items: [end], nextCursor: null } } });
    inMain().getByText('Ended · Christmas, number 1');
    expect(mainText()).toMatch(/could be used until 20 November 2025/);
    expect(cellsOf(/^Journal \(table\)$/)[0]).toEqual(expect.arrayContaining(['Ended', 'The platform']));
    for (const name of ['Send', 'Block', 'Replace', 'Correct'])
      expect(inMain().queryByRole('button', { name })).toBeNull();
  });

  it('is unblocked in Russian', async () => {
    const { user, calls } = await openCard(BLOCKED, { language: 'ru' });
    await user.click(inMain().getByRole('button', { name: 'Разблокировать' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Причина'), 'Нашлась{Enter}');
    await inMain().findByText('Карта разблокирована.');
    expect(bodiesOf(calls, 'unblockGiftCard')).toEqual([{ reason: 'Нашлась' }]);
  });

  it('is replaced by an unsold card, whose code is checked first', async () => {
    const { user, calls } = await openCard(ACTIVE);
    await user.click(inMain().getByRole('button', { name: 'Replace' }));
    const dialog = within(await screen.findByRole('dialog'));
    dialog.getByText(/^₽300\.00 moves to another card/);
    const code = dialog.getByLabelText('Code of the new card');
    await user.type(dialog.getByLabelText('Reason'), 'Lost');
    await user.type(code, '1122{Enter}');
    expect(descriptionOf(code)).toContain('Type all 18 digits.');
    await user.clear(code);
    await user.type(code, '974030 549204 841122{Enter}');
    await inMain().findByText('The card is replaced.');
    expect(bodiesOf(calls, 'replaceGiftCard')).toEqual([{ code: '974030549204841122', reason: 'Lost' }]);
  });

  it('loses the money of a wrong sale, at most what it has, and a refusal is said', async () => {
    const { user, calls, answer } = await openCard(ACTIVE, {
      answers: { correctGiftCard: refuse(409, 'gift_card_short', { title: 'Not enough money on the card' }) },
    });
    await user.click(inMain().getByRole('button', { name: 'Correct' }));
    const dialog = within(await screen.findByRole('dialog'));
    const amount = dialog.getByLabelText('Take off');
    await user.type(dialog.getByLabelText('Reason'), 'Lost');
    await user.type(amount, '300.01{Enter}');
    expect(descriptionOf(amount)).toContain('Enter an amount up to ₽300.00.');
    await user.clear(amount);
    await user.type(amount, '100');
    expect(descriptionOf(amount)).toContain('₽200.00 stays on the card.');
    await user.keyboard('{Enter}');
    expect((await dialog.findByRole('alert')).textContent).toContain('Not enough money on the card');
    answer({ correctGiftCard: recordedAnswer('correctGiftCard') });
    await user.click(dialog.getByRole('button', { name: 'Take the money off' }));
    await inMain().findByText('The money is taken off.');
    expect(bodiesOf(calls, 'correctGiftCard').at(-1)).toEqual({ amount: 10_000, reason: 'Lost' });
  });

  it('waits for a second manager above the limit, who reads what it is about', async () => {
    const asked = recordedAnswer('createRole') as Schemas['ChangeRequest'];
    const waiting: Schemas['ChangeRequest'] = { ...asked, kind: 'GIFT_CARD', subjectId: ID };
    const page = await openCard(ACTIVE, { answers: { correctGiftCard: waiting } });
    await page.user.click(inMain().getByRole('button', { name: 'Correct' }));
    const dialog = within(await screen.findByRole('dialog'));
    await page.user.type(dialog.getByLabelText('Reason'), 'Lost');
    await page.user.type(dialog.getByLabelText('Take off'), '100{Enter}');
    await inMain().findByText('A second manager must approve this. Until then it is on the Today page.');
    page.close();
    const { items } = recordedAnswer('listApprovalRequests');
    const [one] = items;
    if (one === undefined) throw new Error('the examples have no request');
    const settings = [
      { name: 'gift.act', before: null, after: 'CORRECTED' },
      { name: 'gift.amount', before: null, after: 10_000 },
      { name: 'gift.reason', before: null, after: 'Lost' },
    ];
    const change = { subjectId: ID, name: '0103', scopes: [], settings, budget: null };
    const request = { ...one, kind: 'GIFT_CARD' as const, program: null, act: null, change, mayApprove: true };
    await openPage('/admin/', { answers: { listApprovalRequests: { items: [request], nextCursor: null } } });
    await inMain().findByText(/Gift card … 0103 above a limit/);
    expect(mainText()).toMatch(/Act: correction.*Money: ₽100\.00.*Reason: Lost/s);
    expect(inMain().getByRole<HTMLAnchorElement>('link', { name: 'Open the gift card' }).pathname).toBe(
      `/admin/gift-cards/${ID}`,
    );
  });
});

describe('The months of gift cards in the settings', () => {
  const NETWORK = recordedAnswer('getNetwork') as Schemas['Network'];

  it.each([
    ['en', /Russia: the money of an unused card is an advance and is owed back/, 'Gift cards end after, months'],
    ['ru', /Россия: деньги неиспользованной карты — аванс/, 'Срок подарочной карты, месяцы'],
  ] as const)('stand beside the law of the country, in %s', async (language, law, label) => {
    await openPage('/admin/settings', { language, answers: { getNetwork: NETWORK } });
    await inMain().findByText(law);
    expect(inMain().getByLabelText<HTMLInputElement>(label).value).toBe('');
  });

  it('are refused in words below the least of the law', async () => {
    const refusal = refuse(422, 'gift_card_term', {
      title: 'The law lets no gift card end so soon',
      detail: 'In the country of the network a gift card lasts at least 60 months.',
    });
    const { user, calls } = await openPage('/admin/settings', {
      answers: { getNetwork: { ...NETWORK, giftCardLaw: { law: 'IE', leastMonths: 60 } }, changeNetwork: refusal },
    });
    await inMain().findByText('Ireland: at least 60 months (Consumer Protection (Gift Vouchers) Act 2019).');
    await user.type(inMain().getByLabelText('Gift cards end after, months'), '12');
    inMain().getByText(/another manager must approve all changes/);
    await user.click(inMain().getByRole('button', { name: /^Save/ }));
    expect((await inMain().findByRole('alert')).textContent).toContain('at least 60 months');
    expect(bodiesOf(calls, 'changeNetwork')).toEqual([{ settings: { giftCardMonths: 12 } }]);
  });
});

describe('The report of gift cards', () => {
  it('says what was sold, spent and owed, by day and restaurant, and saves it', async () => {
    const saved: string[] = [];
    Object.assign(URL, { createObjectURL: () => 'blob:report', revokeObjectURL: () => undefined });
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    const { user, calls } = await openPage('/admin/gift-cards/report?from=2026-11-01&to=2026-11-20', {
      answers: { downloadGiftReport: CSV },
    });
    await inMain().findByText('On all cards at the end of 20 Nov');
    inMain().getByText('₽400.00');
    expect(cellsOf(/^By day and restaurant \(table\)$/)).toEqual([
      ['20 Nov', 'Centre', '₽500.00', '₽200.00', '₽200.00', '₽0.00', '₽0.00'],
      ['20 Nov', 'Whole network', '₽0.00', '₽0.00', '₽0.00', '₽100.00', '₽0.00'],
    ]);
    await user.click(inMain().getByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(saved).toEqual(['gift-cards-2026-11-01-2026-11-20.csv']));
    const days = { from: '2026-11-01', to: '2026-11-20' };
    for (const name of ['getGiftReport', 'downloadGiftReport'])
      expect(Object.fromEntries(calls.find(({ operation }) => operation === name)?.query ?? [])).toEqual(days);
    jest.restoreAllMocks();
  });

  it('asks for nothing where the period is too long, and says where no money moved', async () => {
    const page = await openPage('/admin/gift-cards/report?from=2025-01-01&to=2026-11-20');
    inMain().getByRole('alert');
    expect(page.calls.map(({ operation }) => operation)).not.toContain('getGiftReport');
    page.close();
    const empty = { ...recordedAnswer('getGiftReport'), days: [] };
    await openPage('/admin/gift-cards/report', { answers: { getGiftReport: empty } });
    await inMain().findByText('No money moved in this period');
  });
});

function openCard(card: Answer<'getGiftCard'>, more: { language?: 'ru'; answers?: Answers } = {}) {
  return openPage(`/admin/gift-cards/${ID}`, { ...more, answers: { getGiftCard: card, ...more.answers } });
}

function bodiesOf(calls: Awaited<ReturnType<typeof openPage>>['calls'], name: Operation): unknown[] {
  return calls.filter(({ operation }) => operation === name).map(({ body }) => body);
}
