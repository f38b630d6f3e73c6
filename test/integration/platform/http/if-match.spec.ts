import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Edited {
  readonly method: 'patch' | 'put';
  /** Creates the resource and returns its path. */
  readonly make: (test: Desk) => Promise<string>;
  /** A body that changes the resource, another one for each number. */
  readonly change: (number: number, read: Record<string, unknown>) => object;
}

interface Desk {
  readonly network: TillNetwork;
  readonly manager: string;
  readonly post: (path: string, body: object) => Promise<Record<string, unknown>>;
}

const named = (number: number) => ({ name: `Name ${String(number)}` });

const EDITED: Readonly<Record<string, Edited>> = {
  'a restaurant': {
    method: 'patch',
    make: ({ network }) => Promise.resolve(`/api/restaurants/${network.restaurantId}`),
    change: named,
  },
  'a point of sale': {
    method: 'patch',
    make: ({ network: { restaurantId, pointOfSaleId } }) =>
      Promise.resolve(`/api/restaurants/${restaurantId}/points-of-sale/${pointOfSaleId}`),
    change: named,
  },
  'a network': {
    method: 'patch',
    make: ({ network }) => Promise.resolve(`/api/networks/${network.id}`),
    change: named,
  },
  'a user': {
    method: 'patch',
    make: async ({ post }) => {
      const body = { email: `u${newId()}@example.test`, name: 'Ann', role: 'analyst' };
      return `/api/users/${String((await post('/api/users', body)).id)}`;
    },
    change: named,
  },
  'a guest': {
    method: 'patch',
    make: async ({ network }) => `/api/guests/${await network.guest()}`,
    change: named,
  },
  'a reward': {
    method: 'patch',
    make: async ({ post }) => {
      const body = { name: { en: 'Tasting' }, kind: 'EXPERIENCE', cost: 10 };
      return `/api/redemption-items/${String((await post('/api/redemption-items', body)).id)}`;
    },
    change: (number) => ({ cost: 10 + number }),
  },
  'a case': {
    method: 'patch',
    make: async ({ network }) => {
      const [id, guestId] = [newId(), await network.guest()];
      const data = { networkId: network.id, id, kind: 'CONCIERGE', guestId, text: 'A table', tier: 'GOLD' };
      await network.database.inNetwork(network.id, (tx) =>
        tx.prisma.guestCase.create({ data: { ...data, createdByKind: 'guest', createdById: guestId } }),
      );
      return `/api/cases/${id}`;
    },
    change: (number) => ({ status: number % 2 === 0 ? 'OPEN' : 'IN_WORK' }),
  },
  'a segment': {
    method: 'patch',
    make: async ({ post }) => {
      const body = { code: `S${newId()}`, name: 'List', rule: null };
      return `/api/segments/${String((await post('/api/segments', body)).id)}`;
    },
    change: named,
  },
  'a draft of the programme': {
    method: 'put',
    make: async ({ post }) => `/api/programs/${String((await post('/api/programs', { preset: 'hybrid-5' })).version)}`,
    change: (number, { document }) => ({ document: { ...(document as object), name: `Draft ${String(number)}` } }),
  },
};

describe('a change that names the state it was read in', () => {
  let test: TestApp;
  let desk: Desk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const post = async (path: string, body: object) => {
      const answer = await network.post(path, manager, body);
      expect([path, answer.status, answer.body]).toEqual([path, 201, answer.body]);
      return answer.body as Record<string, unknown>;
    };
    desk = { network, manager, post };
  });
  afterAll(() => test.close());

  const send = (method: 'patch' | 'put', path: string, tag: string | null, body: object, key = newId()) => {
    const request = test.api()[method](path).set('Authorization', `Bearer ${desk.manager}`).set('Idempotency-Key', key);
    return (tag === null ? request : request.set('If-Match', tag)).send(body);
  };

  it.each(Object.entries(EDITED))(
    'is refused for %s when somebody else was faster',
    async (_, { method, make, change }) => {
      const path = await make(desk);
      const read = await desk.network.get(path, desk.manager);
      expect([read.status, read.headers.etag]).toEqual([200, expect.stringMatching(/^"[\w-]{22}"$/)]);
      const tag = String(read.headers.etag);
      expect((await desk.network.get(path, desk.manager)).headers.etag).toBe(tag);

      const tries = await Promise.all(
        [1, 2].map((number) => send(method, path, tag, change(number, read.body as never))),
      );
      expect(tries.map(({ status }) => status).sort()).toEqual([200, 412]);
      const [won, lost] = [...tries].sort((a, b) => a.status - b.status);
      expect(lost?.body).toMatchObject({ code: 'changed_meanwhile', status: 412 });
      const after = await desk.network.get(path, desk.manager);
      expect(after.headers.etag).toBe(won?.headers.etag);
      expect(after.headers.etag).not.toBe(tag);

      // Under one key: refused with the old state, done with the new one, and repeated as it was done.
      const [key, body] = [newId(), change(3, read.body as never)];
      expect((await send(method, path, tag, body, key)).status).toBe(412);
      const done = await send(method, path, `"other", ${String(after.headers.etag)}`, body, key);
      expect(done.status).toBe(200);
      expect((await send(method, path, tag, body, key)).text).toBe(done.text);
      expect((await send(method, path, '*', change(4, read.body as never))).status).toBe(200);
      expect((await send(method, path, null, change(5, read.body as never))).status).toBe(200);
    },
  );

  it('is not refused for what the change does not touch', async () => {
    const guest = `/api/guests/${await desk.network.guest()}`;
    const tag = String((await desk.network.get(guest, desk.manager)).headers.etag);
    await desk.post(`${guest}/transaction`, desk.network.sale(10_000));
    expect((await send('patch', guest, tag, { name: 'Vera' })).status).toBe(200);
    const place = `/api/networks/${desk.network.id}`;
    const settings = String((await desk.network.get(place, desk.manager)).headers.etag);
    await desk.post('/api/restaurants', { name: 'A third one' });
    expect((await send('patch', place, settings, { name: 'Trattoria' })).status).toBe(200);
  });
});
