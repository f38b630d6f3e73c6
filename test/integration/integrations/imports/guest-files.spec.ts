import { gzipSync } from 'node:zlib';
import { GuestFilesJob } from '../../../../src/integrations/imports/guest-files/guest-files.job';
import { newId } from '../../../../src/platform/ids/ids';
import { TillHistory } from '../../../../src/transactions';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { itAtNight } from '../../../support/at-night';
import { eventually } from '../../../support/eventually';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const HEADER = 'phone,name,birthday,cards,points,tier,note';
const PART_BYTES = 512 * 1024;

interface FileAnswer {
  readonly id: string;
  readonly status: string;
  readonly mapping: { readonly columns: Record<string, string>; readonly dateFormat: string | null };
  readonly [name: string]: unknown;
}

describe('a file of guests by the API', () => {
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

  /** Digits that no other test uses, because the database is shared. */
  const ends = newId().replace(/\D/g, '').slice(-4).padStart(4, '7');
  const phone = (n: number) => `+7913${ends}${String(n).padStart(3, '0')}`;
  const textOf = (...lines: string[]) => [HEADER, ...lines, ''].join('\r\n');
  const path = (id: string, step = '') => `/api/imports/guests/${id}${step}`;
  const partOf = (number: number, bytes: Buffer | string, isLast: boolean) => ({
    number,
    content: Buffer.from(bytes).toString('base64'),
    isLast,
  });

  async function upload(content: Buffer | string, token = manager): Promise<string> {
    const bytes = Buffer.from(content);
    const { body } = await network.post('/api/imports/guests', token, { name: 'crm.csv' }).expect(201);
    const { id } = body as FileAnswer;
    const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
    for (let number = 0; number < parts; number += 1) {
      const piece = bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES);
      await network.post(path(id, '/parts'), token, partOf(number, piece, number === parts - 1)).expect(200);
    }
    return id;
  }
  const read = async (id: string) => (await network.get(path(id), manager).expect(200)).body as FileAnswer;
  /** Waits until the step of the file has ended, by the application's job or the test's. */
  async function ended(id: string): Promise<FileAnswer> {
    const job = test.app.get(GuestFilesJob);
    return eventually(`the end of a step of ${id}`, async () => {
      await job.doNext(network.id).catch((error: unknown) => expect(String(error)).toContain('killed'));
      const file = await read(id);
      return /^(READY|CHECKED|WAITING|DONE|FAILED|UNDONE)$/.test(file.status) && file;
    });
  }
  async function check(id: string): Promise<FileAnswer> {
    const { mapping } = await ended(id);
    await network.post(path(id, '/check'), manager, { mapping: { ...mapping, tierEnd: 'FOREVER' } }).expect(202);
    return ended(id);
  }
  async function start(id: string, token = manager): Promise<FileAnswer> {
    await network.post(path(id, '/start'), token).expect(202);
    return ended(id);
  }
  const linesOf = async (id: string, only = '') =>
    (await network.get(path(id, `/rows${only}`), manager).expect(200)).text.trimEnd().split('\r\n');
  const guestOf = async (card: string) =>
    ((await network.get(`/api/guests?card=${card}`, manager).expect(200)).body as { items: { id: string }[] }).items[0];
  const findings = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('is read, tried row by row, imported and taken back as a whole', async () => {
    await network.post('/api/guests', manager, { phone: phone(2) }).expect(201);
    const id = await upload(
      textOf(
        `${phone(1)},Anna,1990-02-28,1122,300,GOLD,"=HYPERLINK(1)"`,
        `${phone(2)},Boris,,3344,50,,`,
        `12,Nobody,,,,,`,
        `${phone(3)},Clara,,,10.5,,`,
      ),
    );
    const checked = await check(id);
    expect(checked).toMatchObject({
      status: 'CHECKED',
      lines: 5,
      position: 5,
      made: 1,
      merged: 1,
      rejected: 2,
      points: 350,
      fault: null,
      header: HEADER.split(','),
      mapping: { columns: { phone: 'phone', birthDate: 'birthday', points: 'points' }, dateFormat: 'ISO' },
    });
    expect(checked.refusals).toMatchObject([
      { code: 'phone_invalid', count: 1, line: 4 },
      { code: 'points_fraction', count: 1, line: 5 },
    ]);
    expect(await guestOf('1122')).toBeUndefined();
    const outcomes = ['line,outcome,code,reason', '2,NEW,,', '3,MERGED,,'];
    const rows = await linesOf(id);
    expect(rows.slice(0, 3)).toEqual(outcomes);
    expect(rows[3]).toMatch(/^4,REFUSED,phone_invalid,/);
    expect((await linesOf(id, '?only=REFUSED'))[1]).toMatch(/^4,phone_invalid,.*12,Nobody/);

    expect(await start(id)).toMatchObject({ status: 'DONE', position: 5, made: 1, merged: 1, rejected: 2 });
    expect((await linesOf(id)).slice(0, 3)).toEqual(outcomes);
    const anna = await guestOf('1122');
    expect(anna).toMatchObject({ name: 'Anna', balance: { available: 300 }, note: '=HYPERLINK(1)' });
    expect(await guestOf('3344')).toMatchObject({ name: 'Boris' });

    await network.post(path(id, '/undo'), manager).expect(202);
    expect(await ended(id)).toMatchObject({ status: 'UNDONE', undoUntil: null, fault: null });
    await network.get(`/api/guests/${anna?.id ?? ''}`, manager).expect(404);
    expect(await findings()).toEqual([]);
    const listed = await network.get('/api/imports/guests', manager).expect(200);
    expect(listed.body).toMatchObject({ items: [{ id, status: 'UNDONE' }] });
  });

  itAtNight('goes on after a kill at each of its pieces, and doubles nothing', async () => {
    network = await TillNetwork.create(test, { settings: { limits: { managerManualAtOnce: 12_000 } } });
    manager = await network.tokenOf('manager');
    const id = await upload(textOf(...Array.from({ length: 1_200 }, (_, n) => `,G${String(n)},,k${String(n)},10,,`)));
    await check(id);
    const till = test.app.get(TillHistory);
    const record = till.record.bind(till);
    let calls = 0;
    jest.spyOn(till, 'record').mockImplementation(async (networkId, acts) => {
      calls += 1;
      if (calls === 1) throw new Error('killed before the acts');
      const outcomes = await record(networkId, acts);
      if (calls === 3) throw new Error('killed after the acts');
      return outcomes;
    });
    expect(await start(id)).toMatchObject({
      status: 'DONE',
      position: 1_201,
      made: 1_200,
      merged: 0,
      rejected: 0,
    });
    expect(calls).toBeGreaterThan(3);
    expect((await linesOf(id)).slice(1).map((line) => Number(line.split(',')[0]))).toEqual(
      Array.from({ length: 1_200 }, (_, n) => n + 2),
    );
    expect(await guestOf('k1199')).toMatchObject({ balance: { available: 10 } });
    expect(await findings()).toEqual([]);
  });

  it('is imported once when two managers bring it, whatever their order', async () => {
    const other = await network.tokenOf('manager');
    const text = textOf(...Array.from({ length: 60 }, (_, n) => `,G${String(n)},,t${String(n)},10,,`));
    const [first, second] = [await upload(text), await upload(text, other)];
    await check(first);
    await check(second);
    await network.post(path(first, '/start'), manager).expect(202);
    await network.post(path(second, '/start'), other).expect(202);
    const both = [await ended(first), await ended(second)];
    expect(both.map(({ status, fault }) => [status, fault]).sort()).toEqual([
      ['DONE', null],
      ['FAILED', 'already_imported'],
    ]);
    expect(await guestOf('t7')).toMatchObject({ balance: { available: 10 } });
    const refused = await network.post(path(both[0]?.status === 'DONE' ? second : first, '/start'), manager);
    expect([refused.status, (refused.body as { code: string }).code]).toEqual([409, 'import_state']);
  });

  it('waits for a second manager where it brings more points than one may give', async () => {
    network = await TillNetwork.create(test, { settings: { limits: { managerManualAtOnce: 100 } } });
    manager = await network.tokenOf('manager');
    const id = await upload(textOf(',Anna,,5566,101,,'));
    await check(id);
    expect(await start(id)).toMatchObject({ status: 'WAITING' });
    const own = await network.post(path(id, '/start'), manager).expect(403);
    expect(own.body).toMatchObject({ code: 'own_act' });
    expect(await guestOf('5566')).toBeUndefined();
  });

  it('is not taken back once a guest has bought, or when its days are over', async () => {
    const id = await upload(textOf(',Anna,,7788,5,,'));
    await check(id);
    await start(id);
    const guest = await guestOf('7788');
    await network.post(`/api/guests/${guest?.id ?? ''}/transaction`, manager, network.sale(10_000)).expect(201);
    const acted = await network.post(path(id, '/undo'), manager).expect(409);
    expect(acted.body).toMatchObject({ code: 'import_acted', guests: 1 });

    const late = await upload(textOf(',Boris,,9900,5,,'));
    await check(late);
    await start(late);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE imports SET finished_at = now() - interval '15 days' WHERE network_id = $1", [network.id]),
    );
    const over = await network.post(path(late, '/undo'), manager).expect(409);
    expect(over.body).toMatchObject({ code: 'import_undo_over', days: 14 });
  });

  it('remembers the mapping for the next file, and asks for what it cannot guess', async () => {
    const first = await upload('Mobile No,Bday,Kto\r\n,03/04/1990,\r\n');
    const guessed = await ended(first);
    expect(guessed).toMatchObject({ status: 'READY', mapping: { columns: {} } });
    const mapping = { ...guessed.mapping, columns: { phone: 'Mobile No', birthDate: 'Bday' }, dateFormat: null };
    const unsaid = await network.post(path(first, '/check'), manager, { mapping }).expect(400);
    expect(unsaid.body).toMatchObject({ code: 'invalid_body', errors: [{ path: 'mapping.dateFormat' }] });
    const nobody = { ...mapping, columns: { name: 'Kto' }, dateFormat: 'ISO' };
    await network.post(path(first, '/check'), manager, { mapping: nobody }).expect(400);
    const said = { ...mapping, dateFormat: 'MONTH_FIRST' };
    await network.post(path(first, '/check'), manager, { mapping: said }).expect(202);
    await ended(first);
    await start(first);
    const second = await upload(`Mobile No,Bday,Kto\r\n${phone(9)},05/06/1991,\r\n`);
    expect(await ended(second)).toMatchObject({ mapping: said });
    await network.get(path(second), await network.tokenOf('analyst')).expect(403);
  });

  it('says which system wrote the file, and which names of tiers need a tier of the programme', async () => {
    const members = ['memberId,loyaltyCardNumber,firstName,levelId', 'm-1,5577,Anna,Top', 'm-2,5588,Boris,Top', ''];
    const id = await upload(members.join('\n'));
    const ready = await ended(id);
    const columns = { externalId: 'memberId', cards: 'loyaltyCardNumber', name: 'firstName', tier: 'levelId' };
    expect(ready).toMatchObject({ source: 'OPEN_LOYALTY', mapping: { columns }, tierNames: [] });
    expect(ready['sources']).toContainEqual({ source: 'OPEN_LOYALTY', columns });
    expect(await check(id)).toMatchObject({ rejected: 2, tierNames: ['Top'] });
    // The mapping does not say yet when tiers without a last day end.
    const silent = { ...ready.mapping, tiers: { Top: 'GOLD' } };
    await network.post(path(id, '/check'), manager, { mapping: silent }).expect(202);
    expect(await ended(id)).toMatchObject({
      rejected: 2,
      refusals: [{ code: 'tier_end_missing', count: 2 }],
      uncounted: 0,
      kept: 0,
      unread: [],
    });
    const mapping = { ...ready.mapping, tiers: { Top: 'GOLD' }, tierEnd: 'FOREVER' };
    await network.post(path(id, '/check'), manager, { mapping }).expect(202);
    expect(await ended(id)).toMatchObject({ made: 2, rejected: 0, tierNames: [] });
    await start(id);
    expect(await guestOf('5588')).toMatchObject({ tier: { code: 'GOLD' } });
  });

  it('is read where it is packed, also when it has been imported, and not where it is packed twice', async () => {
    const packed = gzipSync(textOf(`${phone(4)},Dora,,6677,50,,`));
    const id = await upload(packed);
    expect(await check(id)).toMatchObject({ status: 'CHECKED', lines: 2, made: 1 });
    expect(await start(id)).toMatchObject({ status: 'DONE', made: 1 });
    const again = await upload(packed);
    await check(again);
    expect(await start(again)).toMatchObject({ status: 'FAILED', fault: 'already_imported' });
    const twice = await upload(gzipSync(packed));
    expect(await ended(twice)).toMatchObject({ status: 'FAILED', fault: 'gzip_damaged' });
  });

  it('takes parts once, in their order, up to its limit, and forgets what is discarded', async () => {
    const { body } = await network.post('/api/imports/guests', manager, { name: 'x.csv' }).expect(201);
    const { id } = body as FileAnswer;
    await network.post(path(id, '/parts'), manager, partOf(1, 'a', false)).expect(400);
    await network.post(path(id, '/parts'), manager, partOf(128, 'a', false)).expect(400);
    await network.post(path(id, '/parts'), manager, partOf(0, Buffer.alloc(PART_BYTES + 3), false)).expect(400);
    await network.post(path(id, '/parts'), manager, { ...partOf(0, '', true), content: '?' }).expect(400);
    for (let time = 0; time < 2; time += 1)
      await network.post(path(id, '/parts'), manager, partOf(0, 'phone\r\n', false)).expect(200);
    expect(await read(id)).toMatchObject({ status: 'UPLOADING', parts: 1, bytes: 7 });
    await network.post(path(id, '/check'), manager, { mapping: { columns: {} } }).expect(400);
    await network.post(path(id, '/start'), manager).expect(409);
    await network.post(path(id, '/undo'), manager).expect(409);
    await test.api().delete(path(id)).set('Authorization', `Bearer ${manager}`).expect(200);
    await network.get(path(id), manager).expect(404);
    const left = await network.database.inNetwork(network.id, (tx) =>
      tx.query('SELECT FROM guest_file_parts WHERE network_id = $1', [network.id]),
    );
    expect(left).toHaveLength(0);
  });
});
