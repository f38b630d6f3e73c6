import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Pool } from 'pg';
import { createContext } from '../../../../src/app.module';
import { ImportReceipts } from '../../../../src/integrations/imports';
import { Database } from '../../../../src/platform/database/database';
import { TillHistory } from '../../../../src/transactions';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { scratchFolder } from '../../../support/scratch';
import { figuresOf, historyOf, importFile, makeNetwork, RETAIL_HEADER, writeCsv } from './import-fixture';

describe('An import of receipts', () => {
  let app: INestApplicationContext;
  let imports: ImportReceipts;
  let pool: Pool;

  beforeAll(async () => {
    app = await createContext();
    imports = app.get(ImportReceipts);
    pool = superuserPool();
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
  });

  const rejectsOf = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');

  it('records sales of guests and of nobody, takes credit notes from sales, and lists the rest with reasons', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv([
      RETAIL_HEADER,
      '1,2026-03-01T10:00:00,alice,1,1,1050',
      '2,2026-03-01T10:05:00,,1,1,500',
      '3,2026-03-02T10:00:00,alice,1,1,2000',
      'C4,2026-03-03T10:00:00,alice,1,-1,-2500',
      'C5,2026-03-04T10:00:00,alice,1,-1,-1000',
      'C6,2026-03-04T11:00:00,,1,-1,-70',
      '7,2026-03-05T10:00:00,bob,1,-1,900',
      '3,2026-03-02T12:00:00,bob,1,1,900',
      '8,2026-03-05T10:00:00,bob,1,1,"9,00"',
    ]);
    const rejectsFile = file.replace('receipts.csv', 'rejects.csv');
    const summary = await importFile(imports, network.id, file, { rejectsFile });
    expect(summary).toMatchObject({ status: 'DONE', sales: 3, repayments: 3, accepted: 6, rejected: 5 });
    expect(await figuresOf(pool, network.id)).toMatchObject({
      sales: 3,
      sold: 3_550,
      refunds: 3,
      refunded: 3_050,
      guests: 1,
    });
    expect(await rejectsOf(rejectsFile)).toEqual([
      'line,code,reason,row',
      '8,quantity_negative,"Negative quantity: this is not a sale.","7,2026-03-05T10:00:00,bob,1,-1,900"',
      '9,receipt_duplicate,"This receipt number is already in the file.","3,2026-03-02T12:00:00,bob,1,1,900"',
      '10,amount_invalid,"Not a valid amount, or too many decimals for the currency: 9,00.","8,2026-03-05T10:00:00,bob,1,1,""9,00"""',
      '6,credit_note_remainder,"The guest has no earlier sales left to refund. Not deducted: £4.50.","C5,2026-03-04T10:00:00,alice,1,-1,-1000"',
      '7,credit_note_of_nobody,"The credit note names no guest. Not deducted: £0.70.","C6,2026-03-04T11:00:00,,1,-1,-70"',
    ]);
    const { rows } = await pool.query(
      `SELECT g.external_id, g.source, s.available, s.sales, to_char(g.created_at, 'YYYY-MM-DD') AS since
       FROM guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id WHERE g.network_id = $1`,
      [network.id],
    );
    // Refunds took everything back, and there was neither a registration bonus nor a first-sale bonus.
    expect(rows).toMatchObject([{ external_id: 'alice', source: 'IMPORT', since: '2026-03-01' }]);
    expect(Number(rows[0].available)).toBe(0);
  });

  it('makes no guests where the law asks for their consent, until the command says where they agreed', async () => {
    const consents = [{ kind: 'personal_data', version: '1', text: { en: 'I agree' } }];
    const network = await makeNetwork(app, { consents });
    const file = await writeCsv([RETAIL_HEADER, '1,2026-03-01T10:00:00,alice,1,1,1050']);
    await expect(importFile(imports, network.id, file)).rejects.toMatchObject({ code: 'consent_basis_missing' });
    await importFile(imports, network.id, file, { consentBasis: 'CONTRACT' });
    const { rows } = await pool.query(
      'SELECT kind, text_version, given, source, basis FROM consents WHERE network_id = $1',
      [network.id],
    );
    expect(rows).toEqual([
      { kind: 'personal_data', text_version: '1', given: true, source: 'IMPORT', basis: 'CONTRACT' },
    ]);
  });

  it('dates everything by the shop: an hour that does not exist, one that comes twice, lots that expire by it', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv([
      RETAIL_HEADER,
      '1,2026-03-29T01:30:00,alice,1,1,1000',
      '2,2025-10-26T01:30:00,alice,1,1,1000',
      '3,2026-06-01T12:00:00,alice,1,1,1000',
    ]);
    await importFile(imports, network.id, file);
    const { rows } = await pool.query<{ receipt_number: string; at: string; expires: string }>(
      `SELECT t.receipt_number, to_char(t.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS at,
         to_char(x.expires_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD HH24:MI') AS expires
       FROM transactions t JOIN transfers x ON x.network_id = t.network_id AND x.transaction_id = t.id
       WHERE t.network_id = $1 ORDER BY t.guest_version`,
      [network.id],
    );
    expect(rows).toEqual([
      { receipt_number: '2', at: '2025-10-26 00:30', expires: '2027-10-27 00:00' },
      { receipt_number: '1', at: '2026-03-29 01:00', expires: '2028-03-30 00:00' },
      { receipt_number: '3', at: '2026-06-01 11:00', expires: '2028-06-02 00:00' },
    ]);
  });

  it('goes in small batches by no reserved connection while tills of any process are at work, and comes to its end', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv(historyOf(200));
    const database = app.get(Database);
    const busy = jest.spyOn(database, 'wasReservedBusy').mockResolvedValue(true);
    const reserved = jest.spyOn(database, 'callReserved');
    const record = jest.spyOn(app.get(TillHistory), 'record');
    const { accepted } = await importFile(imports, network.id, file);
    const sizes = record.mock.calls.map(([, acts]) => acts.length);
    expect([Math.max(...sizes), sizes.reduce((sum, size) => sum + size)]).toEqual([25, accepted]);
    expect(busy).toHaveBeenCalled();
    expect(reserved).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  it('happens once: the same bytes under another name are known, the same receipts in another file are not recorded again', async () => {
    const network = await makeNetwork(app);
    const history = historyOf(300);
    const file = await writeCsv(history);
    const first = await importFile(imports, network.id, file);
    const figures = await figuresOf(pool, network.id);
    const copy = file.replace('receipts.csv', 'copy.csv');
    await copyFile(file, copy);
    expect(await importFile(imports, network.id, copy)).toMatchObject({
      status: 'ALREADY_IMPORTED',
      accepted: first.accepted,
      rejected: first.rejected,
    });
    // With one more sale it is another file; its credit notes find the recorded sales.
    const longer = await writeCsv([...history, '9999,2026-02-01T09:00:00,c1,1,1,100']);
    const second = await importFile(imports, network.id, longer);
    expect(second.rejects.already_recorded).toBe(first.sales);
    expect(second.sales).toBe(1);
    expect(await figuresOf(pool, network.id)).toEqual({
      ...figures,
      sales: Number(figures['sales']) + 1,
      sold: Number(figures['sold']) + 100,
      earned: Number(figures['earned']) + 1,
      available: expect.any(Number) as number,
      receivable: expect.any(Number) as number,
    });
  });

  it('refuses what belongs to another guest, and the credit notes of it, and says so again after a stop', async () => {
    const network = await makeNetwork(app);
    await importFile(imports, network.id, await writeCsv([RETAIL_HEADER, '1,2026-03-01T10:00:00,alice,1,1,1000']));
    const file = await writeCsv([
      RETAIL_HEADER,
      '1,2026-03-01T10:00:00,bob,1,1,1000',
      'C2,2026-03-02T10:00:00,bob,1,-1,-400',
      '3,2026-03-03T10:00:00,bob,1,1,700',
    ]);
    const rejectsFile = file.replace('receipts.csv', 'rejects.csv');
    const expected = [
      'line,code,reason,row',
      '2,refused,"The till rejected it: receipt_belongs_to_another_guest.","1,2026-03-01T10:00:00,bob,1,1,1000"',
      '3,refused,"The till rejected it: sale_not_recorded.","C2,2026-03-02T10:00:00,bob,1,-1,-400"',
    ];
    const summary = await importFile(imports, network.id, file, { rejectsFile });
    expect(summary).toMatchObject({ sales: 1, repayments: 0, rejects: { refused: 2 } });
    expect(await rejectsOf(rejectsFile)).toEqual(expected);
    // The import looks as if it had been stopped between its last act and its end.
    await pool.query(`UPDATE imports SET status = 'RUNNING' WHERE network_id = $1`, [network.id]);
    const again = await importFile(imports, network.id, file, { rejectsFile });
    expect(again).toMatchObject({ status: 'DONE', sales: 1, repayments: 0, rejects: { refused: 2 } });
    expect(await rejectsOf(rejectsFile)).toEqual(expected);
  });

  it('can be tried dry: the same figures, and nothing written', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv(historyOf(400));
    const dry = await importFile(imports, network.id, file, { dryRun: true });
    expect(await figuresOf(pool, network.id)).toMatchObject({ sales: 0, guests: 0 });
    const { rows } = await pool.query(
      'SELECT (SELECT count(*) FROM imports WHERE network_id = $1) + (SELECT count(*) FROM import_mappings WHERE network_id = $1) AS n',
      [network.id],
    );
    expect(Number(rows[0].n)).toBe(0);
    const real = await importFile(imports, network.id, file);
    expect(dry).toMatchObject({
      status: 'DRY_RUN',
      sales: real.sales,
      repayments: real.repayments,
      rejects: real.rejects,
    });
    const figures = await figuresOf(pool, network.id);
    expect({ guests: dry.guests, earned: dry.pointsEarned }).toEqual({
      guests: figures['guests'],
      earned: figures['earned'],
    });
  });

  it('leaves out what has not come yet, unless all times are moved', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19);
    const file = await writeCsv([
      RETAIL_HEADER,
      `1,${inDays(-2)},alice,1,1,1000`,
      `2,${inDays(2)},alice,1,1,1000`,
      `3,${inDays(400)},bob,1,1,1000`,
    ]);
    const [told, moved] = [await makeNetwork(app), await makeNetwork(app)];
    for (const dryRun of [true, false])
      expect(await importFile(imports, told.id, file, { dryRun })).toMatchObject({
        accepted: 1,
        rejects: { time_ahead: 2 },
      });
    expect(await importFile(imports, moved.id, file, { moveToYesterday: true })).toMatchObject({
      accepted: 3,
      rejected: 0,
    });
  });

  it('moves all times by whole days so that the last is yesterday, and leaves the tables analysed', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv([
      RETAIL_HEADER,
      '1,2020-02-27T10:00:00,alice,1,1,1000',
      '2,2020-03-01T23:59:59,alice,1,1,1000',
    ]);
    await importFile(imports, network.id, file, { moveToYesterday: true });
    const { rows } = await pool.query(
      `SELECT to_char(occurred_at AT TIME ZONE 'Europe/London', 'HH24:MI:SS') AS time,
         (now() AT TIME ZONE 'Europe/London')::date - (occurred_at AT TIME ZONE 'Europe/London')::date AS days
       FROM transactions WHERE network_id = $1 ORDER BY occurred_at`,
      [network.id],
    );
    expect(rows).toEqual([
      { time: '10:00:00', days: 4 },
      { time: '23:59:59', days: 1 },
    ]);
    const analysed = await pool.query(
      `SELECT last_analyze IS NOT NULL AS done FROM pg_stat_all_tables WHERE relname = 'transactions'`,
    );
    expect(analysed.rows).toEqual([{ done: true }]);
  });

  it('keeps a mapping given as a file under its name, and tells what does not fit in one', async () => {
    const network = await makeNetwork(app);
    const mapping = await writeCsv(
      [
        JSON.stringify({
          version: 1,
          name: 'old-till',
          csv: { delimiter: ';' },
          lines: 'GROUPED',
          money: { unit: 'MAJOR', decimalMark: ',' },
          timeFormat: 'DOTTED',
          columns: {
            number: 'No',
            occurredAt: 'When',
            total: 'Sum',
            quantity: 'Qty',
            guest: 'Card',
            pointOfSale: 'Till',
          },
        }),
      ],
      'old-till.json',
    );
    const lines = [
      'No;When;Till;Card;Qty;Sum',
      '1;01.03.2026 10:00;till-1;A1;1;10,50',
      '1;01.03.2026 10:00;till-1;A1;2;4',
      '2;01.03.2026 11:00;till-9;A1;1;1',
    ];
    const first = await importFile(imports, network.id, await writeCsv(lines), { mapping });
    expect(first).toMatchObject({ sales: 1, rejects: { point_of_sale_unknown: 1 } });
    const next = await writeCsv([lines[0] ?? '', '7;02.03.2026 10:00;till-2;A1;1;3']);
    expect(await importFile(imports, network.id, next, { mapping: 'old-till' })).toMatchObject({
      sales: 1,
      rejected: 0,
    });
    expect(await figuresOf(pool, network.id)).toMatchObject({ sales: 2, sold: 1_750, guests: 1 });

    const wrong = await writeCsv(
      [JSON.stringify({ version: 1, name: 'x', lines: 'ROW', columns: {}, typo: 1 })],
      'wrong.json',
    );
    await expect(importFile(imports, network.id, next, { mapping: wrong })).rejects.toMatchObject({
      code: 'mapping_invalid',
    });
    const broken = await writeCsv(['{'], 'broken.json');
    await expect(importFile(imports, network.id, next, { mapping: broken })).rejects.toMatchObject({
      code: 'mapping_invalid',
    });
    await expect(importFile(imports, network.id, next, { mapping: 'none' })).rejects.toMatchObject({
      code: 'mapping_not_found',
    });
    await expect(importFile(imports, network.id, next, { mapping: '../x' })).rejects.toMatchObject({
      code: 'mapping_not_found',
    });
  });

  it.each<[string, string, Uint8Array | null, string, string]>([
    ['a folder', 'old.json', null, 'mapping_unreadable', 'is there and cannot be read: PATH (EISDIR).'],
    ['a folder by another name', 'old', null, 'mapping_unreadable', 'is there and cannot be read: PATH (EISDIR).'],
    ['no text', 'old.json', Uint8Array.of(0xff, 0, 0x80), 'mapping_invalid', 'PATH is no text in UTF-8.'],
    ['no JSON', 'old.map', Buffer.from('number;sum'), 'mapping_invalid', 'PATH is no JSON.'],
    ['empty', 'old.json', Buffer.from(''), 'mapping_invalid', 'PATH is no JSON.'],
    ['another document', 'old.json', Buffer.from('[]'), 'mapping_invalid', 'PATH: Invalid input: expected object'],
    ['a whole sheet', 'old.json', Buffer.alloc(1024 * 1024 + 1, ' '), 'mapping_invalid', 'PATH is longer than 1 MiB.'],
  ])('says of a mapping that it is %s', async (_what, name, bytes, code, words) => {
    const network = await makeNetwork(app);
    const mapping = join(scratchFolder('mapping'), name);
    await (bytes === null ? mkdir(mapping) : writeFile(mapping, bytes));
    const failed = importFile(imports, network.id, await writeCsv(historyOf(3)), { mapping });
    await expect(failed).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words.replace('PATH', mapping)),
    });
  });

  it('takes a mapping of whatever ending, also with a byte-order mark', async () => {
    const network = await makeNetwork(app);
    const shipped = await readFile('data/mappings/retail-invoices.json', 'utf8');
    const mapping = await writeCsv([`\ufeff${shipped}`], 'mapping.txt');
    const summary = await importFile(imports, network.id, await writeCsv(historyOf(3)), { mapping, dryRun: true });
    expect(summary).toMatchObject({ status: 'DRY_RUN', sales: 3 });
  });

  it('never writes rejects over what it reads, and says where it can not write them', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv(historyOf(3));
    const link = join(scratchFolder('link'), 'rejects.csv');
    await symlink(file, link);
    const content = await readFile(file, 'utf8');
    const mapping = await writeCsv([await readFile('data/mappings/retail-invoices.json', 'utf8')], 'own.json');
    for (const rejectsFile of [file, link, mapping])
      await expect(importFile(imports, network.id, file, { rejectsFile, mapping })).rejects.toMatchObject({
        code: 'rejects_over_input',
      });
    expect(await readFile(file, 'utf8')).toBe(content);
    const folder = scratchFolder('rejects');
    for (const [rejectsFile, reason] of [
      [folder, 'EISDIR'],
      [join(folder, 'none', 'rejects.csv'), 'ENOENT'],
    ] as const)
      await expect(importFile(imports, network.id, file, { rejectsFile })).rejects.toMatchObject({
        code: 'rejects_unwritable',
        message: `The file of rejects cannot be written: ${rejectsFile} (${reason}).`,
      });
    const { rows } = await pool.query('SELECT 1 FROM imports WHERE network_id = $1', [network.id]);
    expect(rows).toEqual([]);
  });

  (existsSync('/dev/full') ? it : it.skip)('ends with a sentence when the disk of the rejects is full', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv([RETAIL_HEADER, ...Array.from({ length: 2_000 }, () => 'not a row')]);
    const failed = importFile(imports, network.id, file, { rejectsFile: '/dev/full', acceptRejects: true });
    await expect(failed).rejects.toMatchObject({ code: 'rejects_unwritable' });
  });

  /** A mapping like the shipped one, but for some members. */
  const mappingLike = async (name: string, changes: object): Promise<string> => {
    const shipped = JSON.parse(await readFile('data/mappings/retail-invoices.json', 'utf8')) as object;
    return writeCsv([JSON.stringify({ ...shipped, ...changes, name })], `${name}.json`);
  };

  it('stops before it begins when the mapping is wrong, says what to look at, and the right one imports the file', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv(historyOf(3_000));
    const wrong = await mappingLike('wrong', { timeFormat: 'DOTTED' });
    const rejectsFile = join(scratchFolder('rejects'), 'rejects.csv');
    for (const dryRun of [true, false]) {
      const failed = importFile(imports, network.id, file, { mapping: wrong, rejectsFile, dryRun });
      await expect(failed).rejects.toMatchObject({
        code: 'mostly_rejected',
        message: expect.stringMatching(/time_invalid .*as in line 2 .*Look at columns.occurredAt and timeFormat/),
      });
    }
    expect((await rejectsOf(rejectsFile)).length).toBeLessThan(3_000);
    expect(await importFile(imports, network.id, file)).toMatchObject({ status: 'DONE' });
  });

  it('runs rejected rows again with another mapping, and no recorded row twice', async () => {
    const network = await makeNetwork(app);
    const rows = Array.from({ length: 40 }, (_, n) => [
      `${String(n)},2026-03-01T10:${String(n).padStart(2, '0')}:00,g${String(n % 3)},1,1,${n % 4 === 3 ? `9.${String(10 + n)}` : '1000'}`,
    ]);
    const file = await writeCsv([RETAIL_HEADER, ...rows.flat()]);
    expect(await importFile(imports, network.id, file)).toMatchObject({ sales: 30, rejects: { amount_invalid: 10 } });
    expect(await importFile(imports, network.id, file)).toMatchObject({
      status: 'ALREADY_IMPORTED',
      rejected: 10,
      rejectsFile: null,
    });
    // Read in major units, the recorded rows would be other sales; the import skips them.
    const mapping = await mappingLike('major', { money: { unit: 'MAJOR', decimalMark: '.' } });
    expect(await importFile(imports, network.id, file, { mapping, dryRun: true })).toMatchObject({
      sales: 10,
      rejected: 0,
    });
    expect(await importFile(imports, network.id, file, { mapping })).toMatchObject({
      status: 'DONE',
      sales: 10,
      rejected: 0,
    });
    expect(await figuresOf(pool, network.id)).toMatchObject({ sales: 40, sold: 30_000 + 9_310 });
    expect(await importFile(imports, network.id, file, { mapping })).toMatchObject({
      status: 'ALREADY_IMPORTED',
      rejected: 0,
    });
  });

  it('runs them again with the same mapping when that is asked for', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv([
      RETAIL_HEADER,
      '1,2026-03-01T10:00:00,alice,1,1,1000',
      '2,2026-03-01T11:00:00,alice,1,1,x',
    ]);
    expect(await importFile(imports, network.id, file)).toMatchObject({ sales: 1, rejected: 1 });
    const again = importFile(imports, network.id, file, { again: true, acceptRejects: true });
    expect(await again).toMatchObject({ status: 'DONE', sales: 0, rejects: { amount_invalid: 1 } });
    expect(await figuresOf(pool, network.id)).toMatchObject({ sales: 1 });
  });

  it('stops when the till refuses most, and another run goes on with what is left', async () => {
    const network = await makeNetwork(app);
    const owned = historyOf(60).map((line) => line.replace(/,c\d+,/, ',owner,'));
    await importFile(imports, network.id, await writeCsv(owned), { acceptRejects: true });
    const others = [
      ...historyOf(60).map((line) => line.replace(/,c\d+,/, ',other,')),
      '9000,2026-03-01T10:00:00,other,1,1,100',
    ];
    const file = await writeCsv(others);
    await expect(importFile(imports, network.id, file)).rejects.toMatchObject({
      code: 'mostly_rejected',
      message: expect.stringContaining('refused'),
    });
    const { rows } = await pool.query(`SELECT status FROM imports WHERE network_id = $1 ORDER BY started_at`, [
      network.id,
    ]);
    expect(rows).toEqual([{ status: 'DONE' }, { status: 'FAILED' }]);
    expect(await importFile(imports, network.id, file, { acceptRejects: true })).toMatchObject({
      status: 'DONE',
      ownActs: 0,
      resumed: { mapping: 'retail-invoices' },
    });
  });

  it('sees in a dry run what the network has recorded', async () => {
    const network = await makeNetwork(app);
    const history = historyOf(60);
    const first = await importFile(imports, network.id, await writeCsv(history));
    const longer = await writeCsv([...history, '9999,2026-02-01T09:00:00,c1,1,1,100']);
    const dry = await importFile(imports, network.id, longer, { dryRun: true });
    expect(dry).toMatchObject({ sales: 1, rejects: { already_recorded: first.sales } });
  });

  it('publishes the head of its seals at once', async () => {
    const directory = process.env['SEAL_DIR'] ?? join(process.env['DATA_DIR'] ?? '', 'seals');
    // An import seals up to the oldest open transaction, which may be one of a test in another database.
    await eventually('an import has published its head', async () => {
      const network = await makeNetwork(app);
      await importFile(imports, network.id, await writeCsv(historyOf(30)));
      const published = await readFile(join(directory, `${network.id}.jsonl`), 'utf8').catch(() => '');
      return published.includes('"number":1');
    });
  });

  it('does not begin with a file of another form, and nothing of it stays', async () => {
    const network = await makeNetwork(app);
    for (const [lines, code] of [
      [['a,b', '1,2'], 'header_wrong'],
      [['invoice_number,invoiced_at,customer_id,quantity', '1,2,3,4'], 'column_missing'],
    ] as const) {
      await expect(importFile(imports, network.id, await writeCsv(lines))).rejects.toMatchObject({ code });
    }
    const { rows } = await pool.query('SELECT 1 FROM imports WHERE network_id = $1', [network.id]);
    expect(rows).toEqual([]);
  });

  it('is done by one process at a time', async () => {
    const network = await makeNetwork(app);
    const file = await writeCsv(historyOf(300));
    const both = await Promise.allSettled([
      importFile(imports, network.id, file),
      importFile(imports, network.id, file),
    ]);
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { code: 'import_running' } });
  });
});
