import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, tokenOfUser } from '../../support/people-fixture';

/** `POST`, `GET ?org_id=`, `GET /{id}` and `PATCH /{id}` of `/api/v1/customers`. */
describe('the calls of the membership service', () => {
  let test: TestApp;
  let network: TillNetwork;
  let service: string;
  const code = `brand-${newId()}`;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { preset: 'points-4', code });
    service = await network.keyOf('membership');
  });
  afterAll(() => test.close());

  const post = (body: object, key = service) =>
    test.api().post('/api/v1/customers').set('Authorization', `Bearer ${key}`).send(body);
  const patch = (id: string, body: object) =>
    test.api().patch(`/api/v1/customers/${id}`).set('Authorization', `Bearer ${service}`).send(body);
  const get = (path: string, key = service) => network.get(`/api/v1/customers${path}`, key);

  it('register a customer, who is a guest with what the programme gives', async () => {
    const made = await post({
      org_id: code,
      external_id: 'cust_789',
      name: 'Alice',
      phone: '8 916 123-45-67',
      email: 'alice@example.test',
      birth_date: '1990-02-03',
      language: 'en',
      location_id: network.restaurantId,
    });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String) as string,
        org_id: code,
        external_id: 'cust_789',
        name: 'Alice',
        phone: '+79161234567',
        email: 'alice@example.test',
        birth_date: '1990-02-03',
        language: 'en',
        location_id: network.restaurantId,
        tier: 'bronze',
        points_balance: 100,
        created_at: expect.any(String) as string,
      },
    ]);
    const { id } = made.body as { id: string };
    expect((await get(`/${id}`)).body).toEqual(made.body);
    expect((await get('/cust_789')).body).toEqual(made.body);
    const again = await post({ org_id: code, external_id: 'cust_789' });
    expect([again.status, again.body]).toMatchObject([409, { code: 'guest_exists', guestId: id }]);
    // A till finds the same guest.
    const till = await network.keyOf('till');
    expect((await network.get(`/api/guests?externalId=cust_789`, till)).body).toMatchObject({ items: [{ id }] });
  });

  it('change fields that are sent, and no others', async () => {
    const externalId = `cust_${newId()}`;
    await post({ org_id: code, external_id: externalId, name: 'Bob', birth_date: '1985-01-01' }).expect(201);
    const changed = await patch(externalId, { name: 'Robert', language: 'ru' });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { name: 'Robert', language: 'ru', birth_date: '1985-01-01', external_id: externalId },
    ]);
    expect((await patch(externalId, { birth_date: null })).body).toMatchObject({ birth_date: null, name: 'Robert' });
    expect((await patch(externalId, { tier: 'gold' })).body).toMatchObject({
      code: 'invalid_body',
      errors: [{ path: 'tier', code: 'unknown_field' }],
    });
  });

  it('list the customers of the own network in pages', async () => {
    const own = await TillNetwork.create(test, { preset: 'points-4' });
    const key = await own.keyOf('membership');
    const { code: ownCode } = (await own.get(`/api/networks/${own.id}`, await own.tokenOf('manager'))).body as {
      code: string;
    };
    for (const n of [1, 2, 3]) await post({ org_id: ownCode, external_id: `c${String(n)}` }, key).expect(201);
    const page = (await own.get(`/api/v1/customers?org_id=${ownCode}&limit=2`, key)).body as {
      customers: { external_id: string }[];
      next_cursor: string;
    };
    expect(page.customers.map(({ external_id }) => external_id)).toEqual(['c3', 'c2']);
    const rest = await own.get(
      `/api/v1/customers?org_id=${ownCode}&limit=2&cursor=${encodeURIComponent(page.next_cursor)}`,
      key,
    );
    expect(rest.body).toMatchObject({ customers: [{ external_id: 'c1' }], next_cursor: null });
    expect((await own.get(`/api/v1/customers?org_id=${code}`, key)).body.code).toBe('not_found');
    expect((await own.get('/api/v1/customers/cust_789', key)).body.code).toBe('guest_not_found');
    expect((await own.get('/api/v1/customers', key)).body.code).toBe('invalid_query');
  });

  it('are for keys with the scope alone, and mask personal data without the right to read it', async () => {
    expect((await post({ org_id: code, external_id: newId() }, await network.keyOf('till'))).status).toBe(403);
    const writer = await network.keyOf('membership:write');
    const made = await post({ org_id: code, phone: '+7 916 765-43-21' }, writer);
    expect([made.status, made.body]).toMatchObject([201, { phone: expect.stringContaining('•') as string }]);
    expect((await get('/cust_789', writer)).status).toBe(403);
    expect((await post({ org_id: code, name: 'Nobody' })).body.errors).toMatchObject([{ code: 'one_required' }]);
  });

  it('answer for organisations by the calls of networks', async () => {
    const manager = await network.tokenOf('manager');
    const { status, body } = await network.get(`/api/v1/organizations/${network.id}`, manager);
    expect([status, body]).toMatchObject([200, { id: network.id, code }]);
    const byCode = await network.get(`/api/v1/organizations/${code}`, await network.keyOf('membership'));
    expect([byCode.status, byCode.body]).toMatchObject([200, { id: network.id, code }]);
    const other = await TillNetwork.create(test);
    expect((await other.get(`/api/v1/organizations/${code}`, await other.keyOf('membership'))).status).toBe(404);
    expect((await network.get('/api/v1/organizations/nowhere', manager)).status).toBe(404);
    const brand = {
      code: `brand-${newId()}`,
      name: 'Brand',
      currency: 'USD',
      timeZone: 'America/New_York',
      language: 'en',
      country: 'US',
      preset: 'points-4',
      manager: { email: `manager-${newId()}@example.test`, name: 'Anna' },
    };
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const make = (token: string) => network.post('/api/v1/organizations', token, brand);
    expect((await make(await network.keyOf('membership'))).status).toBe(403);
    const made = await make(owner);
    expect([made.status, made.body]).toMatchObject([201, { code: brand.code, name: 'Brand', currency: 'USD' }]);
    expect((await make(owner)).body.code).toBe('code_taken');
  });
});
