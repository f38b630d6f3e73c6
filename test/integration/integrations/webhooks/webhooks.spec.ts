import { createHmac } from 'node:crypto';
import { WebhookLanes } from '../../../../src/integrations/webhooks/webhook-lanes';
import { WebhooksJob } from '../../../../src/integrations/webhooks/webhooks.job';
import { type ReceivedCall, WebhookReceiver } from '../../../doubles/webhook-receiver';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { takeMessages } from '../../../support/message-provider';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

const WEBHOOKS = '/api/webhooks';

interface Webhook {
  readonly id: string;
  readonly secret: string;
}
interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly eventId: string;
}

describe('webhooks', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let key: string;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    key = await network.keyOf('till');
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await receiver.stop();
  });
  afterAll(() => test.close());

  const create = async (body: object = {}): Promise<Webhook> => {
    const given = { name: 'Warehouse', url: receiver.url, events: ['transaction.*'], ...body };
    return (await network.post(WEBHOOKS, manager, given).expect(201)).body as Webhook;
  };
  const patch = (id: string, body: object) =>
    test.api().patch(`${WEBHOOKS}/${id}`).set('Authorization', `Bearer ${manager}`).send(body).expect(200);
  const read = async (id: string) => (await network.get(`${WEBHOOKS}/${id}`, manager).expect(200)).body as object;
  const deliveries = async (id: string) =>
    (
      (await network.get(`${WEBHOOKS}/${id}/deliveries?sort=createdAt`, manager).expect(200)).body as {
        items: Delivery[];
      }
    ).items;
  const sell = async (guestId: string, amount = 10_000): Promise<string> => {
    const sold = await network.post(`/api/guests/${guestId}/transaction`, key, network.sale(amount)).expect(201);
    return (sold.body as { id: string }).id;
  };
  /** Runs the job until this is so. */
  const until = (what: string, isSo: () => boolean | Promise<boolean>) =>
    eventually(what, async () => {
      await test.app.get(WebhooksJob).doNext(network.id);
      return isSo();
    });
  /** Ends all back-offs. */
  const hurry = () =>
    network.database.inNetwork(network.id, async (tx) => {
      await tx.query("UPDATE webhooks SET due_at = clock_timestamp() - interval '1 second'");
      await tx.query(
        "UPDATE webhook_deliveries SET due_at = clock_timestamp() - interval '1 second' WHERE status = 'WAITING'",
      );
    });
  const fits = ({ headers, body }: ReceivedCall, secret: string): boolean => {
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(signed)
      .digest('base64');
    return String(headers['webhook-signature']).split(' ').includes(`v1,${mac}`);
  };

  it('bring the events that fit, signed, each guest in order', async () => {
    const { id, secret } = await create();
    const [one, other] = [await network.guest(), await network.guest()];
    const sold: string[] = [];
    for (let n = 0; n < 3; n += 1) sold.push(await sell(one), await sell(other));
    await until('six calls', () => receiver.calls.length === 6);
    for (const guestId of [one, other]) {
      const events = receiver.events.filter(({ data }) => data['guestId'] === guestId);
      expect(events.map(({ data }) => data['transactionId'])).toEqual(
        sold.filter((_, n) => n % 2 === (guestId === one ? 0 : 1)),
      );
      const sequences = events.map((event) => (event as unknown as { sequence: number }).sequence);
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    }
    expect(receiver.events[0]).toMatchObject({ type: 'transaction.sale', version: 1, data: { amount: 10_000 } });
    for (const call of receiver.calls) {
      expect(fits(call, secret)).toBe(true);
      expect(call.headers['webhook-id']).toBe((JSON.parse(call.body) as { id: string }).id);
      const age = Date.now() / 1_000 - Number(call.headers['webhook-timestamp']);
      expect(Math.abs(age)).toBeLessThan(60);
    }
    await until('all recorded', async () => (await deliveries(id)).every(({ status }) => status === 'DELIVERED'));
    expect(await read(id)).toMatchObject({ state: 'WORKING', waiting: 0 });
    const [first] = await deliveries(id);
    const shown = await network.get(`${WEBHOOKS}/${id}/deliveries/${first?.id ?? ''}`, manager);
    expect(shown.body).toMatchObject({ body: receiver.calls[0]?.body, responseStatus: 204, attempts: 1 });
  });

  it('try again what failed, with the same id and body, and hold back later events of the guest', async () => {
    const { id } = await create();
    const [stuck, free] = [await network.guest(), await network.guest()];
    let refuses = true;
    receiver.respond = ({ body }) => ({ status: refuses && body.includes(stuck) ? 400 : 200 });
    const first = await sell(stuck);
    const second = await sell(stuck);
    await sell(free);
    await until('the other guest', () => receiver.events.some(({ data }) => data['guestId'] === free));
    await until('the refusal is recorded', async () => (await deliveries(id)).some(({ attempts }) => attempts === 1));
    expect(receiver.events.map(({ data }) => data['transactionId'])).not.toContain(second);
    expect(await read(id)).toMatchObject({ waiting: 2 });
    refuses = false;
    await hurry();
    await until('both came', () => receiver.events.some(({ data }) => data['transactionId'] === second));
    const mine = receiver.events.map(({ data }) => data['transactionId']).filter((at) => at === first || at === second);
    expect(mine).toEqual([first, first, second]);
    const [refused, repeated] = receiver.calls.filter(({ body }) => body.includes(first));
    expect(repeated).toMatchObject({ body: refused?.body, headers: { 'webhook-id': refused?.headers['webhook-id'] } });
  });

  it('are not delayed by one that hangs', async () => {
    const dead = await WebhookReceiver.start();
    dead.respond = () => 'HANG';
    const hanging = await create({ url: dead.url });
    await create();
    const guests = [await network.guest(), await network.guest()];
    for (const guestId of guests) await sell(guestId);
    await until('the dead one was called', () => dead.calls.length > 0);
    await until('the other got both', () => receiver.calls.length === 2);
    for (let n = 0; n < 3; n += 1) await sell(guests[0] ?? '');
    await until('and what came later', () => receiver.calls.length === 5);
    // Its attempt is written when the call ends, after 15 seconds.
    expect((await deliveries(hanging.id)).map(({ attempts }) => attempts)).not.toContain(1);
    await test.api().delete(`${WEBHOOKS}/${hanging.id}`).set('Authorization', `Bearer ${manager}`).expect(200);
    await dead.stop();
  });

  it('of other guests go on while a call gets no response, and its own guest waits', async () => {
    const { id } = await create();
    const [stuck, free] = [await network.guest(), await network.guest()];
    receiver.respond = ({ body }) => (body.includes(stuck) ? 'HANG' : { status: 204 });
    for (let n = 0; n < 2; n += 1) await sell(stuck);
    await until('a call gets no response', () => receiver.calls.length === 1);
    const sold = [await sell(free), await sell(free), await sell(free)];
    await until('the other guest has all', () => receiver.calls.length === 4);
    // The attempt of the other guest is written when its call ends, after 15 seconds.
    expect((await deliveries(id)).filter(({ attempts, status }) => attempts > 0 && status === 'WAITING')).toEqual([]);
    const ofOther = receiver.events.filter(({ data }) => data['guestId'] === free);
    expect(ofOther.map(({ data }) => data['transactionId'])).toEqual(sold);
    await until('its calls are recorded', async () => ((await read(id)) as { state: string }).state === 'WORKING');
    receiver.respond = () => ({ status: 204 });
    receiver.disconnect();
    await until('the failed call is recorded', async () =>
      (await deliveries(id)).some(({ attempts, status }) => attempts === 1 && status === 'WAITING'),
    );
    expect(receiver.events.filter(({ data }) => data['guestId'] === stuck)).toHaveLength(1);
    await hurry();
    await until('everything came', () => receiver.calls.length === 6);
  });

  it('are sent again when the process ended before it recorded the response', async () => {
    const { id } = await create();
    const lanes = test.app.get<{ write: (...given: unknown[]) => Promise<void> }>(WebhookLanes);
    const write = lanes.write.bind(lanes);
    let crashes = 0;
    // Lanes of earlier tests still write; this one's first outcome is lost.
    const crash = jest.spyOn(lanes, 'write').mockImplementation((...given) => {
      const [, , , webhook] = given as [unknown, unknown, unknown, { webhookId: string }];
      if (webhook.webhookId !== id || (crashes += 1) > 1) return write(...given);
      return Promise.reject(new Error('the process ended'));
    });
    await sell(await network.guest());
    await until('the first call', () => receiver.calls.length === 1);
    await until('the second call', () => receiver.calls.length === 2);
    crash.mockRestore();
    expect(receiver.events[1]).toEqual(receiver.events[0]);
    await until('recorded', async () => (await deliveries(id))[0]?.status === 'DELIVERED');
    expect(await deliveries(id)).toHaveLength(1);
  });

  it('are delivered by one lane at a time', async () => {
    const { id } = await create();
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE webhooks SET lane = gen_random_uuid(), lane_until = clock_timestamp() + interval '1 minute' WHERE id = $1`,
        [id],
      ),
    );
    await sell(await network.guest());
    test.app.get(WebhookLanes).start(network.id, id);
    for (let n = 0; n < 5; n += 1) await test.app.get(WebhooksJob).doNext(network.id);
    expect(await deliveries(id)).toEqual([]);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(`UPDATE webhooks SET lane_until = clock_timestamp() - interval '1 second' WHERE id = $1`, [id]),
    );
    await until('the lane of a dead process is taken over', () => receiver.calls.length === 1);
  });

  it('keep the outcome of another lane when one returns that had lost its lease', async () => {
    const hanging = await WebhookReceiver.start();
    hanging.respond = () => 'HANG';
    const { id } = await create({ url: hanging.url });
    const sale = await sell(await network.guest());
    await until('the first lane waits', () => hanging.calls.length === 1);
    // This process paused for longer than its lease; meanwhile another one delivered to the repaired receiver.
    await network.database.inNetwork(network.id, async (tx) => {
      await tx.query(
        `UPDATE webhooks SET lane = gen_random_uuid(), lane_until = clock_timestamp() + interval '1 minute',
           last_success_at = clock_timestamp() WHERE id = $1`,
        [id],
      );
      await tx.query(
        `UPDATE webhook_deliveries SET status = 'DELIVERED', attempts = 1, attempted_at = clock_timestamp(),
           finished_at = clock_timestamp(), response_status = 204 WHERE webhook_id = $1`,
        [id],
      );
    });
    await hanging.stop();
    const lanes = test.app.get<{ running: ReadonlyMap<string, unknown> }>(WebhookLanes);
    await eventually('the first lane has ended', () => !lanes.running.has(id));
    expect(await deliveries(id)).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
    expect(await read(id)).toMatchObject({ state: 'WORKING', lastFailure: null });
    expect(hanging.events.map(({ data }) => data['transactionId'])).toEqual([sale]);
  });

  it('sign with the old secret too after a rotation, and never show one again', async () => {
    const { id, secret: old } = await create();
    const rotated = await network.post(`${WEBHOOKS}/${id}/secret`, manager).expect(200);
    const { secret: young } = rotated.body as Webhook;
    const ping = await network.post(`${WEBHOOKS}/${id}/ping`, manager).expect(200);
    expect(ping.body).toMatchObject({ type: 'webhook.ping', status: 'DELIVERED', responseStatus: 204 });
    const [call] = receiver.calls;
    if (call === undefined) throw new Error('no call');
    expect([fits(call, old), fits(call, young)]).toEqual([true, true]);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query("UPDATE webhooks SET old_secret_until = clock_timestamp() - interval '1 second'"),
    );
    await network.post(`${WEBHOOKS}/${id}/ping`, manager).expect(200);
    const [, later] = receiver.calls;
    if (later === undefined) throw new Error('no second call');
    expect([fits(later, old), fits(later, young)]).toEqual([false, true]);
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query(`SELECT w::text, (SELECT string_agg(a::text, ' ') FROM audit_log a) AS audit FROM webhooks w`),
    );
    const read = (await network.get(WEBHOOKS, manager)).body as object;
    for (const text of [JSON.stringify(rows), JSON.stringify(read)])
      for (const secret of [old, young]) expect(text).not.toContain(secret.slice(6));
  });

  it('are turned off after five days of failures, with a letter to the managers, and catch up once turned on', async () => {
    takeMessages(test, 'EMAIL');
    const { id } = await create();
    receiver.respond = () => ({ status: 503 });
    await sell(await network.guest());
    await until('it is failing', async () => ((await read(id)) as { state: string }).state === 'FAILING');
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(`UPDATE webhooks SET failing_since = clock_timestamp() - interval '121 hours'`),
    );
    await hurry();
    await until('it is off', async () => ((await read(id)) as { state: string }).state === 'DISABLED');
    expect(await read(id)).toMatchObject({ disabledReason: 'FAILING', lastFailure: 'receiver_error', enabled: false });
    const letters = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ subject: string }>("SELECT subject FROM messages WHERE subject LIKE '%webhook%'"),
    );
    expect(letters).toEqual(Array(2).fill({ subject: 'Trattoria: a webhook was turned off' }));
    const calls = receiver.calls.length;
    await sell(await network.guest());
    await hurry();
    for (let n = 0; n < 3; n += 1) await test.app.get(WebhooksJob).doNext(network.id);
    expect(receiver.calls).toHaveLength(calls);
    receiver.respond = () => ({ status: 200 });
    await patch(id, { enabled: true });
    await hurry();
    await until('both are delivered', async () => {
      const all = await deliveries(id);
      return all.length === 2 && all.every(({ status }) => status === 'DELIVERED');
    });
  });

  it('are turned off at once by 410, and deliver a missed event by a resend or a replay', async () => {
    const { id } = await create();
    receiver.respond = () => ({ status: 410 });
    const sale = await sell(await network.guest());
    await until('it is off', async () => ((await read(id)) as { state: string }).state === 'DISABLED');
    expect(await read(id)).toMatchObject({ disabledReason: 'GONE' });
    receiver.respond = () => ({ status: 200 });
    await patch(id, { enabled: true });
    const [missed] = await deliveries(id);
    const path = `${WEBHOOKS}/${id}/deliveries/${missed?.id ?? ''}/resend`;
    await network.post(path, manager).expect(200);
    await until('it was resent', async () => (await deliveries(id))[0]?.status === 'DELIVERED');
    await network.post(`${WEBHOOKS}/${id}/replay`, manager, { from: '2020-01-01T00:00:00Z' }).expect(200);
    await until('it was replayed', () => receiver.calls.length === 3);
    expect(new Set(receiver.events.map((event) => event.id)).size).toBe(1);
    expect(receiver.events[2]?.data['transactionId']).toBe(sale);
  });

  it('leave the rest of a large backlog in the event log', async () => {
    const { id } = await create({ enabled: false });
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO webhook_deliveries (network_id, id, webhook_id, event_id, type, body, due_at)
         SELECT $1, gen_random_uuid(), $2, gen_random_uuid(), 'sale.seen', '{}', now() + interval '1 hour' FROM generate_series(1, 1000)`,
        [network.id, id],
      ),
    );
    await patch(id, { enabled: true });
    await sell(await network.guest());
    for (let n = 0; n < 10; n += 1) await test.app.get(WebhooksJob).doNext(network.id);
    await eventually('the lane has left', () =>
      network.database.inNetwork(network.id, async (tx) => {
        const { lane } = await tx.one<{ lane: string | null }>('SELECT lane FROM webhooks');
        return lane === null;
      }),
    );
    expect(await read(id)).toMatchObject({ waiting: 1_000 });
    expect(receiver.calls).toEqual([]);
    await network.database.inNetwork(network.id, (tx) => tx.query('DELETE FROM webhook_deliveries'));
    await until('the sale comes when there is room', () => receiver.calls.length === 1);
  });

  it('of another network are not there, and get none of our events', async () => {
    const { id } = await create();
    const other = await TillNetwork.create(test);
    const theirs = await other.tokenOf('manager');
    for (const path of [`${WEBHOOKS}/${id}`, `${WEBHOOKS}/${id}/deliveries`])
      expect((await other.get(path, theirs)).status).toBe(404);
    expect((await other.post(`${WEBHOOKS}/${id}/ping`, theirs)).status).toBe(404);
    await other.post(WEBHOOKS, theirs, { name: 'x', url: `${receiver.url}/theirs`, events: ['*'] }).expect(201);
    await sell(await network.guest());
    await until('ours came', () => receiver.calls.length === 1);
    await test.app.get(WebhooksJob).doNext(other.id);
    expect(receiver.calls.map(({ path }) => path)).toEqual(['/hook']);
  });

  it.each(['transaction.salle', 'Transaction.*', 'sale'])(
    'name the events that there are where there is none by the name %s',
    async (event) => {
      const given = { name: 'x', url: receiver.url, events: ['guest.*', event] };
      const message: unknown = expect.stringMatching(/\btransaction\.sale\b.*\bguest\.[a-z_]+\b/);
      const { status, body } = await network.post(WEBHOOKS, manager, given);
      expect([status, body.errors]).toEqual([400, [expect.objectContaining({ path: 'events[1]', message })]]);
    },
  );

  it('refuse what they cannot deliver', async () => {
    const given = { name: 'x', url: receiver.url, events: ['*'] };
    const wrong = [
      { events: [] },
      { events: ['transaction.salle'] },
      { events: ['Transaction.*'] },
      { url: 'ftp://example.test' },
      { url: 'https://name:password@example.test' },
      { url: 'https://' },
      { name: '' },
      { more: 1 },
    ];
    for (const body of wrong) expect((await network.post(WEBHOOKS, manager, { ...given, ...body })).status).toBe(400);
    expect((await network.post(WEBHOOKS, key, given)).status).toBe(403);
    const { id } = await create();
    expect((await network.post(`${WEBHOOKS}/${id}/replay`, manager, { from: 'yesterday' })).status).toBe(400);
    await test.api().delete(`${WEBHOOKS}/${id}`).set('Authorization', `Bearer ${manager}`).expect(200);
    expect((await network.get(`${WEBHOOKS}/${id}`, manager)).status).toBe(404);
  });

  describe('the event log', () => {
    it('is read from a position on, by patterns', async () => {
      const reader = await network.keyOf('events');
      const guestId = await network.guest();
      const sold = [await sell(guestId), await sell(guestId), await sell(guestId)];
      const all = await eventually('every event', async () => {
        const seen: { type: string; data: Record<string, unknown> }[] = [];
        let after = '';
        for (;;) {
          const { body } = await network.get(`/api/events?limit=2${after}`, reader).expect(200);
          const page = body as { items: typeof seen; position: string; hasMore: boolean };
          seen.push(...page.items);
          after = `&after=${page.position}`;
          if (!page.hasMore) break;
        }
        return seen.filter(({ type }) => type === 'transaction.sale').length === 3 && seen;
      });
      expect(all.map(({ type }) => type)).toContain('guest.registered');
      const sales = await network.get('/api/events?events=transaction.sale,segment.*', reader).expect(200);
      expect((sales.body as { items: typeof all }).items.map(({ data }) => data['transactionId'])).toEqual(sold);
      const { code } = (await network.get(`/api/networks/${network.id}`, await network.tokenOf('manager'))).body as {
        code: string;
      };
      const byTopic = await network.get(`/api/events?events=${code}.transaction.sale,*.segment.*`, reader).expect(200);
      expect(byTopic.body).toEqual(sales.body);
      for (const query of ['after=1.2', 'after=x', 'events=nothing', 'events=brand123.transaction.*', 'limit=0'])
        expect((await network.get(`/api/events?${query}`, reader)).status).toBe(400);
      expect((await network.get('/api/events', await network.keyOf('till'))).status).toBe(403);
    });

    it('is followed as a stream, and resumed without a gap', async () => {
      const reader = await network.keyOf('events');
      const guestId = await network.guest();
      const follow = async (count: number, from?: string) => {
        const ending = new AbortController();
        const response = await fetch(`${test.url}/api/events/stream?events=transaction.*`, {
          headers: { Authorization: `Bearer ${reader}`, ...(from !== undefined && { 'Last-Event-ID': from }) },
          signal: ending.signal,
        });
        expect(response.headers.get('content-type')).toContain('text/event-stream');
        const blocks: { id: string; transactionId: string }[] = [];
        let text = '';
        let begun = false;
        for await (const part of response.body ?? []) {
          text += Buffer.from(part as Uint8Array).toString('utf8');
          // The client has connected when the first block arrives.
          if (!begun) for (let n = 0; from === undefined && n < count; n += 1) await sell(guestId);
          begun = true;
          const whole = text.split('\n\n');
          text = whole.pop() ?? '';
          for (const block of whole) {
            const id = /^id: (.*)$/m.exec(block)?.[1] ?? '';
            const data = /^data: (.*)$/m.exec(block)?.[1];
            if (data !== undefined)
              blocks.push({
                id,
                transactionId: (JSON.parse(data) as { data: { transactionId: string } }).data.transactionId,
              });
          }
          if (blocks.length >= count) break;
        }
        ending.abort();
        return blocks;
      };
      const live = await follow(2);
      const later = [await sell(guestId), await sell(guestId)];
      const resumed = await follow(3, live[0]?.id);
      expect(resumed.map(({ transactionId }) => transactionId)).toEqual([live[1]?.transactionId, ...later]);
      const wrong = await test
        .api()
        .get('/api/events/stream')
        .set('Authorization', `Bearer ${reader}`)
        .set('Last-Event-ID', 'x');
      expect(wrong.status).toBe(400);
    });
  });
});
