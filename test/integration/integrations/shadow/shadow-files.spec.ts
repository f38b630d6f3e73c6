import { gzipSync } from 'node:zlib';
import { GuestFilesJob } from '../../../../src/integrations/imports/guest-files/guest-files.job';
import { newId } from '../../../../src/platform/ids/ids';
import { TillHistory } from '../../../../src/transactions';
import { itAtNight } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { ShadowNetwork } from '../../../support/shadow/shadow-network';
import { TillNetwork } from '../../../support/till-network';

interface FileAnswer {
  readonly id: string;
  readonly status: string;
  readonly mapping: { readonly columns: Record<string, string>; readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}

describe('files of the shadow run by the console', () => {
  let test: TestApp;
  let shadow: ShadowNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    shadow = await ShadowNetwork.create(test, 'points-4');
  });
  afterEach(() => jest.restoreAllMocks());

  const path = (id: string, step = '') => `/api/imports/shadow/${id}${step}`;
  const post = (to: string, body: object = {}, token = shadow.manager) => shadow.network.post(to, token, body);
  async function upload(kind: string, content: Buffer | string): Promise<string> {
    const { body } = await post('/api/imports/shadow', { name: 'old.csv', kind }).expect(201);
    const part = { number: 0, content: Buffer.from(content).toString('base64'), isLast: true };
    await post(path((body as FileAnswer).id, '/parts'), part).expect(200);
    return (body as FileAnswer).id;
  }
  const read = async (id: string) =>
    (await shadow.network.get(path(id), shadow.manager).expect(200)).body as FileAnswer;
  const ended = (id: string) =>
    eventually(`the end of a step of ${id}`, async () => {
      await test.app
        .get(GuestFilesJob)
        .doNext(shadow.network.id)
        .catch((error: unknown) => expect(String(error)).toContain('killed'));
      const file = await read(id);
      return /^(READY|CHECKED|DONE|FAILED)$/.test(file.status) && file;
    });
  async function check(id: string, more: object = {}): Promise<FileAnswer> {
    const { mapping } = await ended(id);
    await post(path(id, '/check'), { mapping: { ...mapping, ...more } }).expect(202);
    return ended(id);
  }
  async function start(id: string): Promise<FileAnswer> {
    await post(path(id, '/start')).expect(202);
    return ended(id);
  }

  it('are read with a guessed mapping, tried, and compared', async () => {
    const receipts = await upload(
      'SHADOW_RECEIPTS',
      [
        'Чек;Время;Сумма;Карта;Начислено;Списано;Остаток',
        '1;02.03.2026 12:00;1000,00;77;900;0;900',
        '2;03.03.2026 12:00;500,00;77;;;',
        'C1;04.03.2026 12:00;-500,00;77;;;',
        '4;45.03.2026 12:00;500,00;77;;;',
        '',
      ].join('\r\n'),
    );
    const ready = await ended(receipts);
    expect(ready).toMatchObject({ kind: 'SHADOW_RECEIPTS', status: 'READY', lines: 5, fault: null });
    expect(ready.mapping).toMatchObject({
      lines: 'ROW',
      timeFormat: 'DOTTED',
      money: { unit: 'MAJOR', decimalMark: ',' },
      columns: { number: 'Чек', occurredAt: 'Время', total: 'Сумма', card: 'Карта', oldEarned: 'Начислено' },
    });
    const checked = await check(receipts, { creditNotePrefix: 'C' });
    expect(checked).toMatchObject({ status: 'CHECKED', taken: 3, rejected: 1, unread: [], fault: null });
    expect(checked['refusals']).toMatchObject([{ code: 'time_invalid', count: 1, line: 5 }]);
    const refused = await shadow.network.get(path(receipts, '/rows'), shadow.manager).expect(200);
    expect(refused.text.trimEnd().split('\r\n')[1]).toMatch(/^5,time_invalid,.*45\.03\.2026/);
    expect(await shadow.groups()).toEqual([]);
    expect(await start(receipts)).toMatchObject({ status: 'DONE', taken: 3, rejected: 1 });
    expect((await shadow.groups()).map(({ reason }) => reason).sort()).toEqual(['EARNING', 'NO_FIGURES']);

    const balances = await upload('SHADOW_BALANCES', gzipSync('Карта;Остаток\n77;900\n88;5\n;5\n'));
    expect((await ended(balances)).mapping).toMatchObject({
      columns: { card: 'Карта', balance: 'Остаток' },
      day: null,
    });
    expect(await check(balances, { day: '2026-03-04' })).toMatchObject({ status: 'CHECKED', taken: 2, rejected: 1 });
    expect(await start(balances)).toMatchObject({ status: 'DONE', taken: 2 });
    expect((await shadow.groups()).map(({ reason }) => reason)).toEqual(['EARNING']);
    const listed = await shadow.network.get('/api/imports/shadow', shadow.manager).expect(200);
    expect((listed.body as { items: FileAnswer[] }).items.map(({ id }) => id)).toEqual([balances, receipts]);
    const guests = await shadow.network.get('/api/imports/guests', shadow.manager).expect(200);
    expect(guests.body).toMatchObject({ items: [] });
    const audit = await shadow.network.get('/api/audit?limit=5', shadow.manager).expect(200);
    expect((audit.body.items as { action: string }[]).map(({ action }) => action)).toContain('shadow_file.started');
    // The next file with the same header uses the same mapping.
    const again = await upload('SHADOW_RECEIPTS', 'Чек;Время;Сумма;Карта;Начислено;Списано;Остаток\n');
    expect((await ended(again)).mapping).toMatchObject({ creditNotePrefix: 'C', timeFormat: 'DOTTED' });
  });

