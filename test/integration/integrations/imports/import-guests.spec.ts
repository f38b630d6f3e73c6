import { readFile } from 'node:fs/promises';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { ImportGuests, UndoGuests } from '../../../../src/integrations/imports';
import type { GuestImportRequest } from '../../../../src/integrations/imports/guests/import-guests';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { TillHistory } from '../../../../src/transactions';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { writeCsv } from './import-fixture';
import { guestSummaryLines } from '../../../../src/integrations/imports/guests/guest-import-summary';

const HEADER = 'phone,name,birthday,cards,points,expiry,tier,spend,visits,consent,external id';

describe('an import of guests', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const run = (file: string, more: Partial<GuestImportRequest> = {}) =>
    test.app.get(ImportGuests).run({
      networkId: network.id,
      file,
      mapping: null,
      dryRun: false,
      rejectsFile: null,
      progress: SILENT,
      answers: { tierEnd: 'FOREVER' },
      ...more,
    });
  const undo = (importId: string | null) => test.app.get(UndoGuests).run(network.id, importId ?? '');
  const found = async (card: string): Promise<Record<string, unknown> | undefined> => {
    const { body } = await network.get(`/api/guests?card=${card}`, manager).expect(200);
    return (body as { items: Record<string, unknown>[] }).items[0];
  };
  const balanceOf = async (guest: unknown) =>
    ((await network.get(`/api/guests/${String(guest)}/balance`, manager).expect(200)).body as { available: number })
      .available;
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();
  const fileOf = (...lines: string[]) => writeCsv([HEADER, ...lines], 'guests.csv');
  /** Digits that no other test uses, because the database is shared. */
  const ends = newId().replace(/\D/g, '').slice(-4).padStart(4, '7');
  const phone = (n: number) => `+7912${ends}${String(n).padStart(3, '0')}`;

  it('makes guests with cards, points, tier, totals and consents, and is known to the ledger', async () => {
    const file = await fileOf(
      `${phone(1)},Anna,1990-02-28,"11 22-33; 778899",300,2099-12-31,GOLD,5000.00,12,yes,crm-1`,
      `${phone(2)},Boris,,,0,,,,,no,crm-2`,
    );
    const summary = await run(file);
    expect(summary).toMatchObject({ status: 'DONE', made: 2, merged: 0, rejected: 0 });
    const anna = await found('112233');
    expect(anna).toMatchObject({ name: 'Anna', birthDate: '1990-02-28', externalId: 'crm-1', source: 'IMPORT' });
    expect(await found('778899')).toMatchObject({ id: anna?.id });
    expect(await balanceOf(anna?.id)).toBe(300);
    const atTill = await network.post('/api/guests/lookup', await network.tokenOf('cashier'), { card: '1122-33' });
    expect(atTill.body).toMatchObject({ id: anna?.id });
    const consents = await network.get(`/api/guests/${String(anna?.id)}/consents`, manager).expect(200);
    expect(consents.body).toMatchObject({ items: [{ kind: 'marketing', given: true, source: 'IMPORT' }] });
    await network.post(`/api/guests/${String(anna?.id)}/transaction`, manager, network.sale(100_000)).expect(201);
    expect(await run(file)).toMatchObject({ status: 'ALREADY_IMPORTED', made: 2 });
    expect(await findings()).toEqual([]);
  });

  it('takes no new guest without the consent that the law asks for, unless the file says where its guests agreed', async () => {
    const text = { kind: 'personal_data', version: '3', text: { en: 'I agree' } };
    await network.post('/api/guests', manager, { externalId: 'crm-known' }).expect(201);
    await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .auth(manager, { type: 'bearer' })
      .send({ settings: { consents: [text] } })
      .expect(200);
    const header = 'phone,name,consents,external id';
    const lines = [
      `${phone(31)},Says yes,personal_data yes 2025-05-01 v1,`,
      `${phone(32)},Says nothing,marketing yes,`,
      `${phone(33)},Says no,personal_data no,`,
      ',Known,,crm-known',
    ];
    const file = await writeCsv([header, ...lines], 'consents.csv');
    const without = await run(file, { dryRun: true });
    expect(without).toMatchObject({ made: 1, merged: 1, rejects: { consent_missing: 2 } });
    const summary = await run(file, { answers: { consentBasis: 'FORMER_SYSTEM' } });
    expect(summary).toMatchObject({ made: 2, merged: 1, rejects: { consent_missing: 1 } });
    const rows = await test.app.get(Database).inNetwork(network.id, (tx) =>
      tx.query(
        `SELECT g.name, c.text_version, c.basis, c.given FROM consents c
           JOIN guests g ON g.network_id = $1 AND g.id = c.guest_id
          WHERE c.network_id = $1 AND c.kind = 'personal_data' AND g.source = 'IMPORT' ORDER BY g.name`,
        [network.id],
      ),
    );
    expect(rows).toEqual([
      { name: 'Says nothing', text_version: '3', basis: 'FORMER_SYSTEM', given: true },
      { name: 'Says yes', text_version: 'v1', basis: null, given: true },
    ]);
    // The basis of consents was given for the first file alone; each file needs its own.
    const other = await writeCsv([header, `${phone(34)},Another,,`], 'others.csv');
    expect(await run(other, { mapping: summary.mapping.name })).toMatchObject({ rejects: { consent_missing: 1 } });
  });

  it('goes in small pieces while tills are at work, and comes to its end; so does its undoing', async () => {
    const points = (n: number) => `${phone(100 + n)},Guest,,,100,,,,,,`;
    const file = await fileOf(...Array.from({ length: 120 }, (_, n) => points(n)));
    const record = jest.spyOn(test.app.get(TillHistory), 'record');
    jest.spyOn(test.app.get(Database), 'wasReservedBusy').mockResolvedValue(true);
    const { made, importId } = await run(file);
    expect([made, await undo(importId)]).toEqual([120, { guests: 120, kept: 0 }]);
    expect(record.mock.calls.map(([, acts]) => acts.length)).toEqual([100, 20, ...new Array<number>(6).fill(20)]);
  });

  it('brings cards whose numbers are as long as phones, which the till finds by what the scanner typed', async () => {
    await run(await fileOf(`${phone(1)},Anna,,4607001234567; 9161234567,,,,,,,`));
    const cashier = await network.tokenOf('cashier');
    for (const typed of ['4607001234567', '9161234567', phone(1)]) {
      const answer = await network.post('/api/guests/lookup', cashier, { phone: typed });
      expect([typed, answer.status, (answer.body as { name?: string }).name]).toEqual([typed, 200, 'Anna']);
    }
    await network.post('/api/guests/lookup', cashier, { phone: '9161234568' }).expect(404);
  });

  it('fills known guests, and refuses rows that name two or one twice, with a file of reasons', async () => {
    const register = async (n: number, externalId: string): Promise<string> => {
      const answer = await network.post('/api/guests', manager, { phone: phone(n), externalId }).expect(201);
      return (answer.body as { id: string }).id;
    };
    const known = await register(1, 'crm-1');
    await register(2, 'crm-2');
    const cardOf = async (n: number): Promise<string> => {
      const { body } = await network.get(`/api/guests/${await register(n, `crm-${String(n)}`)}`, manager).expect(200);
      return (body as { cardNumber: string }).cardNumber;
    };
    const others = [await cardOf(6), await cardOf(7), await cardOf(8)].join('; ');
    const file = await fileOf(
      `${phone(1)},Anna,,4455,70,,,,,yes,`,
      `${phone(2)},Boris,,,5,,,,,,crm-1`,
      `${phone(1)},Anna again,,,5,,,,,,`,
      `${phone(3)},"=cmd()",,4455,,,,,,,`,
      `1,Nobody,,,,,,,,,`,
      `${phone(4)},Short`,
      `,Three of them,,${others},,,,,,,`,
    );
    const rejectsFile = file.replace('guests.csv', 'rejects.csv');
    const expected = {
      made: 0,
      merged: 1,
      rejected: 6,
      rejects: { guest_ambiguous: 2, guest_repeated: 2, phone_invalid: 1, columns_missing: 1 },
    };
    expect(await run(file, { dryRun: true })).toMatchObject({ status: 'DRY_RUN', ...expected });
    expect(await found('4455')).toBeUndefined();
    const before = await balanceOf(known);
    expect(await run(file, { rejectsFile })).toMatchObject({ status: 'DONE', ...expected });
    expect(await found('4455')).toMatchObject({ id: known, name: 'Anna' });
    expect(await balanceOf(known)).toBe(before + 70);
    const lines = (await readFile(rejectsFile, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => line.split(',').slice(0, 2).join(',')).sort()).toEqual(
      [
        'line,code',
        '3,guest_ambiguous',
        '4,guest_repeated',
        '5,guest_repeated',
        '6,phone_invalid',
        '7,columns_missing',
        '8,guest_ambiguous',
      ].sort(),
    );
    const again = await fileOf(`${phone(1)},,,,1,,,,,,`);
    expect(await run(again)).toMatchObject({ merged: 0, rejects: { guest_opened: 1 } });
  });

  it('goes on after a stop at any point and doubles nothing', async () => {
    const rows = Array.from({ length: 600 }, (_, n) => `${phone(n)},G${String(n)},,c${String(n)},10,,,,,,`);
    const file = await fileOf(...rows);
    const till = test.app.get(TillHistory);
    const record = till.record.bind(till);
    let calls = 0;
    jest.spyOn(till, 'record').mockImplementation(async (networkId, acts) => {
      calls += 1;
      if (calls === 1) throw new Error('stopped before the acts');
      const outcomes = await record(networkId, acts);
      if (calls === 3) throw new Error('stopped after the acts');
      return outcomes;
    });
    await expect(run(file)).rejects.toThrow('stopped before the acts');
    await expect(run(file)).rejects.toThrow('stopped after the acts');
    expect(await run(file)).toMatchObject({ status: 'DONE', rejected: 0 });
    const { guests, points } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ guests: number; points: number }>(
        `SELECT count(*)::int AS guests, sum(s.available)::int AS points FROM guest_cards c
           JOIN guest_states s USING (network_id, guest_id) WHERE c.network_id = $1`,
        [network.id],
      ),
    );
    expect({ guests, points }).toEqual({ guests: 600, points: 6_000 });
    expect(await run(file)).toMatchObject({ status: 'ALREADY_IMPORTED', made: 600 });
  });

  it('stops when a crashed server lost a piece that had no place on the disk, and the next run brings all of it', async () => {
    const file = await fileOf(...Array.from({ length: 600 }, (_, n) => `${phone(n)},,,d${String(n)},10,,,,,,`));
    const till = test.app.get(TillHistory);
    const record = till.record.bind(till);
    let pieces = 0;
    const recorded = jest.spyOn(till, 'record').mockImplementation(async (networkId, acts) => {
      pieces += 1;
      if (pieces === 2)
        await network.database.inNetwork(network.id, (tx) =>
          tx.query('UPDATE imports SET position = 0 WHERE network_id = $1', [network.id]),
        );
      return record(networkId, acts);
    });
    // The first piece has 500 rows, or 100 while a till of another test sells.
    await expect(run(file)).rejects.toThrow(/does not stand at line [51]01 any more/);
    recorded.mockImplementation(record);
    expect(await run(file)).toMatchObject({ status: 'DONE', made: 600, rejected: 0 });
    const { points } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ points: number }>(
        'SELECT sum(available)::int AS points FROM guest_states WHERE network_id = $1 AND available > 0',
        [network.id],
      ),
    );
    expect(points).toBe(6_000);
  });

  it('is done by one of two who begin it at the same time', async () => {
    const file = await fileOf(...Array.from({ length: 300 }, (_, n) => `${phone(n)},,,,5,,,,,,`));
    const ended = await Promise.allSettled([run(file), run(file)]);
    const done = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value.status] : []));
    expect(done).toContain('DONE');
    for (const end of ended)
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'import_running' });
  });

  it('says what it does not read, what no tier counts and what it has to be told, each with its number', async () => {
    const head = 'Mobile;Телефон;Loyalty Points Currently Available;Сгорают;Level;Total spend;Status;Бонус-код;Цвет';
    const file = await writeCsv(
      [
        head,
        `;${phone(41)};350,50;;;1000,00;1;a;red`,
        `\u202a${phone(42)}\u202c;${phone(49)};100;2020-01-31;;;1;b;`,
        `tel:${phone(43)};;100;2099-01-31;GOLD;;0;;`,
        `${phone(44)};;;;BRONZE;;1;;`,
        ';;;;;;;;',
        ';;;',
      ],
      'asks.csv',
    );
    const form = { dryRun: true, answers: {} };
    const asked = await run(file, form);
    expect(asked).toMatchObject({
      status: 'DRY_RUN',
      mapping: {
        columns: {
          phone: 'Mobile',
          otherPhone: 'Телефон',
          points: 'Loyalty Points Currently Available',
          pointsEnd: 'Сгорают',
          tier: 'Level',
          spend: 'Total spend',
        },
      },
      unread: [
        { column: 'Status', looksLike: null },
        { column: 'Бонус-код', looksLike: 'POINTS' },
        { column: 'Цвет', looksLike: null },
      ],
      made: 1,
      rejects: { tier_end_missing: 1, points_fraction: 1, points_ended: 1 },
    });
    expect(guestSummaryLines(asked).join('\n')).toContain('Warning: Бонус-код looks like a column of points');
    const told = { tierEnd: 'PROGRAM', endedPoints: 'LEAVE_OUT', roundPointsDown: true } as const;
    const answered = await run(file, { ...form, answers: told });
    expect(answered).toMatchObject({ made: 4, rejected: 0, uncounted: 1 });
    expect(guestSummaryLines(answered).join('\n')).toContain('1 rows bring money spent or visits that no tier counts');
    await run(file, { answers: told });
    const guest = async (n: number) => (await network.post('/api/guests/lookup', manager, { phone: phone(n) })).body;
    expect(await guest(41)).toMatchObject({ tier: { code: 'BRONZE' }, balance: { available: 350 } });
    expect(await guest(42)).toMatchObject({ balance: { available: 0 } });
    const known = await guest(43);
    expect(known).toMatchObject({ tier: { code: 'GOLD' }, balance: { available: 100 } });
    expect(known).not.toMatchObject({ tier: { byHand: expect.anything() as unknown } });
    expect(await findings()).toEqual([]);
  });

  it('leaves guests who buy while it is taken back, and says how many', async () => {
    const lines = Array.from({ length: 25 }, (_, n) => `${phone(60 + n)},Guest,,,${n === 24 ? '' : '100'},,,,,,`);
    jest.spyOn(test.app.get(Database), 'wasReservedBusy').mockResolvedValue(true);
    const { importId } = await run(await fileOf(...lines));
    const idOf = async (n: number) =>
      (await network.post('/api/guests/lookup', manager, { phone: phone(n) })).body as Record<string, unknown>;
    let hasBought = false;
    const buy = async (): Promise<void> => {
      if (hasBought) return;
      hasBought = true;
      for (const n of [82, 84]) {
        const { id } = await idOf(n);
        await network.post(`/api/guests/${String(id)}/transaction`, manager, network.sale(10_000)).expect(201);
      }
    };
    const undone = await test.app.get(UndoGuests).run(network.id, importId ?? '', { onPiece: buy });
    expect(undone).toEqual({ guests: 23, kept: 2 });
    expect(await idOf(82)).toMatchObject({ name: 'Guest' });
    expect(await idOf(84)).toMatchObject({ name: 'Guest' });
    expect(await idOf(83)).toMatchObject({ code: 'guest_not_found' });
    expect(await findings()).toEqual([]);
  });

  it('is taken back as a whole while nobody has acted, and may be brought again', async () => {
    const known = (await network.post('/api/guests', manager, { phone: phone(1) }).expect(201)).body as { id: string };
    const before = await balanceOf(known.id);
    const file = await fileOf(`${phone(1)},Anna,1990-02-28,111,50,,GOLD,,,,`, `${phone(2)},Boris,,222,60,,,,3,,`);
    const first = await run(file);
    const { id: boris } = (await found('222')) as { id: string };
    expect(await undo(first.importId)).toEqual({ guests: 2, kept: 0 });
    expect(await balanceOf(known.id)).toBe(before);
    expect((await network.get(`/api/guests/${known.id}`, manager).expect(200)).body).toMatchObject({
      name: null,
      birthDate: null,
      phone: phone(1),
    });
    expect([await found('111'), await found('222')]).toEqual([undefined, undefined]);
    await network.get(`/api/guests/${boris}`, manager).expect(404);
    await expect(undo(first.importId)).rejects.toMatchObject({ code: 'import_unknown' });
    expect(await findings()).toEqual([]);

    const second = await run(file);
    expect(second).toMatchObject({ status: 'DONE', made: 1, merged: 1 });
    await network.post(`/api/guests/${known.id}/transaction`, manager, network.sale(1_000)).expect(201);
    await expect(undo(second.importId)).rejects.toMatchObject({ code: 'guests_acted' });
    expect(await balanceOf(known.id)).toBeGreaterThanOrEqual(before + 50);
    expect(await findings()).toEqual([]);
  });
});
