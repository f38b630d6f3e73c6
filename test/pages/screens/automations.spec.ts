import { screen, waitFor, within } from '@testing-library/dom';
import type { AutomationDetail, AutomationDocument } from '../../../web/src/entities/automation/automation.api';
import { inMain, mainElement, mainText, NO_WORDS } from './harness/main';
import { type Answers, openPage, refuse } from './harness/open-page';
import { emptyLists } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const AT = '2026-11-20T10:00:00.000Z';
const PAGE = `/admin/automations/${ID}`;

const DOCUMENT: AutomationDocument = {
  schema: 1,
  name: 'After the first purchase',
  description: '',
  trigger: { kind: 'FIRST_SALE' },
  condition: { combinator: 'and', rules: [{ field: 'visits', operator: '<', value: 3 }] },
  entry: { mode: 'ONCE', afterDays: null, perDay: 50, inAll: null },
  quietHours: { from: '21:00', to: '10:00' },
  goal: { event: 'transaction.sale', conditions: [{ field: 'payable', operator: '>=', value: 100_000 }] },
  steps: [
    { name: 'wait', kind: 'WAIT', amount: 2, unit: 'DAYS', next: 'split' },
    {
      name: 'split',
      kind: 'SPLIT',
      shares: [
        { sharePpm: 700_000, next: 'gift' },
        { sharePpm: 300_000, next: 'hello' },
      ],
    },
    { name: 'gift', kind: 'POINTS', points: 100, validDays: 30, next: 'hello' },
    {
      name: 'hello',
      kind: 'MESSAGE',
      message: { en: { title: 'Hello', text: 'Come again' } },
      templateId: null,
      next: null,
    },
  ],
};

function automation(change: Partial<AutomationDetail> = {}): AutomationDetail {
  const { document = DOCUMENT, version = 1 } = change;
  return {
    id: ID,
    state: 'DRAFT',
    revision: 1,
    version,
    runningVersion: null,
    document,
    inside: 0,
    entered: 0,
    archived: false,
    startedAt: null,
    createdBy: null,
    createdAt: AT,
    changedBy: null,
    changedAt: AT,
    versions: [versionOf(version, document, {})],
    ...change,
  };
}

function versionOf(version: number, document: AutomationDocument, waiting: Record<string, number>) {
  return {
    version,
    document,
    createdAt: AT,
    isMoving: false,
    runs: { waiting: 0, done: 4, goal: 2, left: 1, heldOut: 0 },
    steps: document.steps.map(({ name }) => ({
      step: name,
      waiting: waiting[name] ?? 0,
      passed: 7,
      left: 0,
      refused: 0,
    })),
  };
}

const RUNNING = automation({
  state: 'ACTIVE',
  runningVersion: 1,
  inside: 3,
  entered: 10,
  versions: [versionOf(1, DOCUMENT, { wait: 3 })],
});

const ESTIMATE = {
  days: 28,
  entries: [{ day: '2026-11-19', guests: 4 }],
  perDay: 4.2,
  atOnce: 0,
  sample: 100,
  steps: [{ step: 'split', share: 1, branches: [0.7, 0.3] }],
  unknown: [],
};

const RUN = {
  id: ID,
  automationId: ID,
  guestId: ID,
  version: 1,
  state: 'DONE' as const,
  reason: null,
  step: 'hello',
  dueAt: null,
  enteredAt: AT,
  endedAt: AT,
  causedBy: [],
};

const NAMES = { listGuests: { items: [], nextCursor: null, previousCursor: null } };

const answers = (detail: AutomationDetail, more: Answers = {}): Answers => ({
  ...emptyLists(),
  getAutomation: detail,
  previewAutomation: { errors: [], loops: [] },
  estimateAutomation: ESTIMATE,
  ...NAMES,
  ...more,
});

