import { readFile } from 'node:fs/promises';
import { ImportGuests, ImportReceipts, type ImportRequest } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { ErasureJob } from '../../../../src/integrations/privacy/erasure.job';
import { newId } from '../../../../src/platform/ids/ids';
import { TillHistory } from '../../../../src/transactions';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { importFile, writeCsv } from './import-fixture';

const HEADER = 'no,at,id,card,phone,total';
const MAPPING = {
  version: 1,
  name: 'all-keys',
  lines: 'ROW',
  corrections: { creditNotePrefix: 'C' },
  columns: { number: 'no', occurredAt: 'at', guest: 'id', card: 'card', phone: 'phone', total: 'total' },
};

describe('receipts of a file', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let mapping: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    mapping = await writeCsv([JSON.stringify(MAPPING)], 'all-keys.json');
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  /** Digits that no other test uses, because the database is shared. */
  const ends = newId().replace(/\D/g, '').slice(-4).padStart(4, '7');
  const digits = (n: number) => `912${ends}${String(n).padStart(3, '0')}`;
  const phone = (n: number) => `+7${digits(n)}`;
  /** Rows of one a minute, of 10.00 each: `id,card,phone`. */
  const rowsOf = (names: readonly string[], first = 1) =>
    names.map((name, n) => `${String(first + n)},2026-03-01T10:${String(n).padStart(2, '0')}:00,${name},1000`);
  const fileOf = (lines: readonly string[]) => writeCsv([HEADER, ...lines]);
  const run = (file: string, rest: Partial<ImportRequest> = {}) =>
    importFile(test.app.get(ImportReceipts), network.id, file, { mapping, ...rest });
  const importGuests = async (lines: readonly string[], dryRun = false) =>
    test.app.get(ImportGuests).run({
      answers: { tierEnd: 'FOREVER' },
      networkId: network.id,
      mapping: null,
      dryRun,
      rejectsFile: null,
      progress: SILENT,
      file: await writeCsv(['phone,external id,cards,points,tier', ...lines], 'guests.csv'),
    });
  const register = async (body: object, at = network, token = manager): Promise<string> =>
    ((await at.post('/api/guests', token, body).expect(201)).body as { id: string }).id;
  const query = <Row extends object>(sql: string, id = network.id): Promise<Row[]> =>
    network.database.inNetwork(id, (tx) => tx.query<Row>(sql, [id]));
  /** Receipts by guest: their numbers in the order of their times. */
  const receiptsOf = async (): Promise<Map<string | null, string>> => {
    const rows = await query<{ guestId: string | null; numbers: string }>(
      `SELECT guest_id AS "guestId", string_agg(receipt_number, ' ' ORDER BY occurred_at) AS numbers FROM transactions
        WHERE network_id = $1 AND channel = 'IMPORT' AND type IN ('SALE', 'REFUND') GROUP BY 1`,
    );
    return new Map(rows.map(({ guestId, numbers }) => [guestId, numbers]));
  };
  const guestsOf = (id?: string) =>
    query<{ id: string; external: string | null; hasPhone: boolean; cards: string[] }>(
      `SELECT g.id, g.external_id AS external, g.phone_index IS NOT NULL AS "hasPhone",
              ARRAY(SELECT c.number FROM guest_cards c WHERE c.network_id = $1 AND c.guest_id = g.id ORDER BY 1) AS cards
         FROM guests g WHERE g.network_id = $1 ORDER BY g.id`,
      id,
    );
  const rejectsOf = async (path: string): Promise<string[]> => {
    const [, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => line.split(',').slice(0, 2).join(' ')).sort();
  };
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('join guests by id, by card and by phone in whatever spelling, and make those whom nobody knows', async () => {
    await importGuests([`${phone(1)},anna,00427; 4607001234567,,`]);
    const boris = await register({ phone: phone(2) });
    const { body } = await network.get(`/api/guests/${boris}`, manager).expect(200);
    const ofBoris = (body as { cardNumber: string }).cardNumber;
    const anna = (await guestsOf()).find(({ external }) => external === 'anna')?.id ?? '';
    const number = digits(1);
    const file = await fileOf(
      rowsOf([
        'anna,,',
        `,,${phone(1)}`,
        `,,8 (${number.slice(0, 3)}) ${number.slice(3, 6)}-${number.slice(6, 8)}-${number.slice(8)}`,
        `,,7${number}`,
        `,,'+7 ${number.slice(0, 3)} ${number.slice(3)}`,
        `,,${number}`,
        ', 00 42-7 ,',
        ',4607001234567,',
        `anna,00427,${phone(1)}`,
        `,${ofBoris},`,
        ',427,',
        `,,${phone(3)}`,
        `,,8${digits(3)}`,
        'clara,,',
        `clara,8899,`,
        ',8899,',
        ',,',
      ]),
    );
    const joined = { externalId: 4, card: 5, phone: 7, anonymous: 1, newGuests: 3 };
    expect(await run(file, { dryRun: true })).toMatchObject({ status: 'DRY_RUN', sales: 17, rejected: 0, joined });
    expect(await receiptsOf()).toEqual(new Map());
    expect(await run(file)).toMatchObject({ status: 'DONE', sales: 17, rejected: 0, joined });
    const receipts = await receiptsOf();
    expect(receipts.get(anna)).toBe('1 2 3 4 5 6 7 8 9');
    expect(receipts.get(boris)).toBe('10');
    expect(receipts.get(null)).toBe('17');
    const made = (await guestsOf()).filter(({ id }) => id !== anna && id !== boris);
    expect(made.map(({ id, ...keys }) => [receipts.get(id), keys])).toEqual(
      expect.arrayContaining([
        ['11', { external: null, hasPhone: false, cards: ['427'] }],
        ['12 13', { external: null, hasPhone: true, cards: [] }],
        ['14 15 16', { external: 'clara', hasPhone: false, cards: [] }],
      ]),
    );
    expect(made).toHaveLength(3);
    // A known guest is unchanged, and the import's stored rows have nothing personal.
    expect((await guestsOf()).find(({ id }) => id === anna)?.cards).toEqual(['00427', '4607001234567']);
    const kept = await query(
      'SELECT i, (SELECT json_agg(r) FROM import_refusals r WHERE r.network_id = $1) AS refusals FROM imports i WHERE i.network_id = $1',
    );
    expect(JSON.stringify(kept)).not.toContain(digits(1));
    expect(await findings()).toEqual([]);
  });

  it('happen once, also where another file brings the same with another key', async () => {
    const boris = await register({ phone: phone(2), externalId: 'boris' });
    const file = await fileOf(rowsOf([`,,${phone(2)}`, `,,${phone(4)}`]));
    await run(file);
    const guests = await guestsOf();
    expect(await run(file)).toMatchObject({ status: 'ALREADY_IMPORTED', joined: null });
    const other = await fileOf([...rowsOf(['boris,,', `,,${phone(4)}`]), ...rowsOf([`boris,,${phone(2)}`], 3)]);
    expect(await run(other)).toMatchObject({ sales: 1, rejects: { already_recorded: 2 } });
    expect((await receiptsOf()).get(boris)).toBe('1 3');
    expect(await guestsOf()).toEqual(guests);
  });

  it('are refused where their keys are of two guests, are damaged, or the till takes nothing for the guest', async () => {
    const [anna, boris, blocked] = [
      await register({ phone: phone(1), externalId: 'anna' }),
      await register({ phone: phone(2) }),
      await register({ phone: phone(5) }),
    ];
    await importGuests([`${phone(2)},,222,,`]);
    await network.post(`/api/guests/${blocked}/block`, manager, { reasonCode: 'OTHER' }).expect(200);
    const file = await fileOf([
      ...rowsOf([
        `anna,,${phone(2)}`,
        `anna,222,${phone(1)}`,
        `,222,${phone(1)}`,
        `,,12`,
        ',4.607E+12,',
        `,,${phone(5)}`,
        `anna,,${phone(6)}`,
        `,222,`,
        `,,${phone(6)}`,
      ]),
      `C90,2026-03-01T11:00:00,anna,222,,-300`,
    ]);
    const rejectsFile = file.replace('receipts.csv', 'rejects.csv');
    const expected = [
      '2 guest_ambiguous',
      '3 guest_ambiguous',
      '4 guest_ambiguous',
      '5 phone_invalid',
      '6 card_invalid',
      '7 refused',
      '11 guest_ambiguous',
    ].sort();
    const rest = { rejectsFile, acceptRejects: true };
    for (const dryRun of [true, false]) {
      expect(await run(file, { ...rest, dryRun })).toMatchObject({ sales: 3, repayments: 0, rejected: 7 });
      expect(await rejectsOf(rejectsFile)).toEqual(expected);
    }
    // A second phone beside a known id names the same guest for the rest of the file, and changes nothing of the guest.
    expect(await receiptsOf()).toEqual(
      new Map([
        [anna, '7 9'],
        [boris, '8'],
      ]),
    );
    expect(await guestsOf()).toHaveLength(3);
    const kept = await query<{ detail: string | null }>('SELECT detail FROM import_refusals WHERE network_id = $1');
    expect(new Set(kept.map(({ detail }) => detail))).toEqual(new Set([null, 'guest_blocked']));
  });

  it('of a merged guest go to the other, and an erased guest or one of another network gets none', async () => {
    const target = await register({ phone: phone(1) });
    const source = await register({ phone: phone(2), externalId: 'source' });
    await importGuests([`${phone(2)},,222,,`]);
    await network.post(`/api/guests/${target}/merge`, manager, { sourceId: source, reason: 'two cards' }).expect(201);
    const gone = await register({ phone: phone(3), externalId: 'gone' });
    await network.post(`/api/guests/${gone}/erasure`, manager, { now: true }).expect(202);
    const [erasure] = await query<{ id: string }>('SELECT id FROM erasures WHERE network_id = $1');
    await eventually('the end of the erasure', async () => {
      await test.app.get(ErasureJob).finish(network.id, erasure?.id ?? '');
      const { body } = await network.get(`/api/guests/${gone}/erasure`, manager).expect(200);
      return (body as { status: string }).status === 'DONE';
    });
    const elsewhere = await TillNetwork.create(test);
    await register({ phone: phone(4), externalId: 'far' }, elsewhere, await elsewhere.tokenOf('manager'));
    const file = await fileOf(
      rowsOf([',222,', `,,${phone(2)}`, `,222,${phone(1)}`, `,,${phone(3)}`, 'gone,,', `far,,${phone(4)}`]),
    );
    expect(await run(file)).toMatchObject({ sales: 6, rejected: 0, joined: { newGuests: 3 } });
    const receipts = await receiptsOf();
    expect(receipts.get(target)).toBe('1 2 3');
    expect([receipts.get(source), receipts.get(gone)]).toEqual([undefined, undefined]);
    const [far] = (await guestsOf()).filter(({ external }) => external === 'far');
    expect(receipts.get(far?.id ?? '')).toBe('6');
    expect(await guestsOf(elsewhere.id)).toHaveLength(1);
    const others = await query("SELECT 1 FROM transactions WHERE network_id = $1 AND channel = 'IMPORT'", elsewhere.id);
    expect(others).toEqual([]);
  });

  it('that the balance of a guest counts already are refused and counted, and a tier alone counts none', async () => {
    await importGuests([`${phone(1)},anna,111,500,`, `${phone(2)},boris,222,,GOLD`]);
    const lines = [...rowsOf([',111,', `,,${phone(1)}`, ',222,', `,,${phone(2)}`, 'anna,,', 'clara,,'])];
    const file = await fileOf([...lines, 'C95,2026-03-01T12:00:00,anna,,,-100']);
    const rejectsFile = file.replace('receipts.csv', 'rejects.csv');
    for (const dryRun of [true, false]) {
      expect(await run(file, { dryRun, rejectsFile, acceptRejects: true })).toMatchObject({
        sales: 3,
        repayments: 0,
        rejects: { counted_in_opening: 3, refused: 1 },
        joined: { externalId: 2, card: 2, phone: 2 },
      });
      expect(await rejectsOf(rejectsFile)).toEqual([
        '2 counted_in_opening',
        '3 counted_in_opening',
        '6 counted_in_opening',
        '8 refused',
      ]);
    }
    const [first] = (await readFile(rejectsFile, 'utf8')).split('\n').filter((line) => line.startsWith('2,'));
    expect(first).toContain('older than the balance that the guest brought');
    expect([...(await receiptsOf()).values()].sort()).toEqual(['3 4', '6']);
    expect(await findings()).toEqual([]);
  });

  it('that are there already keep a balance away that would count them again, and no tier', async () => {
    const target = await register({ phone: phone(4) });
    await run(await fileOf(rowsOf([`,,${phone(1)}`, `,,${phone(2)}`, `,,${phone(3)}`])));
    const source = [...(await receiptsOf())].find(([, numbers]) => numbers === '3')?.[0];
    await network.post(`/api/guests/${target}/merge`, manager, { sourceId: source, reason: 'two cards' }).expect(201);
    const lines = [
      `${phone(1)},,,500,`,
      `${phone(2)},,,,GOLD`,
      `${phone(3)},,,10,`,
      `${phone(4)},,,10,`,
      `${phone(5)},,,10,`,
    ];
    const figures = { made: 1, merged: 1, rejected: 3, rejects: { guest_has_history: 3 } };
    expect(await importGuests(lines, true)).toMatchObject(figures);
    expect(await importGuests(lines)).toMatchObject(figures);
  });

  it('lend their keys to each other, so a credit note by phone is taken from a sale by card', async () => {
    const file = await fileOf([
      ...rowsOf([',111,', `,111,${phone(1)}`, `zoe,,${phone(1)}`]),
      `C80,2026-03-01T12:00:00,,,8${digits(1)},-1500`,
      'C81,2026-03-01T13:00:00,zoe,,,-1500',
    ]);
    for (const dryRun of [true, false])
      expect(await run(file, { dryRun })).toMatchObject({ sales: 3, repayments: 4, rejected: 0 });
    expect([...(await receiptsOf()).values()]).toHaveLength(1);
    expect(await findings()).toEqual([]);
  });

  it('end after a stop as if there had been none', async () => {
    const names = [
      `,,${phone(7)}`,
      `,777,${phone(7)}`,
      ',777,',
      `anna,,${phone(8)}`,
      `,,${phone(8)}`,
      `anna,,${phone(2)}`,
      `new,,${phone(7)}`,
      'new,,',
      ',,',
    ];
    const file = await fileOf([
      ...rowsOf(Array.from({ length: 45 }, (_, n) => names[n % names.length] ?? '')),
      'C90,2026-03-01T12:00:00,,777,,-1200',
      'C91,2026-03-01T12:00:00,anna,,,-700',
    ]);
    const rejectsFile = file.replace('receipts.csv', 'rejects.csv');
    const ended = async () => {
      const { sales, repayments, rejects } = await run(file, { rejectsFile });
      const receipts = [...(await receiptsOf()).values()].sort();
      return { sales, repayments, rejects, receipts, lines: await rejectsOf(rejectsFile), wrong: await findings() };
    };
    const prepare = async (): Promise<void> => {
      await register({ phone: phone(1), externalId: 'anna' });
      await register({ phone: phone(2), externalId: 'boris' });
    };
    await prepare();
    const whole = await ended();
    expect(whole).toMatchObject({ sales: 40, rejects: { guest_ambiguous: 5, refused: 1 }, wrong: [] });
    expect(whole.receipts).toHaveLength(3);

    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    await prepare();
    const till = test.app.get(TillHistory);
    const record = till.record.bind(till);
    let calls = 0;
    jest.spyOn(till, 'record').mockImplementation(async (networkId, acts) => {
      calls += 1;
      if (calls === 1) throw new Error('stopped before the acts');
      const outcomes = await record(networkId, acts);
      if (calls < 4) throw new Error('stopped after the acts');
      return outcomes;
    });
    await expect(run(file)).rejects.toThrow('stopped before the acts');
    await expect(run(file)).rejects.toThrow('stopped after the acts');
    await expect(run(file)).rejects.toThrow('stopped after the acts');
    expect(await ended()).toEqual(whole);
    expect(await guestsOf()).toHaveLength(3);
  });
});
