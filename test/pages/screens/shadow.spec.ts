import { screen, waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';

const RECEIPT = {
  id: ID,
  number: '77',
  restaurantId: ID,
  businessDate: '2026-03-04',
  occurredAt: '2026-03-04T12:00:00.000Z',
  guestId: ID,
  groupId: null,
  reason: null,
  refusal: null,
  isReturn: false,
  amount: 100_000,
  earned: 1_000,
  spent: 0,
  balance: 4_000,
  oldEarned: null,
  oldSpent: null,
  oldBalance: null,
  gap: 600,
  partedId: null,
  money: 0,
};
const PARTED: Answer<'listPartedGuests'> = {
  items: [
    {
      guestId: ID,
      gap: 600,
      money: 600,
      balance: 4_000,
      oldBalance: 3_400,
      agreedOn: '2026-03-02',
      differsOn: '2026-03-06',
      first: RECEIPT,
      last: RECEIPT,
    },
    {
      guestId: '0198f2c4-7b1e-7c3a-9d52-000000000002',
      gap: 100,
      money: 100,
      balance: 1_000,
      oldBalance: 900,
      agreedOn: null,
      differsOn: '2026-03-06',
      first: null,
      last: null,
    },
  ],
  nextCursor: null,
};
const GROUP = {
  id: ID,
  reason: 'BALANCE' as const,
  detail: 'NO_RECEIPT',
  rate: null,
  receipts: 0,
  balances: 1,
  guests: 1,
  money: 100,
  createdAt: '2026-03-07T00:00:00.000Z',
  acceptedAt: null,
  acceptedBy: null,
  note: null,
};
const SHADOW: Answer<'getShadow'> = {
  shadow: { id: ID, code: 'shadow', startedAt: '2026-03-01T00:00:00.000Z', restaurants: [] },
};
const FILE: Answer<'getShadowFile'> = {
  id: ID,
  name: 'balances.csv',
  kind: 'SHADOW_BALANCES',
  status: 'READY',
  bytes: 100,
  parts: 1,
  lines: 3,
  position: 0,
  taken: 0,
  rejected: 0,
  fault: null,
  createdAt: '2026-03-07T00:00:00.000Z',
  createdBy: ID,
  requestedBy: null,
  finishedAt: null,
  header: ['Card', 'Points'],
  samples: [['77', '3400']],
  mapping: {
    csv: { delimiter: ',', encoding: 'utf-8' },
    lines: 'ROW',
    creditNotePrefix: null,
    money: { unit: 'MAJOR', decimalMark: '.' },
    timeFormat: 'ISO',
    dateFormat: 'ISO',
    day: null,
    roundPointsDown: false,
    columns: { card: 'Card', balance: 'Points' },
  },
  unread: [],
  refusals: [],
};

describe('The page of the shadow run', () => {
  it.each([
    ['en', 'Points that the earlier system does not give: rule “quiet-hours”'],
    ['ru', 'Баллы, которых прежняя система не даёт: правило «quiet-hours»'],
  ] as const)('names the rule of ours that the earlier system does not know, in %s', async (language, words) => {
    const group = { ...GROUP, reason: 'RULE' as const, detail: 'earning.rule.quiet-hours' };
    await openPage('/admin/settings/shadow', {
      language,
      answers: {
        getShadow: SHADOW,
        listPartedGuests: PARTED,
        listShadowGroups: { groups: [group] },
        listShadowFiles: { items: [], nextCursor: null },
      },
    });
    await waitFor(() => expect(mainText()).toContain(words));
  });

  it.each([
    ['en', 'The balances parted while no receipt came', 'No receipt', 'No files yet.', 'Add a file'],
    ['ru', 'Балансы разошлись, хотя чеков не было', 'Без чека', 'Файлов ещё нет.', 'Добавить файл'],
  ] as const)('says between which days balances parted, in %s', async (language, reason, none, noFiles, add) => {
    await openPage('/admin/settings/shadow', {
      language,
      answers: {
        getShadow: SHADOW,
        listPartedGuests: PARTED,
        listShadowGroups: { groups: [GROUP] },
        listShadowFiles: { items: [], nextCursor: null },
      },
    });
    await waitFor(() => expect(mainText()).toContain(reason));
    for (const text of ['77', none, noFiles, add]) expect(mainText()).toContain(text);
  });
});

describe('A shadow run', () => {
  it('starts in the chosen restaurants', async () => {
    const list = recordedAnswer('listRestaurants');
    const items = list.items.map((one) => ({ ...one, closedAt: null }));
    const { user, calls } = await openPage('/admin/settings/shadow', {
      answers: { getShadow: { shadow: null }, listRestaurants: { ...list, items } },
    });
    const start = await inMain().findByRole('button', { name: 'Begin the shadow run' });
    await user.click(start);
    expect(calls.map(({ operation }) => operation)).not.toContain('startShadow');
    const [restaurant] = items;
    await user.click(inMain().getByRole('combobox', { name: 'Restaurants of the shadow run' }));
    await user.click(await screen.findByRole('option', { name: restaurant?.name ?? '', hidden: true }));
    await user.click(start);
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'startShadow') ?? {};
      expect(body).toEqual({ restaurantIds: [restaurant?.id] });
    });
  });
});

