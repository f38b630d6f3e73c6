import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain, mainText, NO_WORDS } from './harness/main';
import { openPage, refuse, type Answers } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';
import { cellsOf } from './harness/tables';

const ID = '0190a000-0000-7000-8000-0000000000a1';
const OTHER = '0190a000-0000-7000-8000-0000000000a2';
const AT = '2026-11-20T09:30:00.000Z';
const UNTIL = '2026-11-27T09:30:00.000Z';
const SUMMARY: Answer<'getFraudSummary'> = {
  open: 2,
  stake: 340,
  confirmed: 3,
  dismissed: 1,
  restaurants: [{ restaurantId: OTHER, name: 'Arbat', open: 2, stake: 340, confirmed: 3, dismissed: 1 }],
};
const NONE: Answer<'getFraudSummary'> = { open: 0, stake: 0, confirmed: 0, dismissed: 0, restaurants: [] };
const GUEST_CASE: Answer<'listFraudCases'>['items'][number] = {
  id: ID,
  subject: { kind: 'GUEST', id: OTHER, name: 'Olga' },
  restaurantId: OTHER,
  restaurantName: 'Arbat',
  state: 'OPEN',
  openedAt: AT,
  rules: [{ key: 'ownCard', count: 2 }],
  stake: 340,
  signalCount: 2,
};
const DETAIL: Answer<'getFraudCase'> = {
  ...GUEST_CASE,
  signals: [{ rule: 'ownCard', version: 1, at: AT, inputs: { checks: 5, suspicious: 3 }, acts: [ID] }],
  acts: [
    {
      id: ID,
      at: AT,
      kind: 'SALE',
      restaurant: 'Arbat',
      pointOfSale: 'Till 1',
      cashier: 'Ivan',
      guest: 'Olga',
      guestId: OTHER,
      identifiedBy: 'PHONE',
      payable: 150_000,
      earned: 150,
      redeemed: 0,
      giftCardId: null,
    },
  ],
  peers: { measure: 'typedAgain', own: 9, median: 1, values: [0, 1, 3] },
  similar: [{ id: OTHER, state: 'DISMISSED', ground: 'An office lunch', decidedAt: AT }],
  review: { points: 340, until: UNTIL },
  limitedUntil: null,
  decisions: [],
  mayDecide: true,
};
const RULE: Answer<'putFraudRule'> = {
  key: 'ownCard',
  isOn: false,
  isAlwaysOn: false,
  params: { checks: 3 },
  version: 0,
  changedAt: null,
  defaults: [{ name: 'checks', unit: 'COUNT', value: 3, min: 2, max: 20 }],
};
const TRIAL: Answer<'tryFraudRule'> = {
  from: '2026-08-22T00:00:00.000Z',
  to: AT,
  acts: 9_000,
  signals: 14,
  cases: 3,
  perThousandShifts: 0.4,
  examples: [{ subject: { kind: 'CASHIER', id: OTHER, name: 'Ivan' }, at: AT, inputs: { checks: 7, suspicious: 4 } }],
};
const ANSWERS: Answers = {
  getFraudSummary: SUMMARY,
  listFraudCases: { items: [GUEST_CASE], nextCursor: null },
  getFraudCase: DETAIL,
  listFraudRules: { items: [RULE] },
};