  itAtNight('go on after a kill, and are compared once', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => `${String(at)},2026-03-02T12:00,1000,k${String(at)},10,0,10`);
    const id = await upload('SHADOW_RECEIPTS', `number,time,total,card,earned,spent,balance\n${rows.join('\n')}\n`);
    expect(await check(id, { money: { unit: 'MINOR', decimalMark: '.' } })).toMatchObject({ taken: 300 });
    const till = test.app.get(TillHistory);
    const record = till.record.bind(till);
    let calls = 0;
    jest.spyOn(till, 'record').mockImplementation(async (networkId, acts) => {
      calls += 1;
      const outcomes = await record(networkId, acts);
      if (calls === 1) throw new Error('killed after the acts');
      return outcomes;
    });
    expect(await start(id)).toMatchObject({ status: 'DONE', taken: 300, rejected: 0 });
    const { body } = await shadow.network.get('/api/shadow/days?from=2026-03-01&to=2026-03-03', shadow.manager);
    expect(body).toMatchObject({ days: [{ equal: 300, differing: 0 }], guests: { compared: 300, parted: 0 } });
  });

  it('say what is wrong with them, and which steps may follow', async () => {
    const receipts = await upload('SHADOW_RECEIPTS', 'a,b,c\n1,2,3\n');
    const { mapping } = await ended(receipts);
    const checkWith = (columns: object) => post(path(receipts, '/check'), { mapping: { ...mapping, columns } });
    expect((await checkWith({ number: 'a' })).body).toMatchObject({
      code: 'invalid_body',
      errors: [{ path: 'mapping.columns.occurredAt' }],
    });
    expect((await checkWith({ number: 'a', occurredAt: 'b', total: 'c', balance: 'a' })).body.code).toBe(
      'invalid_body',
    );
    await checkWith({ number: 'a', occurredAt: 'b', total: 'missing' }).expect(202);
    expect(await ended(receipts)).toMatchObject({ status: 'READY', fault: 'column_missing' });
    expect((await post(path(receipts, '/start'))).body.code).toBe('import_state');
    await shadow.network.get(path(receipts), await shadow.network.tokenOf('cashier')).expect(403);
    const deleted = await test
      .api()
      .delete(path(receipts))
      .set('Authorization', `Bearer ${shadow.manager}`)
      .set('Idempotency-Key', newId());
    expect(deleted.status).toBe(200);
    await shadow.network.get(path(receipts), shadow.manager).expect(404);

    const balances = await upload('SHADOW_BALANCES', 'card,balance\n1,5\n');
    const form = (await ended(balances)).mapping;
    for (const wrong of [
      { day: null },
      { day: '2026-03-04', columns: { card: 'card', balance: 'balance', date: 'x' } },
    ])
      expect((await post(path(balances, '/check'), { mapping: { ...form, ...wrong } })).body.code).toBe('invalid_body');
    // The routes of files of guests know no other file.
    await shadow.network.get(`/api/imports/guests/${balances}`, shadow.manager).expect(404);
  });

  it('need a shadow run, from the upload to the end', async () => {
    const stranger = await TillNetwork.create(test);
    const token = await stranger.tokenOf('manager');
    await stranger.post('/api/imports/shadow', token, { name: 'x', kind: 'SHADOW_RECEIPTS' }).expect(404);
    const balances = await upload('SHADOW_BALANCES', 'card,balance\n1,5\n');
    await stranger.get(path(balances), token).expect(404);
    await check(balances, { day: '2026-03-04' });
    await post('/api/shadow/end').expect(200);
    expect(await start(balances)).toMatchObject({ status: 'FAILED', fault: 'shadow_ended' });
  });
});