describe('A file of the shadow run', () => {
  const path = `/admin/settings/shadow/files/${ID}`;

  it('is checked once the day of its balances is said', async () => {
    const { user, calls } = await openPage(path, { answers: { getShadowFile: FILE } });
    const check = await inMain().findByRole('button', { name: 'Check the file' });
    expect(check).toHaveProperty('disabled', true);
    expect(mainText()).toContain('Choose the column with the day, or enter one day for all balances.');
    await user.type(inMain().getByLabelText(/Day of all balances/), '2026-03-04');
    await user.click(check);
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'checkShadowFile') ?? {};
      expect(body).toMatchObject({ mapping: { day: '2026-03-04', columns: { card: 'Card', balance: 'Points' } } });
    });
  });

  it('says which columns receipts need, and how returns are numbered', async () => {
    const { columns: _, ...form } = FILE.mapping as NonNullable<typeof FILE.mapping>;
    const receipts = { ...FILE, kind: 'SHADOW_RECEIPTS' as const, mapping: { ...form, columns: { number: 'Card' } } };
    const { user, calls } = await openPage(path, { answers: { getShadowFile: receipts } });
    await waitFor(() => expect(mainText()).toContain('Choose the columns: Time, Amount.'));
    await user.selectOptions(inMain().getByLabelText('Time'), 'Points');
    await user.selectOptions(inMain().getByLabelText('Amount'), 'Points');
    await user.type(inMain().getByLabelText('Numbers of returns begin with'), 'C');
    await user.click(inMain().getByRole('button', { name: 'Check the file' }));
    await waitFor(() => {
      const { body } = calls.find(({ operation }) => operation === 'checkShadowFile') ?? {};
      expect(body).toMatchObject({ mapping: { creditNotePrefix: 'C', columns: { total: 'Points' } } });
    });
  });

  it('shows why rows were refused, and is compared after its check', async () => {
    const refusals = [{ code: 'guest_unnamed', count: 2, line: 3, reason: 'No card.' }];
    const checked = { ...FILE, status: 'CHECKED' as const, taken: 5, rejected: 2, refusals };
    const { user, calls } = await openPage(path, { answers: { getShadowFile: checked } });
    await waitFor(() => expect(mainText()).toContain('Add a phone, an id or a card to the row.'));
    await user.click(inMain().getByRole('button', { name: 'Compare' }));
    await waitFor(() => expect(calls.map(({ operation }) => operation)).toContain('startShadowFile'));
  });

  it('says what ended its last step, and that a file is not there', async () => {
    const failed = { ...FILE, status: 'FAILED' as const, fault: 'shadow_ended', requestedBy: ID };
    await openPage(path, { answers: { getShadowFile: failed } });
    await waitFor(() => expect(mainText()).toContain('The shadow run has ended'));
    await openPage(path, { answers: { getShadowFile: refuse(404, 'not_found') } });
    await waitFor(() => expect(inMain().getAllByRole('alert').length).toBeGreaterThan(0));
  });
});