describe('The list of automations', () => {
  it('offers the examples where there is none, and copies one with one press', async () => {
    const { user, calls } = await openPage('/admin/automations', {
      answers: {
        ...emptyLists(),
        listAutomations: { items: [], nextCursor: null },
        listAutomationExamples: { items: [{ name: 'WIN_BACK', document: DOCUMENT }] },
        copyAutomationExample: automation(),
        getAutomation: automation(),
        previewAutomation: { errors: [], loops: [] },
      },
    });
    await user.click(await inMain().findByRole('button', { name: /^Win back/ }));
    await waitFor(() => expect(location.pathname).toBe(PAGE));
    expect(calls.some(({ operation }) => operation === 'copyAutomationExample')).toBe(true);
    await inMain().findByRole('button', { name: 'Wait 2 days' });
  });

  it('shows each with what begins it and its figures, and lets an analyst change nothing', async () => {
    const { versions: _, ...one } = RUNNING;
    const items = [{ ...one, finished: 6, enteredLately: 9 }];
    await openPage('/admin/automations', {
      role: 'analyst',
      answers: {
        ...emptyLists(),
        listAutomations: { items, nextCursor: null },
        previewAutomation: { errors: [], loops: [] },
      },
    });
    const row = (await inMain().findByText('After the first purchase')).closest('tr');
    expect(row?.textContent).toContain('When a guest buys for the first time');
    expect(row?.textContent).toMatch(/Active.*10.*3.*6.*9/);
    expect(inMain().queryByRole('button', { name: 'New automation' })).toBeNull();
  });
});

