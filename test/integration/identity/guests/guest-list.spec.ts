import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Page {
  readonly items: { readonly id: string; readonly name: string | null; readonly lastVisitAt: string | null }[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
}

describe('the list of guests', () => {
  let test: TestApp;
  let database: Database;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    database = test.app.get(Database);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  let serial = 0;
  const phone = (): string => `+7917${String(1_000_000 + (serial += 1))}`;
  const add = async (name: string | null, more: object = {}): Promise<string> =>
    (await network.post('/api/guests', manager, { phone: phone(), ...(name !== null && { name }), ...more })).body
      .id as string;
  const namesOf = ({ items }: Page): (string | null)[] => items.map(({ name }) => name);
  const search = async (query: string, more: object = {}, of = { network, token: manager }): Promise<Page> => {
    const { body, status } = await of.network.post('/api/guests/search', of.token, { query, ...more });
    expect(status).toBe(200);
    return body as Page;
  };
  const list = async (query: string): Promise<Page> => {
    const { body, status } = await network.get(`/api/guests?${query}`, manager);
    expect(status).toBe(200);
    return body as Page;
  };
  const words = (): Promise<{ word: string }[]> =>
    database.inNetwork(network.id, (tx) => tx.query('SELECT word FROM guest_words ORDER BY word'));

  describe('is searched', () => {
    it('by the beginning of any word of the name, in any order, without regard to case or ё', async () => {
      await add('Алёна Королёва');
      await add('Анна-Мария де Соуза');
      await add("Шон О'Брайен");
      await add('Королев Пётр');
      await add('100%_Sure');
      const found = async (query: string) => namesOf(await search(query));
      expect(await found('королева')).toEqual(['Алёна Королёва']);
      expect(await found('КОРОЛЁВ')).toEqual(['Алёна Королёва', 'Королев Пётр']);
      expect(await found('петр')).toEqual(['Королев Пётр']);
      expect(await found('кор ал')).toEqual(['Алёна Королёва']);
      expect(await found('мария')).toEqual(['Анна-Мария де Соуза']);
      expect(await found('анна-мар')).toEqual(['Анна-Мария де Соуза']);
      expect(await found('соуза анна')).toEqual(['Анна-Мария де Соуза']);
      expect(await found('брайен')).toEqual(["Шон О'Брайен"]);
      expect(await found('100%')).toEqual(['100%_Sure']);
      for (const nothing of ['лена', 'рия', 'анна петр', '%', '1_0', '—']) expect(await found(nothing)).toEqual([]);
    });

    it('by phone as it is typed, its last four digits, and the card', async () => {
      const id = await add('Иван', { phone: '+79161110001' });
      await add('Иван', { phone: '+79161110002' });
      const { cardNumber } = (await network.get(`/api/guests/${id}`, manager)).body as { cardNumber: string };
      const spaced = cardNumber.replace(/\d{4}(?=\d)/g, '$& ');
      for (const query of ['8 (916) 111-00-01', '0001', cardNumber, spaced])
        expect((await search(query)).items.map((guest) => guest.id)).toEqual([id]);
    });

    it('within one network alone', async () => {
      await add('Изольда');
      const other = await TillNetwork.create(test);
      const of = { network: other, token: await other.tokenOf('manager') };
      expect(namesOf(await search('изольда', {}, of))).toEqual([]);
      expect(namesOf(await search('изольда'))).toEqual(['Изольда']);
      const body = { query: 'изольда' };
      expect((await other.post('/api/guests/count', of.token, body)).body).toEqual({ count: 0, isExact: true });
    });

    it('only so often without finding anybody', async () => {
      const strict = await TillNetwork.create(test, { settings: { rates: { lookupMissesPerMinute: 2 } } });
      const token = await strict.tokenOf('cashier');
      const count = async (body: object) => (await strict.post('/api/guests/count', token, body)).status;
      const query = '+79170000000';
      expect([await count({ query }), await count({ query }), await count({ query })]).toEqual([200, 200, 429]);
      expect(await count({})).toBe(200);
    });

    it('by the words of the name of now: changed, merged, erased', async () => {
      const anna = await add('Анна Старая');
      const twin = await add('Анна Двойник');
      await test
        .api()
        .patch(`/api/guests/${anna}`)
        .set('Authorization', `Bearer ${manager}`)
        .send({ name: 'Анна Новая' });
      expect(namesOf(await search('старая'))).toEqual([]);
      expect(namesOf(await search('новая'))).toEqual(['Анна Новая']);

      const merged = await network.post(`/api/guests/${anna}/merge`, manager, { sourceId: twin, reason: 'two cards' });
      expect(merged.status).toBe(201);
      expect(namesOf(await search('двойник'))).toEqual([]);
      expect(namesOf(await list('sort=name'))).toEqual(['Анна Новая']);

      // The words are deleted with the name, whatever statement erases it.
      await database.inNetwork(network.id, (tx) =>
        tx.query('UPDATE guests SET name = NULL, erased_at = now() WHERE id = $1', [anna]),
      );
      expect(await words()).toEqual([]);
      expect((await list('sort=name')).items).toEqual([]);
    });

    it('by the index, under row-level security', async () => {
      const plan = await database.inNetwork(network.id, async (tx) => {
        await tx.query('SET LOCAL enable_seqscan = off');
        await tx.query('SET LOCAL enable_bitmapscan = off');
        return tx.query<{ 'QUERY PLAN': string }>(
          `EXPLAIN SELECT guest_id FROM guest_words WHERE network_id = $1 AND word >= 'iva' AND word < 'ivb'`,
          [network.id],
        );
      });
      const text = plan.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toMatch(/Index Cond: .*word >= 'iva'.*word < 'ivb'/);
      expect(text).not.toContain('Filter: (word');
    });
  });

  describe('is sorted and filtered', () => {
    const sell = async (guestId: string, amount: number): Promise<string> => {
      const { body, status } = await network.post(`/api/guests/${guestId}/transaction`, manager, network.sale(amount));
      expect(status).toBe(201);
      return body.id as string;
    };

    it('by name, points, tier and last visit, in both directions', async () => {
      const [vera, anna] = [await add('Вера'), await add('Анна')];
      await add(null);
      await sell(anna, 100_000);
      await sell(vera, 50_000);
      const set = await test
        .api()
        .put(`/api/guests/${vera}/tier`)
        .set('Authorization', `Bearer ${manager}`)
        .set('Idempotency-Key', newId())
        .send({ tier: 'GOLD', reasonCode: 'GOODWILL' });
      expect(set.status).toBe(200);
      await eventually(
        'tiers and points summarized',
        async () =>
          namesOf(await list('tiers=GOLD')).includes('Вера') && (await list('pointsFrom=101')).items.length === 2,
      );
      const sorted = async (order: string) => namesOf(await list(`sort=${order}`));
      expect(await sorted('name')).toEqual(['Анна', 'Вера', null]);
      expect(await sorted('-name')).toEqual([null, 'Вера', 'Анна']);
      expect((await sorted('-points'))[2]).toBeNull();
      expect(await sorted('-tier')).toEqual(['Вера', null, 'Анна']);
      expect(await sorted('tier')).toEqual(['Анна', null, 'Вера']);
      expect(await sorted('-lastVisitAt')).toEqual(['Вера', 'Анна', null]);
      expect(await sorted('createdAt')).toEqual(['Вера', 'Анна', null]);

      const today = network.businessDate();
      expect(namesOf(await list(`sort=name&visitedFrom=${network.businessDate(-1)}`))).toEqual(['Анна', 'Вера']);
      expect(namesOf(await list(`sort=name&visitedTo=${network.businessDate(-2)}`))).toEqual([]);
      expect(namesOf(await list(`notVisitedSince=${network.businessDate(-1)}`))).toEqual([null]);
      expect(namesOf(await list(`sort=name&tiers=GOLD,BRONZE&pointsFrom=101`))).toEqual(['Анна', 'Вера']);
      expect(namesOf(await search('вера', { tiers: ['BRONZE'] }))).toEqual([]);
      expect(today).toMatch(/^\d{4}-/);
      const count = await network.post('/api/guests/count', manager, { tiers: ['BRONZE'] });
      expect(count.body).toEqual({ count: 2, isExact: true });
    });

    it('by the last visit that was not refunded whole', async () => {
      const anna = await add('Анна');
      const saleId = await sell(anna, 10_000);
      const visit = async () => (await list('sort=-lastVisitAt')).items[0]?.lastVisitAt ?? null;
      await eventually('the visit is there', async () => (await visit()) !== null);
      const refund = await network.post(`/api/transactions/${saleId}/refund`, manager, { reason: 'cold' });
      expect(refund.status).toBe(201);
      await eventually('the visit is gone', async () => (await visit()) === null);
    });

    it('page by page, onwards and back', async () => {
      const names = ['Е', 'Д', 'Г', 'В', 'Б', 'А'];
      for (const name of names) await add(name);
      for (const sort of ['name', '-name', 'createdAt', '-createdAt', 'points', '-points', 'tier', '-lastVisitAt']) {
        const pages: string[] = [];
        let page = await list(`sort=${sort}&limit=2`);
        expect(page.previousCursor).toBeNull();
        pages.push(namesOf(page).join(''));
        while (page.nextCursor !== null) {
          expect(Buffer.from(page.nextCursor, 'base64url').toString()).not.toMatch(/[а-е]"/i);
          page = await list(`sort=${sort}&limit=2&cursor=${page.nextCursor}`);
          pages.push(namesOf(page).join(''));
        }
        expect(pages).toHaveLength(3);
        expect(Array.from(pages.join('')).sort()).toEqual(Array.from(names).sort());
        page = await list(`sort=${sort}&limit=2&cursor=${String(page.previousCursor)}`);
        expect(namesOf(page).join('')).toBe(pages[1]);
        page = await list(`sort=${sort}&limit=2&cursor=${String(page.previousCursor)}`);
        expect(namesOf(page).join('')).toBe(pages[0]);
        expect(page.previousCursor).toBeNull();
      }
    });
  });

  it('refuses two ways to name guests in one call', async () => {
    const id = await add('Анна', { externalId: 'crm-1' });
    for (const query of [`externalId=crm-1&card=1`, `card=1&ids=${id}`, `externalId=crm-1&ids=${id}`]) {
      const { status, body } = await network.get(`/api/guests?${query}`, manager);
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 'invalid_query', errors: [{ code: 'not_both' }] });
    }
  });

  it('is saved as a file by a manager, with an entry in the audit', async () => {
    await add('=Анна "А"', { phone: '+79171112233' });
    await add('Вера', { phone: '+79171112244' });
    const body = { query: 'анна', columns: ['name', 'phone', 'tier'] };
    const { status, text, headers } = await network.post('/api/guests/export', manager, body);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(text).toBe(`name,phone,tier\r\n"'=Анна ""А""",'+79171112233,BRONZE\r\n`);
    expect((await network.post('/api/guests/export', await network.tokenOf('cashier'), body)).status).toBe(403);
    const entries = await database.inNetwork(network.id, (tx) =>
      tx.query<{ after: object }>(`SELECT after FROM audit_log WHERE action = 'guests.exported'`),
    );
    expect(entries).toMatchObject([{ after: { isSearch: true, columns: ['name', 'phone', 'tier'] } }]);
    expect(JSON.stringify(entries)).not.toContain('анна');
  });
});
