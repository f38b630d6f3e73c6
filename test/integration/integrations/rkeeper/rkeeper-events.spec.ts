import { EventHandlers } from '../../../../src/integrations/inbox/event-handlers';
import { createHmac, hash } from 'node:crypto';
import { InboxWork } from '../../../../src/integrations/inbox/inbox.job';
import { newId } from '../../../../src/platform/ids/ids';
import { OutboxMessages, Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { keepsToBackground } from '../../../support/background-watch';
import { TillNetwork } from '../../../support/till-network';

const CONNECTIONS = '/api/integrations/connections';
const EVENTS = '/api/integrations/events';
const SALT = 'salt-demo';
const PHONE = '+79161234567';

interface ListedEvent {
  readonly id: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly status: string;
  readonly reason: string | null;
}

describe('events of R-Keeper beside FarCards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let connection: string;
  let base: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  keepsToBackground(() => test, EventHandlers, 'handle');
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    const deliveryTexts = [{ status: 'COOKING', text: 'Заказ {order} готовится' }];
    const made = await network
      .post(CONNECTIONS, manager, {
        kind: 'RKEEPER',
        name: 'Hall',
        credentials: { eventsSalt: SALT },
        options: { deliveryTexts },
      })
      .expect(201);
    const { id, token } = made.body as { id: string; token: string };
    connection = id;
    base = `${test.url}/api/hooks/rkeeper/${token}`;
  });
  afterAll(() => test.close());

  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${base}/${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });
  const signed = (body: string) => ({ Signature: hash('sha256', `${body}${SALT}`, 'base64') });
  const work = () => test.app.get(InboxWork).doNext(network.id);
  const list = async (): Promise<ListedEvent[]> => {
    const { body } = await network.get(`${EVENTS}?connectionId=${connection}&sort=createdAt`, manager).expect(200);
    return (body as { items: ListedEvent[] }).items;
  };
  const failure = async () => {
    const { body } = await network.get(`${CONNECTIONS}/${connection}`, manager);
    return (body as { lastFailure: string | null }).lastFailure;
  };
  const countTransactions = async (): Promise<number> => {
    const { n } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ n: number }>('SELECT count(*)::int AS n FROM transactions WHERE network_id = $1', [network.id]),
    );
    return n;
  };
  const statusChanged = (eventGuid: string) =>
    JSON.stringify({
      responseEventCommon: { objectId: 245, agentGuid: 'a', eventGuid, eventType: 'OrderStatusChanged' },
      response: { originalOrderId: 7, orderGuid: 'order-7', status: { value: 'Complited', isBillPrinted: true } },
    });

  it('takes a signed event of White Server once, and gives nothing for it', async () => {
    const body = statusChanged(newId());
    for (let n = 0; n < 3; n += 1) expect((await send('whiteserver', body, signed(body))).status).toBe(200);
    await work();
    expect(await list()).toMatchObject([
      { kind: 'WhiteServer OrderStatusChanged', subject: 'order-7', status: 'IGNORED', reason: 'hint' },
    ]);
    expect(await countTransactions()).toBe(0);
  });

  it('takes no event of White Server that is not signed as the connection says', async () => {
    const body = statusChanged(newId());
    const hmac = { Signature: createHmac('sha256', SALT).update(body).digest('base64') };
    for (const headers of [{}, hmac, signed(`${body} `), { Signature: 'x' }])
      expect((await send('whiteserver', body, headers)).status).toBe(403);
    expect(await failure()).toBe('signature_wrong');
    expect(await list()).toEqual([]);
    const change = (options: object) =>
      test
        .api()
        .patch(`${CONNECTIONS}/${connection}`)
        .set('Authorization', `Bearer ${manager}`)
        .send({ options })
        .expect(200);
    await change({ signature: 'HMAC_SHA256' });
    expect((await send('whiteserver', body, hmac)).status).toBe(200);
    for (const wrong of ['', '[]', '{', '{"responseEventCommon":{}}'])
      expect(
        (await send('whiteserver', wrong, { Signature: createHmac('sha256', SALT).update(wrong).digest('base64') }))
          .status,
      ).toBe(400);
    const unsalted = await network.post(CONNECTIONS, manager, { kind: 'RKEEPER', name: 'Bar' }).expect(201);
    base = `${test.url}/api/hooks/rkeeper/${(unsalted.body as { token: string }).token}`;
    expect((await send('whiteserver', body, signed(body))).status).toBe(404);
  });

  it('takes an order of HTTP Order Notify as a sign of life', async () => {
    const order =
      '<a RestCode="245000001" Situation="9" name="Quit Order"><Order guid="{1}" orderSum="134050" paid="1"/></a>';
    expect((await send('ordernotify', order, { 'Content-Type': 'text/xml' })).status).toBe(200);
    expect((await send('ordernotify', '<a', { 'Content-Type': 'text/xml' })).status).toBe(400);
    expect(await list()).toEqual([]);
    expect(await countTransactions()).toBe(0);
  });

  it('tells the guest how the delivery goes, once for each status that has words', async () => {
    const registered = { phone: PHONE, restaurantId: network.restaurantId };
    const guest = (await network.post('/api/guests', manager, registered).expect(201)).body as { id: string };
    const status = (name: string, phone: string = PHONE) =>
      JSON.stringify({ event: 'status', order_id: 318, status: name, phone, sum: 100_000 });
    for (let n = 0; n < 2; n += 1) expect((await send('delivery', status('COOKING'))).status).toBe(200);
    await send('delivery', status('PACKED'));
    await work();
    await work();
    expect((await list()).map(({ status: outcome, reason }) => [outcome, reason])).toEqual([
      ['DONE', 'guest_told'],
      ['IGNORED', 'no_text'],
    ]);
    const messages = async () =>
      (await test.app.get(OutboxMessages).list(network.id, PHONE, 10)).map(({ body }) => body);
    expect((await messages()).filter((text) => text.includes('318'))).toEqual(['Заказ 318 готовится']);
    const [told] = await list();
    await network.post(`${EVENTS}/${told?.id ?? ''}/retry`, manager).expect(200);
    await work();
    expect((await list())[0]).toMatchObject({ status: 'DONE', reason: 'guest_told' });
    expect((await messages()).filter((text) => text.includes('318'))).toHaveLength(1);
    const stranger = JSON.stringify({ order_id: '319', status: 'COOKING', phone: '+79160000000' });
    await send('delivery', stranger);
    await work();
    expect((await list()).at(-1)).toMatchObject({ status: 'IGNORED', reason: 'guest_unknown' });
    const { accessToken: own } = await test.app.get(Sessions).openForGuest(network.id, guest.id);
    const refused = { purpose: 'ORDERS', channel: 'SMS', wanted: false };
    await test.api().put('/api/auth/me/notifications').set('Authorization', `Bearer ${own}`).send(refused).expect(200);
    await send('delivery', status('COOKING').replace('318', '320'));
    await work();
    expect((await list()).at(-1)).toMatchObject({ status: 'IGNORED', reason: 'guest_unwilling' });
    expect((await messages()).filter((text) => text.includes('320'))).toEqual([]);
    for (const wrong of ['', '{}', '{"order_id":{},"status":"x"}'])
      expect((await send('delivery', wrong)).status).toBe(400);
  });
});
