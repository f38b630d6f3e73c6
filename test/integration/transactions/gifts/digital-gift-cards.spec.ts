import { OutboxMessages } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from './gift-desk';

const ADDRESS = 'anna@example.com';

describe('digital gift cards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let desk: GiftDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    desk = await GiftDesk.open(network);
  });
  afterAll(() => test.close());

  const sold = async (send: object): Promise<string> => {
    const { body } = await desk.sellDigital(50_000, send).expect(201);
    return (body as { card: { id: string } }).card.id;
  };
  const outbox = (to?: string) => test.app.get(OutboxMessages).list(network.id, to, 10);
  const faceIn = (text: string): GiftFace => ({
    code: /\d{6} \d{6} \d{6}/.exec(text)?.[0] ?? '',
    pin: /PIN: (\d{6})/.exec(text)?.[1] ?? '',
  });
  /** Makes the planned messages due. */
  const comeDue = () =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE messages SET due_at = clock_timestamp() WHERE network_id = $1 AND due_at > clock_timestamp()', [
        network.id,
      ]),
    );

  it('go to a phone with a greeting, and the till never sees their code', async () => {
    const sale = await desk.sellDigital(50_000, { to: '8 900 123-45-67', greeting: 'For your birthday!' }, 'once');
    expect(sale.status).toBe(201);
    expect(sale.body).toMatchObject({ card: { state: 'ACTIVE', balance: 50_000, number: 1 } });
    expect(
      (await desk.sellDigital(50_000, { to: '8 900 123-45-67', greeting: 'For your birthday!' }, 'once')).text,
    ).toBe(sale.text);
    const messages = await outbox('+79001234567');
    expect(messages).toHaveLength(1);
    const { body = '', channel } = messages[0] ?? {};
    expect([channel, body.startsWith('For your birthday!\n\n')]).toEqual(['SMS', true]);
    expect(body).toMatch(/500/);
    const face = faceIn(body);
    expect(sale.text).not.toContain(face.pin);
    expect((await desk.spend(face, 20_000)).body).toMatchObject({ card: { balance: 30_000 } });
    const batches = await network.get('/api/gift-cards/batches', desk.manager);
    expect(batches.body).toMatchObject({ items: [] });
    const { batchId } = (sale.body as { card: { batchId: string } }).card;
    expect((await network.get(`/api/gift-cards/batches/${batchId}/codes`, desk.manager)).status).toBe(404);
  });

  it('go on their day by the clock of the network, in the language of the receiver', async () => {
    await sold({ to: ADDRESS, on: network.businessDate(3), language: 'en' });
    expect(await outbox()).toEqual([]);
    const planned = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ at: string }>(
        `SELECT to_char(due_at AT TIME ZONE n.time_zone, 'YYYY-MM-DD HH24:MI') AS at
           FROM messages m JOIN networks n ON n.id = m.network_id WHERE m.network_id = $1`,
        [network.id],
      ),
    );
    expect(planned.at).toBe(`${network.businessDate(3)} 10:00`);
    await comeDue();
    const [message] = await outbox(ADDRESS);
    expect(message).toMatchObject({
      channel: 'EMAIL',
      subject: expect.stringMatching(/^A gift card from /) as unknown,
    });
  });

  it('are not sent when they were blocked, emptied or replaced before their day, and a manager sends them anew', async () => {
    const on = network.businessDate(3);
    const blocked = await sold({ to: ADDRESS, on });
    await desk.change(blocked, 'block').expect(200);
    await desk.change(await sold({ to: ADDRESS, on }), 'correct', { amount: 50_000 }).expect(200);
    const [other] = (await desk.batch(1)) as [GiftFace];
    await desk.change(await sold({ to: ADDRESS, on }), 'replace', { code: other.code }).expect(200);
    await comeDue();
    expect(await outbox()).toEqual([]);
    const send = (body: object) =>
      network.post(`/api/gift-cards/${blocked}/send`, desk.manager, { reason: 'Asked', ...body });
    expect((await send({ send: { to: ADDRESS } })).body).toMatchObject({ code: 'gift_card_state', state: 'BLOCKED' });
    await desk.change(blocked, 'unblock').expect(200);
    await send({ send: { to: ADDRESS, on } }).expect(200);
    await send({ send: { to: ADDRESS } }).expect(200);
    await comeDue();
    const messages = await outbox();
    expect(messages).toHaveLength(1);
    expect((await desk.balance(faceIn(messages[0]?.body ?? ''))).body).toMatchObject({ balance: 50_000 });
  });

  it('are refused for a phone, an address or a day that cannot be', async () => {
    expect((await desk.sellDigital(1, { to: '12345' })).body).toMatchObject({ code: 'phone_invalid' });
    const wrong = async (send: object) => {
      const { status, body } = await desk.sellDigital(1, send);
      return [status, (body as { errors: { path: string }[] }).errors.map(({ path }) => path)];
    };
    expect(await wrong({ to: 'anna@' })).toEqual([400, ['send.to']]);
    expect(await wrong({ to: ADDRESS, on: network.businessDate(-2) })).toEqual([400, ['send.on']]);
    expect(await wrong({ to: ADDRESS, on: network.businessDate(400) })).toEqual([400, ['send.on']]);
    expect((await network.get('/api/gift-cards', desk.manager)).body).toMatchObject({ items: [] });
  });
});
