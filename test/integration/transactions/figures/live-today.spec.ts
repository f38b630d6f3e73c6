import { newId } from '../../../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../../../src/security';
import type { Today } from '../../../../src/transactions/figures/analytics/analytics.dto';
import { AnalyticsQuery } from '../../../../src/transactions/figures/analytics/analytics.query';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { tokenOfUser } from '../../support/people-fixture';

const MOST = 20;

/** Reads a stream of server-sent events as they come. */
class Followed {
  readonly events: Today[] = [];
  isOver = false;
  private readonly ending = new AbortController();

  static async open(address: string, token: string): Promise<Followed> {
    const followed = new Followed();
    const response = await fetch(address, {
      headers: { Authorization: `Bearer ${token}` },
      signal: followed.ending.signal,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    void followed.read(response).catch(() => (followed.isOver = true));
    return followed;
  }

  close(): void {
    this.ending.abort();
  }

  private async read(response: Response): Promise<void> {
    let text = '';
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(piece).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks)
        if (block.startsWith('event: today\n')) this.events.push(JSON.parse(block.split('\ndata: ')[1] ?? '') as Today);
    }
    this.isOver = true;
  }
}

describe('the stream of today', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let address: string;
  const open: Followed[] = [];

  beforeAll(async () => {
    test = await applicationOfWorker();
    const url = await test.app.getUrl();
    address = `${url.replace('[::1]', '127.0.0.1')}/api/analytics/today/stream`;
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    for (const followed of open.splice(0)) followed.close();
  });
  afterAll(() => test.close());

  async function follow(token = manager): Promise<Followed> {
    const followed = await Followed.open(address, token);
    open.push(followed);
    return followed;
  }

  const salesOf = (followed: Followed): number =>
    (followed.events.at(-1)?.hours ?? []).reduce((sum, { today: { sales } }) => sum + sales, 0);

  async function tokenOfDistrict(restaurantId: string): Promise<string> {
    const { body } = await network
      .post('/api/restaurant-groups', manager, { name: 'Centre', restaurantIds: [restaurantId] })
      .expect(201);
    const { id: restaurantGroupId } = body as { id: string };
    const person = { email: `d-${newId()}@example.test`, role: 'manager', restaurantGroupId } as const;
    const { user } = await network.database.inNetwork(network.id, (tx) =>
      test.app.get(Staff).create(tx, network.id, person, { actor: 'system', origin: NO_ORIGIN }),
    );
    return tokenOfUser(test.app, user.id);
  }

  it('brings what a reader may see, at once and after a sale, by one look of all readers, and ends with a session', async () => {
    const look = jest.spyOn(test.app.get(AnalyticsQuery), 'readToday');
    const ofNetwork = () => look.mock.calls.filter(([networkId]) => networkId === network.id).length;
    const all = await follow();
    const elsewhere = await follow(await tokenOfDistrict(network.otherRestaurantId));
    const leaving = await network.tokenOf('manager');
    const left = await follow(leaving);
    await eventually('all have the first event', () => [all, elsewhere, left].every(({ events }) => events.length > 0));
    expect(ofNetwork()).toBe(1);
    await test.api().post('/api/auth/logout').auth(leaving, { type: 'bearer' }).expect(204);
    const answer = (await network.get('/api/analytics/today', manager).expect(200)).body as Today;
    expect(all.events[0]).toEqual(answer);
    const key = await network.keyOf('till');
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, key, network.sale(5_000)).expect(201);
    await eventually('the sale is told of', () => salesOf(all) === 1);
    expect(salesOf(elsewhere)).toBe(0);
    expect(elsewhere.events).toHaveLength(1);
    await eventually('the stream of the ended session is over', () => left.isOver);
    expect(left.events).toHaveLength(1);
    all.close();
    elsewhere.close();
  });

  it('opens for those who may read figures alone', async () => {
    await network.get('/api/analytics/today/stream', await network.tokenOf('cashier')).expect(403);
    await network.get('/api/analytics/today/stream?restaurantIds=none', await network.tokenOf('manager')).expect(400);
  });

  it('has at most twenty readers in a network', async () => {
    const readers: Followed[] = [];
    for (let n = 0; n < MOST; n += 1) readers.push(await follow());
    await eventually('all are open', () => readers.every(({ events }) => events.length > 0));
    await network.get('/api/analytics/today/stream', manager).expect(429);
    readers[0]?.close();
    await eventually('a place is free', async () => {
      const response = await fetch(address, { headers: { Authorization: `Bearer ${manager}` } });
      await response.body?.cancel();
      return response.status === 200;
    });
  });
});