describe('The column of an automation', () => {
  it.each([
    ['en', ['Only if visits, all time less than 3', 'Once for each guest, up to 50 guests a day', 'Wait 2 days']],
    [
      'ru',
      ['Один раз для каждого гостя, не больше 50 гостей в день', 'Подождать 2 дня', 'Начислить 100 баллов на 30 дней'],
    ],
  ] as const)('reads as sentences in %s', async (language, sentences) => {
    await openPage(PAGE, { language, answers: answers(RUNNING) });
    for (const sentence of sentences) expect(await inMain().findByRole('button', { name: sentence })).toBeTruthy();
    expect(mainText()).not.toMatch(NO_WORDS);
    expect(mainElement().querySelectorAll('h1')).toHaveLength(1);
  });

  it('opens a step in place, closes it by Escape, and saves what was changed', async () => {
    const { user, calls } = await openPage(PAGE, {
      answers: answers(automation(), { changeAutomation: automation() }),
    });
    const line = await inMain().findByRole('button', { name: 'Wait 2 days' });
    await user.click(line);
    const amount = inMain().getByLabelText('How long');
    await user.clear(amount);
    await user.type(amount, '5');
    await user.keyboard('{Escape}');
    expect(inMain().queryByLabelText('How long')).toBeNull();
    expect(document.activeElement).toBe(inMain().getByRole('button', { name: 'Wait 5 days' }));
    await user.click(inMain().getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'changeAutomation')).toBe(true));
    const body = calls.find(({ operation }) => operation === 'changeAutomation')?.body;
    expect(body).toEqual({
      document: { ...DOCUMENT, steps: [{ ...DOCUMENT.steps[0], amount: 5 }, ...DOCUMENT.steps.slice(1)] },
      expectedRevision: 1,
    });
  });

  it('is started from the head of its page', async () => {
    await openPage(PAGE, { answers: answers(automation()) });
    const head = (await inMain().findByRole('heading', { level: 1 })).closest('header');
    expect(within(head as HTMLElement).getByRole('button', { name: 'Start' })).toBeTruthy();
  });

  it('asks before it is left with a change that is not saved', async () => {
    const { user } = await openPage(PAGE, { answers: answers(automation()) });
    await user.click(await inMain().findByRole('button', { name: 'Wait 2 days' }));
    await user.type(inMain().getByLabelText('How long'), '0');
    await user.click(inMain().getByRole('link', { name: 'Automations' }));
    const question = within(await screen.findByRole('dialog', { name: 'Leave without saving?' }));
    await user.click(question.getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(location.pathname).toMatch(/automations$/));
  });

  it('gives points that end as usual when the days are emptied, and after the days that are typed', async () => {
    const { user, calls } = await openPage(PAGE, {
      answers: answers(automation(), { changeAutomation: automation() }),
    });
    await user.click(await inMain().findByRole('button', { name: 'Award 100 points, valid 30 days' }));
    const days = inMain().getByLabelText('Valid for days (empty: as in the programme)');
    await user.clear(days);
    await user.keyboard('{Escape}');
    await user.click(inMain().getByRole('button', { name: 'Award 100 points' }));
    await user.type(inMain().getByLabelText('Valid for days (empty: as in the programme)'), '7');
    await user.click(inMain().getByRole('button', { name: 'Save' }));
    const saved = () => calls.find(({ operation }) => operation === 'changeAutomation')?.body;
    await waitFor(() => expect(saved()).toBeDefined());
    expect(saved()).toMatchObject({ document: { steps: [{}, {}, { kind: 'POINTS', points: 100, validDays: 7 }, {}] } });
  });

  it('adds a step where "+" stands by the keyboard, and takes a removed one back', async () => {
    const { user } = await openPage(PAGE, { answers: answers(automation()) });
    (await inMain().findByRole('button', { name: 'Add a step to: 30% of guests' })).focus();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('menuitem', { name: 'Give a reward', hidden: true }));
    const added = await inMain().findByRole('button', { name: 'Give a reward: not chosen yet' });
    expect(added.getAttribute('aria-expanded')).toBe('true');
    await user.click(inMain().getByRole('button', { name: 'Remove: Split guests at random' }));
    expect(inMain().queryByRole('button', { name: 'Split guests at random' })).toBeNull();
    await user.click(inMain().getByRole('button', { name: 'Undo' }));
    expect(inMain().getByRole('button', { name: 'Split guests at random' })).toBeTruthy();
    expect(inMain().getByRole('button', { name: 'Give a reward: not chosen yet' })).toBeTruthy();
  });

  it('keeps the steps of the other branches when one is removed', async () => {
    const condition = DOCUMENT.condition ?? { combinator: 'and', rules: [] };
    const gift = (name: string, points: number) =>
      ({ name, kind: 'POINTS', points, validDays: null, next: null }) as const;
    const document: AutomationDocument = {
      ...DOCUMENT,
      steps: [
        {
          name: 'branch',
          kind: 'BRANCH',
          // The conditions are equal, as those of newly added branches are.
          branches: [
            { condition, next: 'first' },
            { condition, next: 'second' },
          ],
          otherwise: 'third',
        },
        gift('first', 10),
        gift('second', 20),
        gift('third', 30),
      ],
    };
    const { user, calls } = await openPage(PAGE, {
      answers: answers(automation({ document }), { changeAutomation: automation() }),
    });
    await user.click(await inMain().findByRole('button', { name: /^(If|Depending|Branch|Divide)/ }));
    await user.click(inMain().getByRole('button', { name: 'Remove branch 1' }));
    await user.click(inMain().getByRole('button', { name: 'Save' }));
    const saved = () =>
      calls.find(({ operation }) => operation === 'changeAutomation')?.body as
        | { readonly document: AutomationDocument }
        | undefined;
    await waitFor(() => expect(saved()).toBeDefined());
    expect(saved()?.document.steps.filter(({ kind }) => kind !== 'END')).toMatchObject([
      { branches: [{ next: 'second' }], otherwise: 'third' },
      { points: 20 },
      { points: 30 },
    ]);
  });

  it('says a mistake at its step, before a save and after a refused one', async () => {
    const mistake = (path: string, message: string) => ({ path, code: 'not_valid', message });
    const { user } = await openPage(PAGE, {
      answers: answers(automation(), {
        previewAutomation: { errors: [mistake('steps[1].shares', 'Shares do not add up.')], loops: [] },
        changeAutomation: refuse(400, 'invalid_body', {
          errors: [mistake('document.steps[3].message.ru', 'The message lacks Russian.')],
        }),
      }),
    });
    const lineOf = (text: string) =>
      inMain()
        .findByText(text)
        .then((found) => found.parentElement?.textContent);
    expect(await lineOf('Shares do not add up.')).toContain('Split guests at random');
    await user.click(inMain().getByRole('button', { name: 'Down: Wait 2 days'.replace('Down', 'Move down') }));
    await user.click(inMain().getByRole('button', { name: 'Save' }));
    expect(await lineOf('The message lacks Russian.')).toContain('Send the message “Hello”');
  });
});

