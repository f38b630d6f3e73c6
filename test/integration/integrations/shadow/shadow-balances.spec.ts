import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ImportBalances, ImportReceipts } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { scratchFolder } from '../../../support/scratch';
import { ShadowNetwork } from '../../../support/shadow/shadow-network';

const RECEIPTS = {
  version: 1,
  name: 'till',
  lines: 'ROW',
  corrections: { creditNotePrefix: 'C' },
  columns: {
    number: 'number',
    occurredAt: 'at',
    total: 'total',
    card: 'card',
    oldEarned: 'earned',
    oldSpent: 'spent',
    oldBalance: 'balance',
  },
};
const BALANCES = {
  version: 1,
  kind: 'BALANCES',
  name: 'balances',
  dateFormat: 'DOTTED',
  columns: { card: 'Card', date: 'Day', balance: 'Points' },
};
const OF_ONE_DAY = { ...BALANCES, name: 'of-one-day', columns: { card: 'Card', balance: 'Points' } };

describe('balances and credit notes of the earlier system in a shadow', () => {
  let test: TestApp;
  let shadow: ShadowNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    shadow = await ShadowNetwork.create(test, 'points-4');
  });

  async function fileOf(name: string, header: string, rows: readonly string[], mapping: object) {
    const folder = scratchFolder('shadow-files');
    const [file, mappingFile] = [path.join(folder, name), path.join(folder, 'mapping.json')];
    await writeFile(file, [header, ...rows, ''].join('\n'));
    await writeFile(mappingFile, JSON.stringify(mapping));
    return { file, mapping: mappingFile };
  }
  const receipts = async (...rows: readonly string[]) =>
    test.app.get(ImportReceipts).run({
      networkId: shadow.shadowId,
      ...(await fileOf('receipts.csv', 'number,at,total,card,earned,spent,balance', rows, RECEIPTS)),
      moveToYesterday: false,
      acceptRejects: true,
      progress: SILENT,
    });
  const read = async (
    rows: readonly string[],
    {
      networkId = shadow.shadowId,
      dryRun = false,
      day = null,
    }: { networkId?: string; dryRun?: boolean; day?: string | null } = {},
  ) =>
    test.app.get(ImportBalances).run({
      networkId,
      ...(day === null
        ? await fileOf('balances.csv', 'Card,Day,Points', rows, BALANCES)
        : await fileOf('balances.csv', 'Card,Points', rows, OF_ONE_DAY)),
      day,
      dryRun,
      rejectsFile: null,
      progress: SILENT,
    });
  const reasons = async () =>
    (await shadow.groups()).map(({ reason, detail, receipts: count, balances, money }) => ({
      reason,
      detail,
      receipts: count,
      balances,
      money,
    }));
  const days = async (from = '2026-03-01', to = '2026-03-31') =>
    (await shadow.network.get(`/api/shadow/days?from=${from}&to=${to}`, shadow.manager).expect(200)).body as {
      days: object[];
      guests: object;
    };

  it('make receipts equal for which it has told no points, and give a guest the balance of the day before', async () => {
    await read(['77,01.03.2026,500', '88,01.03.2026,20']);
    expect((await days()).guests).toEqual({ compared: 0, parted: 0, unknown: 2 });
    await receipts('1,2026-03-02T12:00,100000,77,,,', '2,2026-03-04T12:00,100000,77,,,');
    expect(await reasons()).toMatchObject([{ reason: 'NO_FIGURES', receipts: 2 }]);
    await read(['77,03.03.2026,1500', '77,04.03.2026,2500']);
    expect(await reasons()).toEqual([]);
    expect(await shadow.parted()).toEqual([]);
    expect(await days()).toMatchObject({
      days: [
        { date: '2026-03-01', balances: { equal: 1, differing: 0 } },
        { date: '2026-03-02', equal: 1, differing: 0 },
        { date: '2026-03-03', balances: { equal: 1 }, money: 0 },
        { date: '2026-03-04', equal: 1, balances: { equal: 1 } },
      ],
      guests: { compared: 1, parted: 0, unknown: 1 },
    });
    expect((await test.app.get(LedgerVerification).verify(shadow.shadowId)).findings.list()).toEqual([]);
  });

  it('name the first receipt after the day on which both agreed, with the money', async () => {
    await receipts(
      '1,2026-03-02T12:00,100000,77,,,',
      '2,2026-03-04T12:00,100000,77,,,',
      '3,2026-03-05T12:00,100000,77,,,',
      '4,2026-03-08T12:00,100000,77,,,',
    );
    await read(['77,02.03.2026,1000', '77,06.03.2026,2400', '77,09.03.2026,3400']);
    expect(await reasons()).toEqual([{ reason: 'BALANCE', detail: 'MORE', receipts: 2, balances: 1, money: 600 }]);
    const [guest] = await shadow.parted();
    expect(guest).toMatchObject({
      gap: 600,
      balance: 4_000,
      oldBalance: 3_400,
      agreedOn: '2026-03-02',
      differsOn: '2026-03-06',
      first: { number: '2' },
    });
    // A balance that the file repeats replaces the earlier one and its comparison.
    await read(['77,06.03.2026,3000', '77,09.03.2026,4000']);
    expect(await reasons()).toEqual([]);
    expect(await shadow.parted()).toEqual([]);
  });

  it('name the days alone where no receipt lies between two balances', async () => {
    await receipts('1,2026-03-02T12:00,100000,77,,,');
    await read(['77,02.03.2026,1000', '77,06.03.2026,900']);
    expect(await reasons()).toEqual([
      { reason: 'BALANCE', detail: 'NO_RECEIPT', receipts: 0, balances: 1, money: 100 },
    ]);
    expect(await shadow.parted()).toMatchObject([
      { gap: 100, agreedOn: '2026-03-02', differsOn: '2026-03-06', first: null },
    ]);
    const [group] = await shadow.groups();
    await shadow.network
      .post(`/api/shadow/groups/${group?.id ?? ''}/accept`, shadow.manager, { note: null })
      .expect(200);
    expect((await days()).days).toMatchObject([{}, { balances: { accepted: 1, differing: 0 } }]);
  });

  it('say that a guest may have had points before the first receipt', async () => {
    await receipts('1,2026-03-02T12:00,100000,77,,,');
    await read(['77,7770'], { day: '2026-03-03' });
    expect(await reasons()).toMatchObject([{ reason: 'BALANCE', detail: 'OPENING', receipts: 1, balances: 1 }]);
    expect(await shadow.parted()).toMatchObject([{ gap: -6_770, agreedOn: null, first: { number: '1' } }]);
  });

  it('leave receipts that tell their own points as they are', async () => {
    await receipts('1,2026-03-02T12:00,100000,77,900,0,900');
    await read(['77,02.03.2026,900']);
    expect(await reasons()).toEqual([{ reason: 'EARNING', detail: 'MORE', receipts: 1, balances: 0, money: 100 }]);
    expect(await shadow.parted()).toMatchObject([{ gap: 100, oldBalance: 900, differsOn: '2026-03-02' }]);
  });

  it('come by a file whose rows are judged one by one, and only into a shadow', async () => {
    const rows = [
      '77,01.03.2026,100',
      ',01.03.2026,100',
      '78,32.03.2026,100',
      '79,01.03.2199,100',
      '80,01.03.2026,1.5',
      '81,01.03.2026,',
      '77,01.03.2026,200',
      '82,01.03.2026,-40',
    ];
    const rejects = {
      guest_unnamed: 1,
      date_invalid: 2,
      points_fraction: 1,
      points_invalid: 1,
      guest_repeated: 1,
    };
    expect(await read(rows, { dryRun: true })).toMatchObject({ status: 'DRY_RUN', taken: 2, rejected: 6, rejects });
    expect((await days()).guests).toMatchObject({ unknown: 0 });
    expect(await read(rows)).toMatchObject({ status: 'DONE', taken: 2, rejects });
    expect((await days()).guests).toMatchObject({ unknown: 2 });
    await expect(read(rows, { networkId: shadow.network.id })).rejects.toMatchObject({ code: 'balances_in_network' });
    const noDay = { ...BALANCES, columns: { card: 'Card', balance: 'Points' } };
    const how = { networkId: shadow.shadowId, day: null, dryRun: true, rejectsFile: null, progress: SILENT };
    const file = await fileOf('b.csv', 'Card,Points', ['1,1'], noDay);
    await expect(test.app.get(ImportBalances).run({ ...how, ...file })).rejects.toMatchObject({ code: 'day_missing' });
  });

  it('compare what a credit note took back, in one line for all that differ', async () => {
    await receipts(
      '1,2026-03-02T12:00,100000,77,1000,0,1000',
      '2,2026-03-03T12:00,50000,77,500,0,1500',
      'C1,2026-03-04T12:00,-60000,77,-600,0,900',
      'C2,2026-03-05T12:00,-20000,77,100,,800',
      'C3,2026-03-06T12:00,-900000,99,50,0,0',
    );
    expect(await reasons()).toMatchObject([
      { reason: 'NOT_RECORDED', detail: 'credit_note_remainder', receipts: 1, money: 50 },
      { reason: 'RETURN', detail: 'LESS', receipts: 1, money: -100 },
    ]);
    const { body } = await shadow.network.get('/api/shadow/receipts', shadow.manager).expect(200);
    const items = body.items as { number: string; isReturn: boolean; earned: number; reason: string | null }[];
    expect(items.find(({ number }) => number === 'C1')).toMatchObject({ isReturn: true, earned: -600, reason: null });
    expect(await shadow.parted()).toMatchObject([{ gap: -100, first: { number: 'C2' } }]);
  });
});
