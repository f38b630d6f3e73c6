import { newId } from '../../../../src/platform/ids/ids';
import { MAX_EXAMINED } from '../../../../src/transactions/desk/history/transaction-list';
import { listIdsInRange } from '../../../../src/transactions/desk/history/transaction-list.sql';
import { type StatementSource, statementOf } from '../../../../src/platform/database/sql';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Listed {
  readonly items: {
    readonly id: string;
    readonly type: string;
    readonly guestId: string;
    readonly restaurantId: string;
    readonly identifiedBy: string | null;
    readonly actor: object | null;
  }[];
  readonly nextCursor: string | null;
}

describe('the transactions of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  let guests: string[];
  /** Oldest first: three sales here, one in the other restaurant, one credit by hand. */
  let ids: string[];

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    [cashier, manager] = [await network.tokenOf('cashier'), await network.tokenOf('manager')];
    guests = [await network.guest(), await network.guest()];
    const there = { pointOfSaleId: network.otherPointOfSaleId };
    const manual = { type: 'MANUAL', direction: 'CREDIT', points: 5, reasonCode: 'GOODWILL' };
    ids = [];
    for (const [guest, body, token] of [
      [guests[0], network.sale(10_000), cashier],
      [guests[1], network.sale(20_000), cashier],
      [guests[0], network.sale(30_000), cashier],
      [guests[0], network.sale(40_000, there), manager],
      [guests[1], manual, manager],
    ] as const) {
      const answer = await network.post(`/api/guests/${String(guest)}/transaction`, token, body);
      expect(answer.status).toBe(201);
      ids.push((answer.body as { id: string }).id);
    }
  });
  afterAll(() => test.close());

  const list = async (query: string, token = manager): Promise<Listed> => {
    const answer = await network.get(`/api/transactions?${query}`, token);
    expect([answer.status, query]).toEqual([200, query]);
    return answer.body as Listed;
  };
  const idsOf = async (query: string, token = manager) => (await list(query, token)).items.map(({ id }) => id);
  const pick = (...places: number[]) => places.map((place) => ids[place]);

  it('are listed newest first, or oldest first, a page at a time', async () => {
    expect(await idsOf('')).toEqual(pick(4, 3, 2, 1, 0));
    expect(await idsOf('sort=recordedAt')).toEqual(ids);
    for (const sort of ['-recordedAt', 'recordedAt']) {
      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Listed = await list(`limit=2&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        walked.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(walked).toEqual(await idsOf(`sort=${sort}`));
    }
  });

  it('are found by type, restaurant, guest and time, alone and together', async () => {
    expect(await idsOf('type=MANUAL')).toEqual(pick(4));
    expect(await idsOf(`restaurantId=${network.otherRestaurantId}`)).toEqual(pick(3));
    expect(await idsOf(`guestId=${String(guests[0])}`)).toEqual(pick(3, 2, 0));
    expect(await idsOf(`guestId=${String(guests[1])}&type=SALE`)).toEqual(pick(1));
    expect(await idsOf(`guestId=${String(guests[0])}&limit=1&sort=recordedAt`)).toEqual(pick(0));
    const momentOf = (id: string | undefined) =>
      new Date(parseInt(String(id).replace('-', '').slice(0, 12), 16)).toISOString();
    expect(await idsOf(`from=${momentOf(ids[2])}&to=${momentOf(ids[4])}`)).toEqual(pick(3, 2));
    expect(await idsOf(`to=${momentOf(ids[1])}&guestId=${String(guests[0])}`)).toEqual(pick(0));
    expect(await idsOf('from=2100-01-01T00:00:00Z')).toEqual([]);
  });

  it('name who did them, but not to those who read reports alone', async () => {
    expect((await list('')).items[0]).toMatchObject({
      identifiedBy: 'QR',
      actor: { kind: 'user', channel: 'TILL' },
    });
    const analyst = await list('', await network.tokenOf('analyst'));
    expect(analyst.items).toHaveLength(5);
    for (const item of analyst.items) expect(item.actor).toBeNull();
    expect(await idsOf('', await network.keyOf('report:read'))).toHaveLength(5);
    expect(await idsOf('', await network.keyOf('till'))).toHaveLength(5);
    const other = await network.get('/api/transactions', await network.keyOf('loyalty'));
    expect([other.status, other.body.code]).toEqual([403, 'forbidden']);
  });

  it('are those of their restaurants for staff who work in some', async () => {
    expect(await idsOf('', cashier)).toEqual(pick(2, 1, 0));
    const elsewhere = await network.get(`/api/transactions?restaurantId=${network.otherRestaurantId}`, cashier);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'restaurant_not_allowed']);
  });

  it('are none for what is unknown, and for ids of another network', async () => {
    const stranger = await TillNetwork.create(test);
    for (const query of [
      `guestId=${newId()}`,
      `restaurantId=${newId()}`,
      `restaurantId=${stranger.restaurantId}`,
      `guestId=${await stranger.guest()}`,
    ])
      expect(await list(query)).toEqual({ items: [], nextCursor: null });
    const theirs = await stranger.tokenOf('manager');
    expect(await list(`guestId=${String(guests[0])}`, theirs)).toEqual({ items: [], nextCursor: null });
    expect(await list('', theirs)).toEqual({ items: [], nextCursor: null });
  });

  it('refuse a filter that does not fit, and a cursor of another order', async () => {
    const { nextCursor } = await list('limit=1');
    for (const query of [
      'type=HOLD',
      'sort=amount',
      'from=yesterday',
      'restaurantId=1',
      'colour=red',
      `sort=recordedAt&cursor=${String(nextCursor)}`,
    ]) {
      const answer = await network.get(`/api/transactions?${query}`, manager);
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'invalid_query']);
    }
  });

  it('are read by the primary key, no more rows than one request may examine', async () => {
    const range = { after: '00000000-0000-0000-0000-000000000000', before: newId(), isDescending: true, limit: 51 };
    const filter = { types: ['AWARD'] as const, restaurantIds: null };
    const plan = await network.database.inNetwork(network.id, async (tx) => {
      const texts: string[] = [];
      const explaining = {
        query: async (...source: StatementSource) => {
          const { text, values } = statementOf(source);
          const rows = await tx.query<Record<string, string>>(`EXPLAIN ${text}`, values);
          texts.push(...rows.map((row) => row['QUERY PLAN'] ?? ''));
          return [];
        },
      };
      await tx.query('SET LOCAL enable_seqscan = off');
      await listIdsInRange(explaining as never, network.id, range, filter, MAX_EXAMINED);
      return texts.join('\n');
    });
    expect(plan).toMatch(/Index (?:Only )?Scan Backward using transactions_pkey/);
    expect(plan).not.toMatch(/Sort/);
  });
});
