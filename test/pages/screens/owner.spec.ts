import { screen, waitFor, within } from '@testing-library/dom';
import { inMain, mainElement, mainText, NO_WORDS } from './harness/main';
import { openPage, refuse, type Answers } from './harness/open-page';
import { emptyLists, readsOf, recordedAnswer } from './harness/recorded-answers';
import { cellsOf } from './harness/tables';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const READING = [
  '',
  `/networks/${ID}`,
  '/billing',
  '/billing/subscriptions',
  '/billing/invoices',
  `/billing/invoices/${ID}`,
  '/billing/statements',
  '/billing/plans',
  '/billing/seller',
  '/platform',
  '/health',
  '/audit',
];
/** A seller that is not entered yet. No recorded answer has it, since recorded answers are the richest ones. */
const UNRECORDED: Answers = {
  getSeller: { seller: null, series: [] },
  getNetworkFraud: { items: [], nextCursor: null },
};

describe('Each page of the owner', () => {
  it.each([...READING, '/networks/new'])('shows in words what it read, at /owner%s', async (path) => {
    await openPage(`/owner${path}`, { role: 'owner', language: 'ru', answers: UNRECORDED });
    await waitFor(() => expect(mainText()).not.toMatch(NO_WORDS));
    expect(mainElement().querySelectorAll('h1')).toHaveLength(1);
    expect(mainElement().querySelectorAll('[role=alert]')).toHaveLength(0);
  });

  it.each(READING)('says that it could read nothing, and what to do, at /owner%s', async (path) => {
    await openPage(`/owner${path}`, { role: 'owner', answers: readsOf(refuse(429, 'rate_limited')) });
    const [alert] = await inMain().findAllByRole('alert');
    expect(alert?.textContent).toContain('Too many attempts');
  });

  it.each([
    ['', 'No networks yet'],
    ['/billing/subscriptions', 'No subscription fits'],
    ['/billing/invoices', 'No invoice fits'],
    ['/billing/statements', 'No payment waits'],
    ['/audit', 'Nothing has happened yet'],
  ])('says what to do where there is nothing yet, at /owner%s: %s', async (path, words) => {
    await openPage(`/owner${path}`, { role: 'owner', answers: emptyLists() });
    await waitFor(() => expect(mainText()).toContain(words));
  });

  it('says that nothing is wrong, at /owner/health', async () => {
    const answers = { getPlatformHealth: { complaints: [], examinedAt: '2026-11-20T09:30:00.000Z' } };
    await openPage('/owner/health', { role: 'owner', answers });
    await waitFor(() => expect(mainText()).toContain('Nothing is wrong'));
  });

  it('compares how networks decide cases of fraud watch, at /owner/platform', async () => {
    const figures = { open: 2, confirmed: 5, dismissed: 1, medianDaysToDecide: 1.5 };
    const answers: Answers = {
      getNetworkFraud: { items: [{ networkId: ID, name: 'Trattoria', ...figures }], nextCursor: null },
    };
    await openPage('/owner/platform', { role: 'owner', answers });
    await inMain().findByText('Trattoria');
    expect(cellsOf(/^Fraud watch by network/)).toEqual([['Trattoria', '2', '5', '1', '1.5']]);
  });

  it('says how long data is kept and what went, at /owner/health', async () => {
    const kept = { setting: 'RETENTION_DAYS (events)', leastDays: 31 } as const;
    const answers: Answers = {
      getPlatformRetention: {
        kinds: [
          { ...kept, kind: 'EVENT_MONTHS', days: null },
          { kind: 'CODES', setting: 'RETENTION_DAYS (codes)', days: 1, leastDays: 1 },
        ],
        gone: [{ day: '2026-11-19', kind: 'CODES', rows: 1_204, oldest: '2026-11-17T09:30:00.000Z' }],
      },
    };
    await openPage('/owner/health', { role: 'owner', language: 'ru', answers });
    await waitFor(() => expect(mainText()).toContain('RETENTION_DAYS (events), не меньше 31'));
    expect(mainText()).toContain('Бессрочно');
    expect(mainText()).toMatch(/19 ноя.*Одноразовые коды и ссылки.*1\s204.*17 ноя/);
  });

  const job = {
    id: '0198f2c4-7b1e-7c3a-9d52-000000000001',
    job: 'billing',
    key: null,
    networkId: null,
    networkName: null,
    attempts: 0,
    failure: null,
    progress: null,
    at: null,
  };

  it('has a job that failed run again, or later, at /owner/health', async () => {
    const failed = {
      ...job,
      networkName: 'Trattoria',
      state: 'RETRYING' as const,
      attempts: 3,
      failure: 'no answer',
      at: null,
    };
    const answers: Answers = { listPlatformJobs: { items: [failed], nextCursor: null } };
    await openPage('/owner/health', { role: 'owner', answers });
    expect(await screen.findByText('billing')).toBeTruthy();
    expect(screen.getByText('no answer')).toBeTruthy();
    expect(screen.getByText('Failed, is tried again')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Run now' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'In an hour' })).toBeTruthy();
  });

  it('runs a job now or in an hour, and says how far those are that run, at /owner/health', async () => {
    const of = (state: 'FAILED' | 'RUNNING' | 'WAITING', progress: { done: number; of: number | null } | null) => ({
      ...job,
      id: `0198f2c4-7b1e-7c3a-9d52-00000000000${String(progress?.done ?? 0)}`,
      state,
      progress,
    });
    const items = [of('FAILED', null), of('RUNNING', { done: 3, of: 40 }), of('RUNNING', { done: 1, of: null })];
    const { user, calls, answer } = await openPage('/owner/health', {
      role: 'owner',
      answers: { listPlatformJobs: { items, nextCursor: null } },
    });
    expect(await screen.findByText('Running, 3 of 40')).toBeTruthy();
    expect(screen.getByText('Running, 1 piece done')).toBeTruthy();
    const moves = () => calls.flatMap(({ operation, body }) => (operation === 'movePlatformJob' ? [body] : []));
    await user.click(screen.getByRole('button', { name: 'Run now' }));
    await waitFor(() => expect(moves()).toEqual([{ inMinutes: 0 }]));
    answer({ listPlatformJobs: { items: [of('WAITING', null)], nextCursor: null } });
    await user.click(screen.getByRole('button', { name: 'In an hour' }));
    await waitFor(() => expect(moves()).toEqual([{ inMinutes: 0 }, { inMinutes: 60 }]));
    // One that waits runs as soon as a worker is free.
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Run now' })).toBeNull());
  });

  it('says that nothing was past its time, at /owner/health', async () => {
    const answers = { getPlatformRetention: { kinds: [], gone: [] } };
    await openPage('/owner/health', { role: 'owner', answers });
    await waitFor(() => expect(mainText()).toContain('No data was past its time.'));
  });

  it('tells a manager that it is not theirs', async () => {
    await openPage('/owner', { role: 'manager' });
    screen.getByRole('heading', { name: 'Your role has no access to this page' });
  });
});

describe('The audit of the owner', () => {
  const ENTRY = {
    recordedAt: '2026-11-20T09:30:00.000Z',
    device: null,
    onBehalf: false,
    address: null,
    requestId: null,
    actorKind: 'user' as const,
    actorId: ID,
    actorName: 'Olga',
    subjectKind: null,
    subjectId: null,
    subjectName: null,
    before: null,
  };

  it('begins with the changes; reads and sign-ins are a choice, and an action is found among all', async () => {
    const answers: Answers = { listAudit: { items: [], nextCursor: null } };
    const { user, calls } = await openPage('/owner/audit', { role: 'owner', answers });
    const asked = () =>
      Object.fromEntries(
        calls.filter(({ operation }) => operation === 'listAudit').at(-1)?.query ?? new URLSearchParams(),
      );
    await waitFor(() => expect(asked()).toMatchObject({ entries: 'CHANGES' }));
    await inMain().findByText('Nothing has happened yet');
    await user.selectOptions(inMain().getByLabelText('Show'), 'Sign-ins');
    await waitFor(() => expect(asked()).toMatchObject({ entries: 'SIGN_INS' }));
    await user.selectOptions(inMain().getByLabelText('Act'), 'Job moved');
    await waitFor(() => expect(asked()).toMatchObject({ action: 'job.moved' }));
    expect(asked()).not.toHaveProperty('entries');
  });

  it.each([
    ['en', ['Job moved', 'Network: — → Trattoria', 'Account changed', 'Language: English → Русский'], 'API key'],
    [
      'ru',
      ['Задача перенесена', 'Сеть: — → Trattoria', 'Изменена учётная запись', 'Язык: English → Русский'],
      'API-ключ',
    ],
  ] as const)('names people, networks and fields in %s, and shows no id', async (language, words, key) => {
    const network = recordedAnswer('listPlatformNetworks').items[0];
    const networks = { items: [{ ...network, id: ID, name: 'Trattoria' }], nextCursor: null };
    const after = { job: 'billing', key: ID, inMinutes: 60 };
    const entries = [
      { ...ENTRY, id: '1', action: 'job.moved', after },
      { ...ENTRY, id: '2', action: 'user.changed', before: { locale: 'en' }, after: { locale: 'ru' } },
      {
        ...ENTRY,
        id: '3',
        actorKind: 'key' as const,
        actorName: null,
        action: 'bank_entry.decided',
        after: { entryId: ID, status: 'MATCHED', invoiceId: ID },
      },
      { ...ENTRY, id: '4', action: 'user.reset', subjectKind: 'user', subjectId: ID, subjectName: 'Oleg', after: null },
      { ...ENTRY, id: '5', action: 'network.closed', subjectKind: 'network', subjectId: ID, after: null },
    ];
    const answers = { listPlatformNetworks: networks, listAudit: { items: entries, nextCursor: null } } as Answers;
    await openPage('/owner/audit', { role: 'owner', language, answers });
    await waitFor(() => expect(mainText()).toContain(words[0]));
    for (const one of words) expect(mainText()).toContain(one);
    expect(mainText()).toContain(key);
    expect(mainText()).toContain('Oleg');
    expect(mainText()).not.toMatch(/0198f2c4|entryId|invoiceId|inMinutes|job\.moved/);
  });
});

describe('An invoice', () => {
  it('gives money back by the way that the owner chooses, and none is chosen in advance', async () => {
    const invoice = recordedAnswer('getInvoice');
    const { total: amount, currency } = invoice;
    const payment = { id: ID, amount, excess: 0, refunded: 0, currency, paidOn: '2030-07-08', reference: null };
    const payments = [{ ...payment, method: 'ONLINE' as const }];
    const answers = { getInvoice: { ...invoice, kind: 'INVOICE' as const, payments }, refundPayment: invoice };
    const at = `/owner/billing/invoices/${ID}`;
    const { user, calls } = await openPage(at, { role: 'owner', answers });
    await user.click(await inMain().findByRole('button', { name: /^Refund the payment of/ }));
    const dialog = within(await screen.findByRole('dialog'));
    const ways = dialog.getAllByRole<HTMLInputElement>('radio');
    expect(ways.map(({ checked }) => checked)).toEqual([false, false]);
    await user.type(dialog.getByLabelText('Reason'), 'Paid twice');
    await user.click(dialog.getByRole('button', { name: 'Refund' }));
    await dialog.findByText('Choose how the money goes back.');
    await user.click(dialog.getByLabelText('Given back by hand'));
    await user.click(dialog.getByRole('button', { name: 'Refund' }));
    await waitFor(() =>
      expect(calls.find(({ operation }) => operation === 'refundPayment')?.body).toMatchObject({ method: 'MANUAL' }),
    );
  });

  it('names the last day of a line, as its PDF does', async () => {
    const invoice = recordedAnswer('getInvoice');
    const lines = [{ ...invoice.lines[0], from: '2026-11-01', to: '2026-12-01' }] as typeof invoice.lines;
    await openPage(`/owner/billing/invoices/${ID}`, { role: 'owner', answers: { getInvoice: { ...invoice, lines } } });
    await waitFor(() => expect(mainText()).toContain('1 November 2026 to 30 November 2026'));
  });

  it.each([
    ['en', 'The act is there from 1 January 2999.', 'Act in English'],
    ['ru', 'Акт можно скачать с 1 января 2999', 'Акт на русском'],
  ] as const)('offers its act once there is one, in %s', async (language, from, button) => {
    const invoice = recordedAnswer('getInvoice');
    const at = `/owner/billing/invoices/${ID}`;
    const early = { getInvoice: { ...invoice, actFrom: '2999-01-01' } };
    const { close } = await openPage(at, { role: 'owner', language, answers: early });
    await waitFor(() => expect(mainText()).toContain(from));
    expect(inMain().queryByRole('button', { name: button })).toBeNull();
    close();
    const due = { getInvoice: { ...invoice, actFrom: '2026-02-01' } };
    await openPage(at, { role: 'owner', language, answers: due });
    await inMain().findByRole('button', { name: button });
  });
});
