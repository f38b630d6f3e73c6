import { randomUUID } from 'node:crypto';
import { posEventExample } from '../../../../src/integrations/stream-events/pos-event.dto';
import { EventWatch } from '../../../../src/integrations/stream-events/event-watch';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { FarcardsTill } from '../../../doubles/farcards-till';
import { connectRkeeper, networkOfRkeeper } from '../../../support/rkeeper';
import { IikoDesk } from '../iiko/iiko-desk';

interface Compared {
  readonly number: string;
  readonly reason: string | null;
  readonly amount: number;
  readonly earned: number;
  readonly oldEarned: number | null;
  readonly guestId: string | null;
}

describe('receipts of a restaurant in the shadow that come by the doors of the network', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  const startAt = (network: TillNetwork, manager: string) =>
    network.post('/api/shadow', manager, { restaurantIds: [network.restaurantId] }).expect(201);
  const compared = async (network: TillNetwork, manager: string) =>
    (await network.get('/api/shadow/receipts', manager).expect(200)).body.items as Compared[];
  const countOf = async (network: TillNetwork) => {
    const [row] = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ count: number }>("SELECT count(*)::integer AS count FROM transactions WHERE type = 'SALE'"),
    );
    return row?.count;
  };

  it('are compared as published events, with what the earlier system gave', async () => {
    const network = await TillNetwork.create(test, { preset: 'points-4', code: `brand-${newId()}` });
    const manager = await network.tokenOf('manager');
    await startAt(network, manager);
    const key = await network.keyOf('events');
    const { body: profile } = await network.get(`/api/networks/${network.id}`, manager);
    const eventOf = (number: string, location: string) => ({
      ...posEventExample,
      event_id: `evt_${number}`,
      org_id: profile.code as string,
      location_id: location,
      customer_id: 'cust_1',
      timestamp: new Date().toISOString(),
      payload: {
        ...posEventExample.payload,
        transaction_id: `txn_${number}`,
        receipt_number: number,
        loyalty: { earned: 20, spent: 0, balance: 20 },
      },
    });
    const told = jest.spyOn(test.app.get(EventWatch), 'tell');
    const events = [eventOf('1', 'till-1'), eventOf('1', 'till-1')];
    const { body } = await network.post('/api/events/pos-transactions', key, { events }).expect(200);
    expect(body.items).toMatchObject([
      { status: 'recorded', transaction_id: null },
      { status: 'recorded', transaction_id: null },
    ]);
    expect(told).toHaveBeenCalledWith(network.id, 'pos.transaction', []);
    told.mockRestore();
    expect(await compared(network, manager)).toMatchObject([
      { number: '1', reason: 'EARNING', amount: 2_550, earned: 25, oldEarned: 20 },
    ]);
    expect(await countOf(network)).toBe(0);
    await network.post('/api/events/pos-transactions', key, { events: [eventOf('2', 'till-2')] }).expect(200);
    expect(await compared(network, manager)).toHaveLength(1);
  });

  it('are compared as closed orders of iiko, with the price before points', async () => {
    // The network is in UTC, because the double of iiko reports London time as the time of its organization, and a check counts on the date of its
    // restaurant.
    const desk = await IikoDesk.open(test, {}, { preset: 'points-4', timeZone: 'UTC' });
    const { network, manager, double } = desk;
    await startAt(network, manager);
    const order = { number: 77, sum: 900, phone: '+79215550101' };
    await double.send(double.tableOrder(randomUUID(), Date.now() - 60_000, order));
    await desk.workOff();
    expect(await desk.events()).toMatchObject([{ status: 'DONE', reason: 'in_shadow' }]);
    expect(await compared(network, manager)).toMatchObject([
      { number: '77', reason: 'NO_FIGURES', amount: 90_000, oldEarned: null },
    ]);
    expect(await countOf(network)).toBe(0);
    await desk.close();
  });

  it('are compared as checks that a plugin of iiko closes, and refused where points are to be held', async () => {
    // The network is in UTC, because the double of iiko reports London time as the time of its organization, and a check counts on the date of its
    // restaurant.
    const desk = await IikoDesk.open(test, {}, { preset: 'points-4', timeZone: 'UTC' });
    const { network, manager, double } = desk;
    const phone = '+79215550177';
    const { body: guest } = await network.post('/api/guests', manager, { phone }).expect(201);
    await desk.credit(guest.id as string, 1_000);
    const before = await desk.points(guest.id as string);
    await startAt(network, manager);
    const orderId = randomUUID();
    const items = [{ sku: 'P1', name: 'Pizza', quantity: 2, total: 90_000 }];
    const check = {
      organizationId: double.organizationId,
      orderId,
      guestId: guest.id as string,
      amount: 90_000,
      items,
    };
    const reserved = await desk.plugin('reserve', { ...check, transactionId: randomUUID(), points: 100 });
    expect(reserved).toMatchObject({ status: 'declined', code: 'restaurant_in_shadow' });
    const answer = await desk.plugin('commit', { ...check, printedNumber: '77' });
    expect(answer).toMatchObject({ status: 'ok', pointsEarned: null, balance: null });
    expect(await desk.plugin('commit', { ...check, printedNumber: '77' })).toMatchObject({ status: 'ok' });
    // The closed order is the same receipt of the same guest, so it is counted once.
    await double.send(double.tableOrder(orderId, Date.now() - 60_000, { number: 77, sum: 900, phone }));
    await desk.workOff();
    const receipts = await compared(network, manager);
    expect(receipts).toMatchObject([{ number: '77', reason: 'NO_FIGURES', amount: 90_000 }]);
    expect(await countOf(network)).toBe(0);
    expect(await desk.points(guest.id as string)).toBe(before);
    await desk.close();
  });

  it('are compared as checks of R-Keeper that spend nothing, and refused where they spend', async () => {
    const network = await networkOfRkeeper(test);
    const manager = await network.tokenOf('manager');
    const { id, path } = await connectRkeeper(network, manager);
    const till = new FarcardsTill(`${test.url}${path}`);
    await startAt(network, manager);
    const packetOf = (checkNumber: string, points: number) => ({
      card: '7900112233445566778',
      rows: [...(points === 0 ? [] : [{ kind: 0 as const, sum: -points }]), { kind: 3 as const, sum: 90_000 }],
      checkNumber,
      date: network.businessDate(),
    });
    const told = await till.transactions(packetOf('318', 0));
    expect(told.result).toBe(0);
    await till.transactions(packetOf('318', 0));
    const spent = await till.transactions(packetOf('319', 100));
    expect(spent.result).not.toBe(0);
    const { body } = await network.get(`/api/integrations/events?connectionId=${id}&sort=createdAt`, manager);
    expect(body.items).toMatchObject([
      { status: 'DONE', reason: 'in_shadow' },
      { status: 'REFUSED', reason: 'restaurant_in_shadow' },
    ]);
    expect(await compared(network, manager)).toMatchObject([
      { number: '318', reason: 'NO_FIGURES', amount: 90_000, oldEarned: null },
    ]);
    expect(await countOf(network)).toBe(0);
  });
});
