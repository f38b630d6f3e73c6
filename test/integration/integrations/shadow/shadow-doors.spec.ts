import { randomUUID } from 'node:crypto';
import { posEventExample } from '../../../../src/integrations/compat/stream-events/pos-event.dto';
import { EventWatch } from '../../../../src/integrations/compat/stream-events/event-watch';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
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
    const desk = await IikoDesk.open(test, {}, { preset: 'points-4' });
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
});
