import { screen, waitFor, within } from '@testing-library/dom';
import { AUDIT_ACTIONS, AUDIT_FIELDS, AUDIT_SUBJECTS } from '../../../src/generated/words/audit';
import type { Schemas } from '../../../web/src/shared/api/schemas';
import { inMain, mainText } from './harness/main';
import { openPage } from './harness/open-page';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const OTHER = '0198f2c4-7b1e-7c3a-9d52-000000000004';

const entry = (fields: Partial<Schemas['AuditEntry']>): Schemas['AuditEntry'] => ({
  id: ID,
  recordedAt: '2026-11-20T09:30:00.000Z',
  device: null,
  onBehalf: false,
  address: null,
  requestId: null,
  actorKind: 'user',
  actorId: ID,
  actorName: 'Olga',
  action: 'guest.changed',
  subjectKind: 'guest',
  subjectId: ID,
  subjectName: null,
  before: null,
  after: null,
  ...fields,
});
const open = (address: string, items: readonly Schemas['AuditEntry'][] = [entry({})], language: 'en' | 'ru' = 'en') =>
  openPage(`/admin/audit${address}`, { language, answers: { listAudit: { items: [...items], nextCursor: null } } });
const textsOf = (row: HTMLElement) => [...row.querySelectorAll('td, th')].map(({ textContent }) => textContent);
/** Words that look like codes but are none. */
const WORDS = ['iiko'];
/** A code of the server, as `gift_card.blocked` or `guestIds`. */
const CODE = /\b[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*\b|\b[a-z]+_[a-z_]+\b|\b[a-z]+[A-Z]\w*/;

describe('The audit', () => {
  it.each([
    ['', 'CHANGES'],
    ['?entries=reads', 'READS'],
    ['?entries=signIns', 'SIGN_INS'],
    ['?entries=all', 'ALL'],
    ['?entries=other', 'CHANGES'],
    ['?action=guest.read', null],
  ])('reads the entries that the address names, at %s', async (address, entries) => {
    const { calls } = await open(address);
    await waitFor(() => expect(inMain().getAllByRole('row')).toHaveLength(2));
    const asked = calls.filter(({ operation }) => operation === 'listAudit').at(-1);
    expect(asked?.query.get('entries')).toBe(entries);
  });

  it.each([
    ['en', 'Till (read)', 'Number from the till system', '8 November 2026'],
    ['ru', 'Касса (чтение)', 'Номер из кассовой системы', '8 ноября 2026'],
  ] as const)('writes rights, ways to find a guest and days in words, in %s', async (language, right, way, day) => {
    const entries = [{ scopes: ['till:read'], identifies: 'TILL_SYSTEM' }, { periodStart: '2026-11-08' }];
    await open(
      '',
      entries.map((after) => entry({ action: 'api_key.created', subjectKind: 'api_key', after })),
      language,
    );
    await waitFor(() => expect(mainText()).toContain(right));
    expect(mainText()).toContain(way);
    expect(mainText()).toContain(day);
  });

  it('keeps the choice of entries in the address, and begins at the first page again', async () => {
    const { user, calls } = await open('?cursor=abc');
    await user.selectOptions(await inMain().findByLabelText('Show'), 'Reads');
    expect(location.search).toBe('?entries=reads');
    await waitFor(() => expect(calls.at(-1)?.query.get('entries')).toBe('READS'));
    expect(calls.at(-1)?.query.get('cursor')).toBeNull();
    await user.selectOptions(inMain().getByLabelText('Show'), 'Changes');
    expect(location.search).toBe('');
  });

  it('leaves the choice of an action when its kind of entries is chosen', async () => {
    const { user } = await open('?action=guest.read');
    expect(await inMain().findByLabelText('Show')).toHaveProperty('value', 'all');
    await user.selectOptions(inMain().getByLabelText('Show'), 'Sign-ins');
    expect(location.search).toBe('?entries=signIns');
  });

  it.each([
    ['en', '2 guests', ['Guests', `${ID}, ${OTHER}`]],
    ['ru', '2 гостя', ['Гости', `${ID}, ${OTHER}`]],
  ] as const)('counts ids in the row and has them in the sheet, in %s', async (language, words, cells) => {
    const after = { guestIds: [ID, OTHER], transactionId: ID };
    const { user } = await open('?entries=all', [entry({ action: 'guest.listed', subjectId: null, after })], language);
    await waitFor(() => expect(mainText()).toContain(words));
    expect(mainText()).not.toContain('0198f2c4');
    const [button] = inMain().getAllByRole('button', { name: /list|список/i });
    await user.click(button as HTMLElement);
    const sheet = within(await screen.findByRole('dialog'));
    const row = sheet.getByRole('row', { name: new RegExp(`^${cells[0]}`) });
    expect(textsOf(row).join(' ')).toContain(cells[1]);
    expect(sheet.getAllByText(new RegExp(ID)).length).toBeGreaterThan(1);
  });

  it.each([
    ['en', ['Gift card blocked', 'State: Active → Blocked', 'Amount: £10.00', 'Balance: £1,000.00']],
    ['ru', ['Подарочная карта заблокирована', 'Состояние: Действует → Заблокирована', 'Сумма:', 'Остаток:']],
  ] as const)('says states and money in words, in %s', async (language, words) => {
    const gift = { subjectKind: 'gift_card', before: { state: 'ACTIVE' } };
    const items = [
      entry({ ...gift, action: 'gift_card.blocked', after: { state: 'BLOCKED' } }),
      entry({ id: OTHER, action: 'gift_card.corrected', after: { amount: 1000, balance: 100_000 } }),
    ];
    await open('', items, language);
    await waitFor(() => expect(mainText()).toContain(words[0]));
    const said = mainText().replaceAll(/[  ]/g, ' ');
    for (const one of words.slice(0, 2)) expect(said).toContain(one);
    for (const one of words.slice(2)) expect(said).toContain(one.split(':')[0]);
    expect(said).not.toMatch(/BLOCKED|100000|\b1000\b/);
  });

  it.each(['en', 'ru'] as const)('has words for each action, kind of thing and field, in %s', async (language) => {
    const actions = Object.entries(AUDIT_ACTIONS).flatMap(([group, verbs]) => verbs.map((verb) => `${group}.${verb}`));
    const items = [
      ...actions.map((action, at) => entry({ id: `a${String(at)}`, action })),
      ...AUDIT_SUBJECTS.map((subjectKind, at) => entry({ id: `s${String(at)}`, subjectKind, subjectId: null })),
      ...AUDIT_FIELDS.map((field, at) => entry({ id: `f${String(at)}`, after: { [field]: 'x' } })),
    ];
    await open('?entries=all', items, language);
    await waitFor(() => expect(inMain().getAllByRole('row').length).toBeGreaterThan(items.length));
    const [, ...rows] = inMain().getAllByRole('row');
    const found = rows.flatMap((row) => textsOf(row).flatMap((text) => CODE.exec(text)?.[0] ?? []));
    expect(found.filter((code) => !WORDS.includes(code))).toEqual([]);
  });
});
