import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EventLog } from '../../../../src/integrations/events/event-log';
import type { EventRetentionJob } from '../../../../src/integrations/events/event-retention.job';
import type { Tx } from '../../../../src/platform/database/database';
import type { LedgerPeriod } from '../../../../src/transactions/books/liability/period.dto';
import type { TestApp } from '../../../support/app';
import { endEventMonth } from '../../../support/event-month';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { ClockOfTheDatabase, type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const SALES = 3;
const LOG_BEGIN = '0.0.00000000-0000-0000-0000-000000000000';
const BEGIN = { epoch: 0, xid: 0, id: '00000000-0000-0000-0000-000000000000' };

describe('the retention of the event log', () => {
  let own: OwnDatabase;
  let clock: ClockOfTheDatabase;
  let test: TestApp;
  let job: EventRetentionJob;
  let log: EventLog;
  let network: TillNetwork;
  let manager: string;
  let key: string;
  let guest: string;
  let sales: string[];
  let month: string;
  let rest: string;
  let journal: string;
  let webhook: string;
  /** The month of the sales, closed before its events are gone. */
  let closed: Awaited<ReturnType<typeof close>>;
  /** The first event and the last one of the month, by their positions. */
  let first: string;
  let last: string;

  beforeAll(async () => {
    own = await startOnOwnDatabase();
    clock = await ClockOfTheDatabase.install(own.superuser);
    test = own.apps[0] as TestApp;
    const { EventRetentionJob: Job } = await import('../../../../src/integrations/events/event-retention.job.js');
    const { EventLog: Log } = await import('../../../../src/integrations/events/event-log.js');
    const { TillNetwork: Networks } = await import('../../../support/till-network.js');
    job = test.app.get(Job);
    log = test.app.get(Log);
    network = await Networks.create(test);
    manager = await network.tokenOf('manager');
    key = await network.keyOf('till', 'events');
    const created = { name: 'Warehouse', url: 'http://127.0.0.1:9', events: ['*'] };
    webhook = ((await network.post('/api/webhooks', manager, created).expect(201)).body as { id: string }).id;
    guest = await network.guest();
    sales = [];
    for (let n = 0; n < SALES; n += 1) sales.push(await sell());
    await seal();
    const positions = await eventually('the events', async () => {
      const { items } = (await read('').expect(200)).body as { items: { position: string }[] };
      return items.length === SALES + 1 && items.map(({ position }) => position);
    });
    [first, last] = [positions[0] ?? '', positions.at(-1) ?? ''];
    ({ ended: month, rest } = await endEventMonth(rows));
    journal = `${month}_journal`;
  });
  afterAll(() => own.close());

  const sell = async (): Promise<string> => {
    const sold = await network.post(`/api/guests/${guest}/transaction`, key, network.sale(10_000)).expect(201);
    return (sold.body as { id: string }).id;
  };
  const seal = async (): Promise<void> => {
    const { sealEverything } = await import('../../../support/sealing.js');
    const { Sealer } = await import('../../../../src/transactions/books/seals/sealer.js');
    await sealEverything(test.app.get(Sealer), network.database, network.id);
  };
  const verify = async (options?: { readonly sinceSeal: boolean }) => {
    const { LedgerVerification } =
      await import('../../../../src/transactions/books/verification/ledger-verification.js');
    return test.app.get(LedgerVerification).verify(network.id, options);
  };
  /** Moves the ledger's clock past the month that comes `later` months after the sales, then closes and settles that month. */
  const close = async (later: number) => {
    // Months of the books follow the calendar, not business days, which end some hours later.
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: network.timeZone }).format();
    const [year = 0, number = 0] = today.split('-').map(Number);
    const at = (months: number, day: number): Date => new Date(Date.UTC(year, number - 1 + later + months, day));
    const name = at(0, 1).toISOString().slice(0, 7);
    await clock.set(at(1, 3));
    try {
      const books = await network.post(`/api/ledger/periods/${name}/close`, manager).expect(200);
      const settlement = await network.post(`/api/settlements/${name}/close`, manager).expect(200);
      return { books: books.body as LedgerPeriod, settlement: settlement.body as object };
    } finally {
      await clock.set(null);
    }
  };
  const read = (query: string) => network.get(`/api/events${query}`, key);
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await own.superuser.query<Row>(text, values)).rows;
  /** Runs the trim of the month and returns its outcome. */
  const trim = (): ReturnType<EventRetentionJob['trim']> =>
    eventually('the month is over', async () => {
      const outcomes = await job.trim(new Date());
      return outcomes.length > 0 && outcomes;
    });
  const isThere = async (table: string): Promise<boolean> =>
    (await rows<{ at: string | null }>('SELECT to_regclass($1)::text AS at', [table]))[0]?.at !== null;
  const inNetwork = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => network.database.inNetwork(network.id, work);
  const socketAnswer = async (message: object): Promise<unknown> => {
    const url = `${test.url.replace('http', 'ws')}/api/events/socket`;
    const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${key}` } });
    const answers: { type: string; id?: string }[] = [];
    socket.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString('utf8')) as { type: string }));
    await once(socket, 'open');
    socket.send(JSON.stringify({ ...message, id: 'asked' }));
    const answer = await eventually('an answer', () => answers.find(({ id }) => id === 'asked'));
    socket.terminate();
    return answer;
  };
  const notKept = async () => ({
    status: 410,
    code: 'events_not_kept',
    position: last,
    from: (await rows<{ at: Date }>('SELECT kept_from AS at FROM event_marks'))[0]?.at.toISOString(),
  });

  it('leaves a month until every subscriber has read it, and waits for none that is off', async () => {
    const { FiguresRelay } = await import('../../../../src/transactions/jobs/figures-relay.js');
    const { GuestSummaryRelay } = await import('../../../../src/transactions/jobs/guest-summary-relay.js');
    const { settings } = await import('../../../../src/platform/settings/settings.js');
    const waiting = (reader: string) => [{ partition: month, outcome: 'WAITING', networkId: network.id, reader }];
    expect(await trim()).toEqual(waiting('figures'));
    await eventually('figures', async () => {
      await test.app.get(FiguresRelay).catchUp(network.id);
      return (await trim())[0]?.reader !== 'figures';
    });
    await eventually('summaries', async () => {
      await test.app.get(GuestSummaryRelay).catchUp(network.id);
      return (await trim())[0]?.reader !== 'guest-summaries';
    });
    expect(await trim()).toEqual(waiting(`webhook ${webhook}`));
    await network.test
      .api()
      .patch(`/api/webhooks/${webhook}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ enabled: false })
      .expect(200);
    const connection = randomUUID();
    await own.superuser.query(
      `INSERT INTO till_connections (network_id, id, kind, name, token_hash, credentials_encrypted, options)
       VALUES ($1, $2, 'IIKO', 'Hall', sha256('token'), '\\x00', '{"mirror": {}}')`,
      [network.id, connection],
    );
    await own.superuser.query(`INSERT INTO till_mirrors (network_id, connection_id, program) VALUES ($1, $2, '')`, [
      network.id,
      connection,
    ]);
    expect(await trim()).toEqual(waiting(`mirror ${connection}`));
    // A mirror is turned off by the options of its connection, which stays on for its tills.
    await own.superuser.query(`UPDATE till_connections SET options = '{"mirror": null}'`);
    await own.superuser.query(`INSERT INTO event_cursors (network_id, subscriber) VALUES ($1, 'segments')`, [
      network.id,
    ]);
    expect(await trim()).toEqual(waiting('segments'));
    await own.superuser.query(`DELETE FROM event_cursors WHERE subscriber = 'segments'`);
    const kafka = jest.replaceProperty(settings, 'kafkaBrokers', ['127.0.0.1:9']);
    await own.superuser.query(
      `INSERT INTO kafka_positions (network_id, epoch, xid, event_id) VALUES ($1, 0, 0, '00000000-0000-0000-0000-000000000000')`,
      [network.id],
    );
    expect(await trim()).toEqual(waiting('kafka'));
    kafka.restore();
    const clickHouse = jest.replaceProperty(settings, 'clickhouseUrl', 'http://127.0.0.1:9');
    await own.superuser.query(
      `INSERT INTO warehouse_positions (network_id, epoch, xid, event_id, messages_after)
       VALUES ($1, 0, 0, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000')`,
      [network.id],
    );
    expect(await trim()).toEqual(waiting('warehouse'));
    clickHouse.restore();
    expect((await read(`?after=${first}`).expect(200)).body.items).toHaveLength(SALES);
    expect(await isThere(journal)).toBe(false);
  });

  it('gives way to a session that holds the log, and a sale is taken meanwhile', async () => {
    const reader = await own.superuser.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('LOCK TABLE ONLY events IN ACCESS SHARE MODE');
      const [outcomes, sold] = await Promise.all([trim(), sell()]);
      expect(outcomes).toEqual([{ partition: month, outcome: 'LOCKED' }]);
      expect(sold).not.toBe('');
    } finally {
      reader.release(true);
    }
    expect([await isThere(month), await isThere(journal)]).toEqual([true, true]);
    // A dump that begins now reads the copy as well.
    const open = await rows(
      `SELECT has_table_privilege('loyalty_backup', c.oid, 'SELECT') AND EXISTS (
         SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_reads') AS open
       FROM pg_class c WHERE c.relname = $1`,
      [journal],
    );
    expect(open).toEqual([{ open: true }]);
  });

  it('begins anew with a copy that is not whole, as after an event that came late', async () => {
    await own.superuser.query(`DELETE FROM ${journal} WHERE id = $1`, [sales[0]]);
    expect(await trim()).toEqual([{ partition: month, outcome: 'CHANGED' }]);
    expect(await isThere(journal)).toBe(false);
  });

  it('keeps events for the events days of RETENTION_DAYS, and for good with 0', async () => {
    const { settings } = await import('../../../../src/platform/settings/settings.js');
    const { Clock } = await import('../../../../src/platform/clock/clock.js');
    const now = new Date('2026-11-22T12:00:00Z');
    const clock = jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(now);
    const trimmed = jest.spyOn(job, 'trim').mockResolvedValue([]);
    const { signal } = new AbortController();
    const days = jest.replaceProperty(settings.retentionDays, 'EVENT_MONTHS', 400);
    await job.run(signal);
    days.replaceValue(0);
    await job.run(signal);
    expect(trimmed.mock.calls).toEqual([[new Date('2025-10-18T12:00:00Z'), signal]]);
    for (const spy of [clock, trimmed]) spy.mockRestore();
    days.restore();
  });

  it('is asked of a month that is over alone', async () => {
    await expect(
      network.database.asPlatform((tx) =>
        tx.query('SELECT * FROM copy_journal_events($1, NULL, NULL, NULL, NULL, 10)', [rest]),
      ),
    ).rejects.toMatchObject({ code: '22023' });
    await expect(
      inNetwork((tx) => tx.query(`SELECT replace_event_partition($1, '{}', '{}', '{}', '{}')`, [month])),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('takes no part for the whole where the month goes between two looks of a reader', async () => {
    const keptFrom = new Date('2026-11-01T00:01:00Z');
    /** The mark is there from the first statement on that reads events. */
    const racing = (tx: Tx): Tx => ({
      ...tx,
      query: async <Row extends object>(...statement: Parameters<Tx['query']>) => {
        await own.superuser.query(
          `INSERT INTO event_marks (network_id, epoch, xid, event_id, kept_from) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT DO NOTHING`,
          [network.id, ...last.split('.'), keptFrom],
        );
        return tx.query<Row>(...statement);
      },
    });
    const atOnce = async <T>(look: (tx: Tx) => Promise<T>): Promise<T> => {
      try {
        return await inNetwork((tx) => look(racing(tx)));
      } finally {
        await own.superuser.query('DELETE FROM event_marks');
      }
    };
    const all = (): boolean => true;
    const refused = { code: 'events_not_kept', data: { position: last } };
    await expect(atOnce((tx) => log.read(tx, network.id, BEGIN, all, 10))).rejects.toMatchObject(refused);
    await eventually('the event after it', async () => {
      const { events } = await atOnce((tx) => log.read(tx, network.id, undefined, all, 10));
      return events.length === 1;
    });
    const onward = await atOnce((tx) => log.readOnward(tx, network.id, BEGIN, all, 10));
    expect([onward.skippedBefore, onward.events.length]).toEqual([keptFrom, 1]);
  });

  it('replaces the month by its journal, once, by two processes at once', async () => {
    closed = await close(0);
    expect(closed.books.movements).toMatchObject([{ kind: 'ISSUE' }]);
    await eventually('the month is replaced', async () => {
      const outcomes = (await Promise.all([job.trim(new Date()), job.trim(new Date())])).flat();
      // The second process may find the log locked, or find nothing left to do.
      for (const { outcome } of outcomes) expect(['REPLACED', 'LOCKED']).toContain(outcome);
      return isThere(month).then((is) => !is);
    });
    expect(await job.trim(new Date())).toEqual([]);
    expect(await rows('SELECT kind, rows FROM retention_days')).toEqual([{ kind: 'EVENT_MONTHS', rows: 1 }]);
    expect(await rows(`SELECT id FROM ${journal} ORDER BY xid, id`)).toEqual(sales.map((id) => ({ id })));
    expect(await rows(`SELECT 1 FROM events WHERE type = 'guest.registered'`)).toEqual([]);
    const catalogue = await rows(
      `SELECT c.relispartition AND c.relrowsecurity AND c.relforcerowsecurity AS forced, c.reloptions,
         (SELECT array_agg(p.polname::text ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
         (SELECT count(*)::int FROM pg_index i WHERE i.indrelid = c.oid) AS indexes, has_table_privilege('loyalty_app', c.oid, 'SELECT') AS open
       FROM pg_class c WHERE c.relname = $1`,
      [journal],
    );
    expect(catalogue).toEqual([
      {
        forced: true,
        reloptions: ['autovacuum_vacuum_insert_threshold=1000000', 'autovacuum_analyze_threshold=100000'],
        policies: ['backup_reads', 'network_only'],
        indexes: 1,
        open: false,
      },
    ]);
  });

  it('leaves all that the ledger is checked and proved by', async () => {
    const result = await verify();
    expect(result.findings.list()).toEqual([]);
    expect(result).toMatchObject({ isRight: true, transactions: SALES + 1, eventsKeptFrom: expect.any(Date) });
    expect(result.seals).toBeGreaterThan(0);
    for (const id of sales) {
      const proof = await network.get(`/api/ledger/proof?transactionId=${id}`, manager).expect(200);
      expect(proof.body).toMatchObject({ transactionId: id, sealed: true });
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ transactionId: id });
    }
    await network.get('/api/ledger/accounts', manager).expect(200);
  });

  it('refuses every reader from before it, with the place to go on from', async () => {
    const problem = await notKept();
    for (const after of [LOG_BEGIN, first]) {
      expect((await read(`?after=${after}`)).body).toMatchObject(problem);
      expect((await read(`/stream?after=${after}`)).body).toMatchObject(problem);
      expect((await read('/stream').set('Last-Event-ID', after)).body).toMatchObject(problem);
      expect(await socketAnswer({ type: 'subscribe', topics: ['*'], after })).toMatchObject({
        type: 'problem',
        problem,
      });
    }
    const replay = (from: string) => network.post(`/api/webhooks/${webhook}/replay`, manager, { from });
    expect((await replay('2026-01-01T00:00:00Z')).body).toMatchObject(problem);
    const kept = { items: [expect.objectContaining({ type: 'transaction.sale' })] };
    await eventually(
      'the event after it',
      async () => ((await read('')).body as { items: unknown[] }).items.length === 1,
    );
    expect((await read('').expect(200)).body).toMatchObject(kept);
    expect((await read(`?after=${last}`).expect(200)).body).toMatchObject(kept);
    expect((await read(`?after=${problem.position}`).expect(200)).body).toMatchObject(kept);
    await replay(problem.from ?? '').expect(200);
  });

  it('lets a webhook that was off go on with what is kept, and says so', async () => {
    const { from } = await notKept();
    await own.superuser.query('UPDATE webhooks SET epoch = 0, xid = 0 WHERE id = $1', [webhook]);
    const answer = await test
      .api()
      .patch(`/api/webhooks/${webhook}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ enabled: true })
      .expect(200);
    expect(answer.body).toMatchObject({ enabled: true, skippedBefore: from });
    const [at] = await rows<{ at: string }>(`SELECT epoch || '.' || xid || '.' || event_id AS at FROM webhooks`);
    expect(at?.at).toBe(last);
    const page = await inNetwork((tx) => log.readOnward(tx, network.id, BEGIN, () => true, 10));
    expect([page.skippedBefore?.toISOString(), page.events.length]).toEqual([from, 1]);
  });

  it('leaves a month that was closed as it was, and what comes after it to be sealed, closed and settled', async () => {
    expect(await close(0)).toEqual(closed);
    await sell();
    await seal();
    const { books } = await close(1);
    expect(books.opening).toEqual(closed.books.closing);
    expect(books.movements).toMatchObject([{ kind: 'ISSUE' }]);
    const result = await verify({ sinceSeal: true });
    expect([result.findings.list(), result.since]).toEqual([[], expect.any(Object)]);
  });
});