describe('Fraud watch', () => {
  it.each(['en', 'ru'] as const)('shows in words what it read, in %s', async (language) => {
    for (const path of ['', '/rules', `/cases/${ID}`]) {
      const page = await openPage(`/admin/fraud${path}`, { language, answers: ANSWERS });
      await waitFor(() => expect(mainText()).not.toMatch(NO_WORDS));
      expect(mainText()).not.toMatch(/fraud\./);
      expect(inMain().getAllByRole('heading', { level: 1 })).toHaveLength(1);
      page.close();
    }
  });

  it('says how many cases were false alarms, and filters the cases by state and restaurant', async () => {
    const { user, calls } = await openPage('/admin/fraud', { answers: ANSWERS });
    await inMain().findByText('25% of the decided cases');
    inMain().getByText('All rules are switched off, so no new cases are opened.');
    expect(cellsOf(/^Cases \(table\)$/)[0]).toEqual(expect.arrayContaining(['Guest Olga', 'Arbat', 'Open', '340']));
    const asked = () => calls.filter(({ operation }) => operation === 'listFraudCases').at(-1)?.query;
    await user.selectOptions(inMain().getByLabelText('State'), 'Dismissed');
    await waitFor(() => expect(asked()?.get('state')).toBe('DISMISSED'));
    await user.click(inMain().getByRole('button', { name: 'Arbat' }));
    await waitFor(() => expect(asked()?.get('restaurantId')).toBe(OTHER));
  });

  it('says what it does where there is no case, and leads to its rules', async () => {
    const answers = { ...ANSWERS, getFraudSummary: NONE, listFraudCases: { items: [], nextCursor: null } };
    await openPage('/admin/fraud', { answers });
    await inMain().findByText('No cases yet');
    const link = inMain().getAllByRole<HTMLAnchorElement>('link', { name: 'Open the rules' });
    expect(link.at(-1)?.pathname).toBe('/admin/fraud/rules');
    inMain().getByText('No case decided yet');
  });

  it('is not shown to an analyst', async () => {
    await openPage('/admin/fraud', { role: 'analyst' });
    inMain().getByText('Fraud watch is for managers');
  });
});

const HELD: typeof GUEST_CASE = {
  ...GUEST_CASE,
  subject: { kind: 'CASHIER', id: OTHER, name: 'Ivan' },
  rules: [{ key: 'onePerson', count: 1 }],
};
const WAITING: Answers = { ...ANSWERS, listFraudCases: { items: [HELD], nextCursor: null } };

describe('What one person gave above the bound', () => {
  it.each([
    ['/admin/', 'en', 'Waits for a second person', '340 points in review', 'Open: Cashier Ivan'],
    ['/admin/approvals', 'en', 'Waits for a second person', '340 points in review', 'Open: Cashier Ivan'],
    ['/admin/', 'ru', 'Ждёт второго человека', '340 баллов на проверке', 'Открыть: Кассир Ivan'],
    ['/admin/approvals', 'ru', 'Ждёт второго человека', '340 баллов на проверке', 'Открыть: Кассир Ivan'],
  ] as const)('stands on %s in %s, with the way to its case', async (path, language, title, stake, open) => {
    const { calls } = await openPage(path, { language, answers: WAITING });
    const list = await inMain().findByRole('list', { name: title });
    expect(list.textContent).toContain(stake);
    expect(inMain().getByRole<HTMLAnchorElement>('link', { name: open }).pathname).toBe(`/admin/fraud/cases/${ID}`);
    const asked = calls.find(({ operation }) => operation === 'listFraudCases')?.query;
    expect([asked?.get('state'), asked?.get('rule')]).toEqual(['OPEN', 'onePerson']);
  });

  it.each(['/admin/', '/admin/approvals'])('is not named on %s where nothing waits', async (path) => {
    await openPage(path, { answers: { ...ANSWERS, listFraudCases: { items: [], nextCursor: null } } });
    await inMain().findByRole('heading', { level: 1 });
    expect(inMain().queryByText('Waits for a second person')).toBeNull();
  });
});

