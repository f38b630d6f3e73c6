import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

/** `/guest/{id}/…`, `/organizations` and calls without `/api` are aliases of other paths. */
describe('another name of a path', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let guest: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    guest = await network.guest();
  });
  afterAll(() => test.close());

  it.each([
    ['/api/guests', '/api/guest'],
    ['/api/guest', '/api/guests'],
    ['/api/guest', '/api/v1/guest'],
  ])('repeats under %s what was first sent to %s', async (again, first) => {
    const [key, sale] = [newId(), network.sale(10_000)];
    const made = await network.post(`${first}/${guest}/transaction`, cashier, sale, key);
    const repeated = await network.post(`${again}/${guest}/transaction`, cashier, sale, key);
    expect([made.status, repeated.status]).toEqual([201, 201]);
    expect(repeated.headers['idempotent-replayed']).toBe('true');
    expect(repeated.text).toBe(made.text);
    const other = await network.post(`${again}/${guest}/transaction`, cashier, network.sale(1), key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('repeats a changing call that is not of the till', async () => {
    const [manager, key, body] = [await network.tokenOf('manager'), newId(), { tier: 'GOLD', reasonCode: 'GOODWILL' }];
    const put = (path: string) =>
      test.api().put(path).set('Authorization', `Bearer ${manager}`).set('Idempotency-Key', key).send(body);
    const made = await put(`/api/guest/${guest}/tier`);
    const repeated = await put(`/api/guests/${guest}/tier`);
    expect([made.status, repeated.status, repeated.text]).toEqual([200, 200, made.text]);
    expect(repeated.headers['idempotent-replayed']).toBe('true');
  });

  it('answers the same bytes', async () => {
    const [service, manager] = [await network.keyOf('loyalty'), await network.tokenOf('manager')];
    const pairs = [
      [`/api/guests/${guest}/balance`, `/api/guest/${guest}/balance`, cashier],
      [`/api/guests/${guest}/history?limit=1`, `/api/guest/${guest}/history?limit=1`, cashier],
      [`/api/networks/${network.id}`, `/api/organizations/${network.id}`, manager],
      [`/api/loyalty/customer/${guest}`, `/loyalty/customer/${guest}`, service],
      ['/api/rewards/catalog', '/rewards/catalog', cashier],
    ] as const;
    for (const [path, alias, token] of pairs) {
      const [own, other] = [await network.get(path, token), await network.get(alias, token)];
      expect([alias, other.status, other.text]).toEqual([alias, 200, own.text]);
    }
  });

  it('refuses a wrong method and a missing permission in the same way', async () => {
    const wrong = await network.post(`/api/guest/${guest}/balance`, cashier);
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD']);
    const forbidden = await network.post(`/api/guest/${guest}/counters/REVIEWS`, cashier, { count: 1 });
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'forbidden']);
  });
});
