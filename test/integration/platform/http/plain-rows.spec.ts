import { Database } from '../../../../src/platform/database/database';
import { getRow, listRows } from '../../../../src/platform/http/plain-rows';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('rows of a plain life', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const database = () => test.app.get(Database);
  const page = (where: { networkId: string }, query: { limit: number; cursor?: string; sort?: string }) =>
    database().inNetwork(network.id, (tx) =>
      listRows(tx, {
        name: 'tested',
        model: 'menuItem',
        query: { sort: 'createdAt', ...query },
        where,
        answer: ({ id, code }) => ({ id, code }),
      }),
    );
  const makeItem = async (code: string) =>
    (await network.post('/api/menu-items', manager, { code, name: { en: code }, price: 100 }).expect(201)).body as {
      id: string;
    };
  const change = (id: string, body: object, headers: Record<string, string> = {}) =>
    test
      .api()
      .patch(`/api/menu-items/${id}`)
      .set({ Authorization: `Bearer ${manager}`, ...headers })
      .send(body);
  const entriesOf = (id: string) =>
    database().inNetwork(network.id, (tx) =>
      tx.query<{ before: object; after: object }>(
        `SELECT before, after FROM audit_log WHERE subject_id = $1 AND action = 'menu_item.changed' ORDER BY id`,
        [id],
      ),
    );

  it('are found in their own network alone, and only where they fit all conditions', async () => {
    const { id } = await makeItem('tea');
    const own = await database().inNetwork(network.id, (tx) => getRow(tx, 'menuItem', { networkId: network.id, id }));
    expect(own.code).toBe('tea');
    const other = await TillNetwork.create(test);
    const missing = [
      [other.id, { networkId: other.id, id }],
      // This condition names a network that row-level security hides.
      [other.id, { networkId: network.id, id }],
      [network.id, { networkId: network.id, id: newId() }],
      [network.id, { networkId: network.id, id, archivedAt: { not: null } }],
    ] as const;
    for (const [networkId, where] of missing)
      await expect(database().inNetwork(networkId, (tx) => getRow(tx, 'menuItem', where))).rejects.toMatchObject({
        code: 'not_found',
        status: 404,
      });
  });

  it('are listed once each over all pages, also those of one moment and beside new ones', async () => {
    const createdAt = new Date('2026-03-01T09:00:00Z');
    const ids = Array.from({ length: 5 }, () => newId()).sort();
    await database().inNetwork(network.id, (tx) =>
      tx.prisma.menuItem.createMany({
        data: ids.map((id) => ({ networkId: network.id, id, code: id, nameEn: 'Tea', price: 100, createdAt })),
      }),
    );
    for (const sort of ['createdAt', '-createdAt']) {
      const expected = sort === 'createdAt' ? ids : [...ids].reverse();
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const read = await page({ networkId: network.id }, { limit: 2, sort, ...(cursor && { cursor }) });
        seen.push(...read.items.map(({ id }) => id));
        cursor = read.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(expected);
    }
    const first = await page({ networkId: network.id }, { limit: 2, sort: '-createdAt' });
    await makeItem('new');
    const second = await page(
      { networkId: network.id },
      { limit: 2, sort: '-createdAt', cursor: first.nextCursor ?? '' },
    );
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids].reverse().slice(0, 4));
    await expect(page({ networkId: network.id }, { limit: 2, cursor: first.nextCursor ?? '' })).rejects.toMatchObject({
      code: 'invalid_query',
    });
  });

  it('are changed in the given members alone, and the audit has those that differ', async () => {
    const { id } = await makeItem('tea');
    await change(id, { price: 200, code: 'tea' }).expect(200);
    await change(id, { name: { ru: 'Чай' } }).expect(200);
    expect(await entriesOf(id)).toEqual([
      { before: { price: 100 }, after: { price: 200 } },
      { before: { name: { en: 'tea' } }, after: { name: { ru: 'Чай' } } },
    ]);
    const { body } = await network.get(`/api/menu-items/${id}`, manager);
    expect(body).toMatchObject({ code: 'tea', price: 200, name: { ru: 'Чай' }, archivedAt: null });
  });

  it('end once: a repeated ending keeps its time, and nothing is changed by a stale reader', async () => {
    const { id } = await makeItem('tea');
    const read = await network.get(`/api/menu-items/${id}`, manager);
    const { archivedAt } = (await change(id, { archived: true }).expect(200)).body as { archivedAt: string };
    expect((await change(id, { archived: true }).expect(200)).body).toMatchObject({ archivedAt });
    await change(id, { price: 1 }, { 'If-Match': read.headers.etag as string }).expect(412);
    expect((await change(id, { archived: false }).expect(200)).body).toMatchObject({ archivedAt: null, price: 100 });
    expect(await entriesOf(id)).toEqual([
      { before: { archived: false }, after: { archived: true } },
      { before: {}, after: {} },
      { before: { archived: true }, after: { archived: false } },
    ]);
  });
});