describe('A case of fraud watch', () => {
  it('shows its operations, the figures of peers and similar cases', async () => {
    const { user } = await openPage(`/admin/fraud/cases/${ID}`, { answers: ANSWERS });
    await inMain().findByText(/340 points are in review until 27 Nov/);
    expect(cellsOf(/^Operations/)[0]).toEqual(expect.arrayContaining(['Sale', 'Olga', 'by phone', '150']));
    await user.click(inMain().getByRole('button', { name: 'Show table' }));
    expect(cellsOf(/^Figures of colleagues/)).toEqual([
      ['1', 'this case', '9'],
      ['2', 'a colleague', '3'],
      ['3', 'a colleague', '1'],
      ['4', 'a colleague', '0'],
    ]);
    expect(cellsOf(/^Similar cases/)[0]).toEqual([
      expect.stringMatching(/^20 November/),
      'Dismissed',
      'An office lunch',
    ]);
  });

  it.each([
    ['en', '4 gift cards in 28 days spent soon after one person let out the code', 'Gift card: Code sent'],
    ['ru', '4 подарочные карты потрачены за 28 дней вскоре после того', 'Подарочная карта: Отправлен код'],
  ] as const)('about gift cards says which were spent and leads to them, in %s', async (language, sentence, kind) => {
    const [signal, act] = [DETAIL.signals[0], DETAIL.acts[0]];
    if (signal === undefined || act === undefined) throw new Error('the examples have no case with acts');
    const inputs = { cards: 4, days: 28, sumMinor: 4_000_000 };
    const detail = {
      ...DETAIL,
      signals: [{ ...signal, rule: 'giftFacesSpent', inputs }],
      acts: [{ ...act, kind: 'GIFT_SENT', giftCardId: ID }],
    };
    await openPage(`/admin/fraud/cases/${ID}`, { language, answers: { ...ANSWERS, getFraudCase: detail } });
    await inMain().findByText(new RegExp(sentence));
    const links = inMain().getAllByRole<HTMLAnchorElement>('link');
    expect(links.map(({ pathname }) => pathname)).toContain(`/admin/gift-cards/${ID}`);
    inMain().getByText(kind);
  });

  it('says what a decision does before it is sent, and shows the decision afterwards', async () => {
    const { user, calls, answer } = await openPage(`/admin/fraud/cases/${ID}`, { answers: ANSWERS });
    await user.click(await inMain().findByRole('button', { name: 'Decision' }));
    await inMain().findByText('Choose a decision.');
    expect(
      inMain()
        .getAllByRole<HTMLInputElement>('radio')
        .some(({ checked }) => checked),
    ).toBe(false);
    await user.click(inMain().getByLabelText('Confirm: this is abuse'));
    expect(inMain().queryByText('340 points in review are taken back.')).toBeNull();
    const group = within(inMain().getByRole('group', { name: 'Measures' }));
    await user.click(group.getByLabelText('Take back the points in review'));
    inMain().getByText('340 points in review are taken back.');
    await user.click(inMain().getByLabelText('Block the guest'));
    inMain().getByText(/^The guest can neither earn nor spend points/);
    await user.click(inMain().getByRole('button', { name: 'Confirm the case' }));
    expect(descriptionOf(inMain().getByLabelText('Reason for the decision'))).toContain('at least 3 characters');
    await user.type(inMain().getByLabelText('Reason for the decision'), 'Own card of the cashier');
    const body = {
      decision: 'CONFIRM' as const,
      ground: 'Own card of the cashier',
      takeBack: true,
      block: true,
      limitDays: null,
    };
    const { decision, ground, ...others } = body;
    const measures = { ...others, noteToStaff: null, message: null };
    const decided: Answer<'getFraudCase'> = {
      ...DETAIL,
      state: 'CONFIRMED',
      review: null,
      decisions: [{ decision, ground, measures, by: 'Maria', at: AT }],
    };
    answer({ decideFraudCase: decided, getFraudCase: decided });
    await user.click(inMain().getByRole('button', { name: 'Confirm the case' }));
    await inMain().findByText('Confirmed · points taken back · blocked');
    expect(calls.find(({ operation }) => operation === 'decideFraudCase')?.body).toEqual(body);
    expect(inMain().queryByRole('button', { name: 'Confirm the case' })).toBeNull();
  });

  it('limits the person for some days, and ends the limit', async () => {
    const decided: Answer<'getFraudCase'> = { ...DETAIL, state: 'CONFIRMED', review: null, limitedUntil: UNTIL };
    const { user, calls, answer } = await openPage(`/admin/fraud/cases/${ID}`, {
      answers: { ...ANSWERS, decideFraudCase: decided, liftFraudLimit: { ...decided, limitedUntil: null } },
    });
    await user.click(await inMain().findByLabelText('Confirm: this is abuse'));
    await user.type(inMain().getByLabelText('Reason for the decision'), 'Not their card');
    await user.click(inMain().getByLabelText('Limit this person for a time'));
    const days = inMain().getByLabelText('Days');
    await user.clear(days);
    await user.click(inMain().getByRole('button', { name: 'Confirm the case' }));
    await waitFor(() => expect(descriptionOf(days)).toContain('Enter whole days, 1 to 365.'));
    await user.type(days, '14');
    inMain().getByText('The person is limited for 14 days.');
    answer({ getFraudCase: decided });
    await user.click(inMain().getByRole('button', { name: 'Confirm the case' }));
    const lift = await inMain().findByRole('button', { name: 'End the limit now' });
    expect(calls.find(({ operation }) => operation === 'decideFraudCase')?.body).toMatchObject({ limitDays: 14 });
    answer({ getFraudCase: { ...decided, limitedUntil: null } });
    await user.click(lift);
    await waitFor(() => expect(inMain().queryByRole('button', { name: 'End the limit now' })).toBeNull());
  });

  it('asks the guest, and dismisses without measures', async () => {
    const { user, calls } = await openPage(`/admin/fraud/cases/${ID}`, {
      answers: { ...ANSWERS, decideFraudCase: DETAIL },
    });
    await user.click(await inMain().findByLabelText('Ask the guest'));
    await user.type(inMain().getByLabelText('Message to the guest'), 'Was it you?');
    await user.type(inMain().getByLabelText('Reason for the decision'), 'To be sure');
    await user.click(inMain().getByRole('button', { name: 'Send to the guest' }));
    const bodies = () => calls.filter(({ operation }) => operation === 'decideFraudCase').map(({ body }) => body);
    await waitFor(() => expect(bodies()).toHaveLength(1));
    expect(bodies()[0]).toEqual({ decision: 'ASK', message: 'Was it you?', ground: 'To be sure' });
    await user.click(await inMain().findByLabelText('Dismiss: false alarm'));
    inMain().getByText('340 points become available to guests at once.');
  });

  it('leaves a case about oneself to another manager, and says why a decision was refused', async () => {
    const own: Answers = {
      ...ANSWERS,
      getFraudCase: { ...DETAIL, subject: { kind: 'CASHIER', id: OTHER, name: 'Ivan' }, mayDecide: false },
    };
    const page = await openPage(`/admin/fraud/cases/${ID}`, { answers: own });
    await inMain().findByText('This case is about you or about what you gave, so another manager decides it.');
    page.close();
    const answers = { ...ANSWERS, decideFraudCase: refuse(403, 'own_fraud_case') };
    const { user } = await openPage(`/admin/fraud/cases/${ID}`, { answers, language: 'ru' });
    await user.click(await inMain().findByLabelText('Подтвердить: это злоупотребление'));
    await user.type(inMain().getByLabelText('Причина решения'), 'Проверено');
    await user.click(inMain().getByRole('button', { name: 'Подтвердить случай' }));
    await inMain().findByRole('alert');
  });
});