describe('An automation that may bring its guests in again', () => {
  const entry = { mode: 'EVENT', afterDays: null, perDay: null, inAll: null } as const;
  const document: AutomationDocument = {
    ...DOCUMENT,
    goal: null,
    condition: null,
    entry,
    trigger: { kind: 'EVENT', event: 'transaction.manual', conditions: [] },
    steps: [
      { name: 'gift', kind: 'POINTS', points: 100, validDays: 30, next: 'call' },
      { name: 'call', kind: 'WEBHOOK', topic: 'news', next: null },
    ],
  };
  const loops = [
    { kind: 'OWN_STEP' as const, step: 'gift', automation: null },
    { kind: 'WEBHOOK' as const, step: 'call', automation: null },
  ];

  it('says so at its steps, and how often one guest enters at most', async () => {
    const { user, calls } = await openPage(PAGE, {
      answers: answers(automation({ document }), { previewAutomation: { errors: [], loops } }),
    });
    await inMain().findByText(/^This step triggers the event that lets guests in: Award 100 points/);
    await inMain().findByText(/A guest enters at most 3 times a day\.$/);
    expect(calls.find(({ operation }) => operation === 'previewAutomation')?.body).toMatchObject({ automationId: ID });
    await user.click(await inMain().findByRole('button', { name: /up to 3 times a day per guest$/ }));
    await user.type(await inMain().findByLabelText(/^Maximum per guest a day/), '5');
    await inMain().findByRole('button', { name: /up to 5 times a day per guest$/ });
    await inMain().findByText(/A guest enters at most 5 times a day\.$/);
    expect(mainText()).not.toMatch(NO_WORDS);
  });
});

describe('A running automation', () => {
  it('asks what becomes of guests inside when a new version is applied, and says which step is gone', async () => {
    const newer = { ...DOCUMENT, steps: DOCUMENT.steps.slice(1) };
    const detail = automation({
      ...RUNNING,
      version: 2,
      document: newer,
      versions: [versionOf(2, newer, {}), versionOf(1, DOCUMENT, { wait: 3 })],
    });
    const { user, calls } = await openPage(PAGE, { answers: answers(detail, { setAutomationState: detail }) });
    await user.click(await inMain().findByRole('button', { name: 'Apply changes' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('Wait 2 days: 3 guests')).toBeTruthy();
    await user.click(dialog.getByRole('radio', { name: 'Move to the step with the same name' }));
    expect(dialog.getByText(/3 guests\. The new version has no such step/)).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Apply changes' }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'setAutomationState')).toBe(true));
    const { body } = calls.find(({ operation }) => operation === 'setAutomationState') ?? {};
    expect(body).toMatchObject({ state: 'ACTIVE', moveInside: true, expectedRevision: 1 });
  });

  it('starts with many guests only after their number was shown', async () => {
    const { user, calls, answer } = await openPage(PAGE, {
      answers: answers(automation(), { setAutomationState: refuse(409, 'automation_takes_guests', { guests: 412 }) }),
    });
    await user.click(await inMain().findByRole('button', { name: 'Start' }));
    const dialog = within(await screen.findByRole('dialog'));
    await dialog.findByText(/About 4 guests a day/);
    await user.click(dialog.getByRole('button', { name: 'Start' }));
    const confirm = await dialog.findByRole('button', { name: 'Start with 412 guests' });
    answer({ setAutomationState: RUNNING });
    await user.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const asked = calls.filter(({ operation }) => operation === 'setAutomationState').map(({ body }) => body);
    expect(asked).toMatchObject([{ confirmedGuests: 0 }, { confirmedGuests: 412 }]);
  });

  it('shows from a count whose guests they are, and the way of one as sentences', async () => {
    const step = (visit: number, name: string, kind: string, more: object = {}) => ({
      visit,
      version: 1,
      step: name,
      kind,
      outcome: 'PASSED',
      at: AT,
      reason: null,
      branch: null,
      points: null,
      subjectId: null,
      ...more,
    });
    const path = [
      step(1, 'wait', 'WAIT'),
      step(2, 'split', 'SPLIT', { branch: 0 }),
      step(3, 'gift', 'POINTS', { points: 100 }),
      step(4, 'hello', 'MESSAGE', { outcome: 'NOT_SENT', reason: 'NO_CONSENT' }),
    ];
    const { user, calls } = await openPage(PAGE, {
      answers: answers(RUNNING, {
        listAutomationRuns: { items: [RUN], nextCursor: null },
        getAutomationRun: { ...RUN, path } as never,
      }),
    });
    await user.click(await inMain().findByRole('button', { name: '3 waiting' }));
    await user.click(await screen.findByRole('button', { name: 'Journey of Guest without a name' }));
    const asked = calls.find(({ operation }) => operation === 'listAutomationRuns')?.query;
    expect([asked?.get('step'), asked?.get('state')]).toEqual(['wait', 'WAITING']);
    const sentences = (await screen.findByText('Got 100 points.')).closest('ol')?.textContent ?? '';
    expect(sentences).toContain('Waited 2 days.');
    expect(sentences).toContain('Took the branch “70% of guests” at random.');
    expect(sentences).toContain('Message “Hello” not sent. Not sent: no consent');
  });
});
