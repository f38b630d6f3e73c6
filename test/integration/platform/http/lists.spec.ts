import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Listed {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

/** Lists that this test fills, with their default order. */
const FILLED = {
  '/api/users': '-createdAt',
  '/api/guests': '-createdAt',
  '/api/cases': '-createdAt',
  '/api/audit': '-recordedAt',
  '/api/api-keys': '-createdAt',
  '/api/restaurants': 'createdAt',
  '/api/points-of-sale': 'createdAt',
  '/api/segments': 'createdAt',
  '/api/redemption-items': 'createdAt',
} as const;
const EMPTY = [
  '/api/approvals',
  '/api/approvals?status=DECIDED',
  '/api/backtests',
  '/api/change-requests?status=APPROVED',
  '/api/coupons/batches?status=READY',
  '/api/families',
  '/api/redemptions',
  '/api/transactions/awaiting-approval',
];

describe('a list', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
    const post = async (path: string, body: object) =>
      expect([path, (await network.post(path, manager, body)).status]).toEqual([path, 201]);
    for (const number of [1, 2, 3]) {
      await network.tokenOf('analyst');
      await network.keyOf('report');
      const guestId = await network.guest();
      const data = { networkId: network.id, id: newId(), kind: 'CONCIERGE', guestId, text: 'A table', tier: 'GOLD' };
      await network.database.inNetwork(network.id, (tx) =>
        tx.prisma.guestCase.create({ data: { ...data, createdByKind: 'guest', createdById: guestId } }),
      );
      await post('/api/restaurants', { name: `Restaurant ${String(number)}` });
      await post('/api/segments', { code: `list-${String(number)}`, name: 'List', rule: null });
      await post('/api/redemption-items', { name: { en: `Tasting ${String(number)}` }, kind: 'EXPERIENCE', cost: 10 });
    }
  });
  afterAll(() => test.close());

  const list = async (path: string, query = ''): Promise<Listed> => {
    const answer = await network.get(`${path}?${query}`, manager);
    expect([path, query, answer.status]).toEqual([path, query, 200]);
    return answer.body as Listed;
  };
  const idsOf = async (path: string, query = '') => (await list(path, query)).items.map(({ id }) => id);
  const refusalOf = async (path: string) => {
    const { status, body } = await network.get(path, manager);
    return [status, (body as { code?: string }).code];
  };

  it.each(Object.entries(FILLED))(
    'of %s is read in both orders, page by page, and between two moments',
    async (path, first) => {
      const other = first.startsWith('-') ? first.slice(1) : `-${first}`;
      // Reading users and guests is itself recorded in the audit, so its end is fixed.
      const until = `to=${new Date(Date.now()).toISOString()}`;
      const ids = await idsOf(path, until);
      expect(ids.length).toBeGreaterThan(1);
      expect(await idsOf(path, `${until}&sort=${other}`)).toEqual([...ids].reverse());

      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page: Listed = await list(path, `${until}&limit=2&sort=${other}${more}`);
        walked.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        if (cursor !== null)
          expect(await refusalOf(`${path}?sort=${first}&cursor=${cursor}`)).toEqual([400, 'invalid_query']);
      }
      expect(walked).toEqual([...ids].reverse());

      const oldestFirst = [...ids].sort();
      const moment = momentOf(oldestFirst.at(-1));
      const [before, after] = [await idsOf(path, `to=${moment}`), await idsOf(path, `${until}&from=${moment}`)];
      expect([...before, ...after].sort()).toEqual(oldestFirst);
      expect(after).toContain(oldestFirst.at(-1));
      expect(await refusalOf(`${path}?sort=colour`)).toEqual([400, 'invalid_query']);
    },
  );

  it.each(EMPTY)('of %s takes the same query', async (path) => {
    const more = path.includes('?') ? '&' : '?';
    const query = `${more}from=2026-01-01T00:00:00Z&to=2100-01-01T00:00:00%2B03:00`;
    for (const sort of ['createdAt', '-createdAt']) {
      const answer = await network.get(`${path}${query}&sort=${sort}`, manager);
      expect([answer.status, answer.body]).toEqual([200, { items: [], nextCursor: null }]);
    }
    expect(await refusalOf(`${path}${more}from=yesterday`)).toEqual([400, 'invalid_query']);
  });

  it('shows what is in a state', async () => {
    const [first] = await idsOf('/api/restaurants');
    const patch = (path: string, body: object) =>
      test.api().patch(path).set('Authorization', `Bearer ${manager}`).send(body).expect(200);
    await patch(`/api/restaurants/${String(first)}`, { closed: true });
    expect(await idsOf('/api/restaurants', 'status=CLOSED')).toEqual([first]);
    expect(await idsOf('/api/restaurants', 'status=OPEN')).not.toContain(first);
    const analysts = await network.get('/api/users', manager);
    const analyst = (analysts.body as { items: { id: string; role: string }[] }).items.find(
      ({ role }) => role === 'analyst',
    );
    await patch(`/api/users/${String(analyst?.id)}`, { disabled: true });
    expect(await idsOf('/api/users', 'status=DISABLED')).toEqual([analyst?.id]);
    expect(await idsOf('/api/users', 'status=ACTIVE')).not.toContain(analyst?.id);
  });
});

/** When an id was made. */
function momentOf(id: string | undefined): string {
  return new Date(Number.parseInt(String(id).replace('-', '').slice(0, 12), 16)).toISOString();
}