describe('A rule of fraud watch', () => {
  it('is switched on after it was checked on the last 90 days', async () => {
    const { user, calls, answer } = await openPage('/admin/fraud/rules', {
      answers: { ...ANSWERS, tryFraudRule: TRIAL },
    });
    const field = await inMain().findByLabelText('Checks, at least');
    expect(descriptionOf(field)).toContain('2 to 20');
    expect(inMain().queryByRole('button', { name: 'Switch on' })).toBeNull();
    await user.clear(field);
    await user.type(field, '99');
    await waitFor(() => expect(descriptionOf(field)).toContain('Enter a number from 2 to 20.'));
    await user.clear(field);
    await user.type(field, '5{Enter}');
    await screen.findByText(/14 signals in 3 cases, 0\.4 cases per 1,000 shifts/);
    inMain().getByText('Cashier Ivan');
    expect(calls.find(({ operation }) => operation === 'tryFraudRule')?.body).toEqual({ params: { checks: 5 } });
    const on = { ...RULE, isOn: true, params: { checks: 5 }, version: 1, changedAt: AT };
    answer({ putFraudRule: on, listFraudRules: { items: [on] } });
    await user.click(inMain().getByRole('button', { name: 'Switch on' }));
    await inMain().findByRole('button', { name: 'Switch off' });
    expect(calls.find(({ operation }) => operation === 'putFraudRule')?.body).toEqual({
      isOn: true,
      params: { checks: 5 },
    });
  });
});
