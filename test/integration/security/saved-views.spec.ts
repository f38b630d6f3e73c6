import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { addOwner, People, tokenOfUser } from '../support/people-fixture';

interface View {
  readonly id: string;
  readonly name: string;
  readonly isOwn: boolean;
  readonly isDefault: boolean;
}

const HOURS = { page: 'ANALYTICS', name: 'Hours', tab: 'hours', query: 'period=LAST_7_DAYS' };
const RUNNING = { page: 'CAMPAIGNS', name: 'Running', query: 'state=RUNNING' };

describe('saved views', () => {
  let test: TestApp;
  let people: People;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    people = await People.of(test.app);
    manager = await people.tokenOf('manager');
  });

  const send = (method: 'post' | 'patch' | 'delete', path: string, token: string, body: object = {}) =>
    test.api()[method](`/api/saved-views${path}`).set('Authorization', `Bearer ${token}`).send(body);
  const save = (token: string, body: object = RUNNING) => send('post', '', token, body);
  const saved = async (token: string, body: object = RUNNING) => (await save(token, body).expect(201)).body as View;
  const listed = async (token: string, page = 'CAMPAIGNS') => {
    const asked = test.api().get(`/api/saved-views?page=${page}`).set('Authorization', `Bearer ${token}`);
    return ((await asked.expect(200)).body as { readonly items: View[] }).items;
  };
  const codeOf = async (asked: ReturnType<typeof save>) => {
    const { status, body } = await asked;
    return [status, (body as { code?: string }).code];
  };

  it('are of the person who saved them, until a manager shares them', async () => {
    const analyst = await people.tokenOf('analyst');
    const view = await saved(manager, HOURS);
    expect(view).toMatchObject({ ...HOURS, isShared: false, isDefault: false, isOwn: true });
    expect(await listed(analyst, 'ANALYTICS')).toEqual([]);
    expect(await codeOf(send('patch', `/${view.id}`, analyst, { name: 'Mine' }))).toEqual([404, 'not_found']);
    expect(await codeOf(send('delete', `/${view.id}`, analyst))).toEqual([404, 'not_found']);
    await send('patch', `/${view.id}`, manager, { isShared: true }).expect(200);
    expect(await listed(analyst, 'ANALYTICS')).toEqual([{ ...view, isShared: true, isOwn: false }]);
    expect(await listed(analyst, 'MESSAGES')).toEqual([]);
    for (const asked of [
      send('patch', `/${view.id}`, analyst, { name: 'Mine' }),
      send('delete', `/${view.id}`, analyst),
      save(analyst, { ...HOURS, isShared: true }),
    ])
      expect(await codeOf(asked)).toEqual([403, 'forbidden']);
    const colleague = await people.tokenOf('manager');
    expect(await codeOf(send('patch', `/${view.id}`, colleague, { isDefault: true }))).toEqual([403, 'forbidden']);
    await send('patch', `/${view.id}`, colleague, { name: 'Hours of a week', query: 'period=LAST_28_DAYS' }).expect(
      200,
    );
    await send('delete', `/${view.id}`, colleague).expect(204);
    expect(await listed(manager, 'ANALYTICS')).toEqual([]);
  });

  it('ask for the right to read their page', async () => {
    const [cashier, analyst] = [await people.tokenOf('cashier'), await people.tokenOf('analyst')];
    expect(await codeOf(save(cashier))).toEqual([403, 'forbidden']);
    expect(await codeOf(save(analyst, { ...RUNNING, page: 'GUESTS' }))).toEqual([403, 'forbidden']);
    const path = '/api/saved-views?page=ANALYTICS';
    await test.api().get(path).set('Authorization', `Bearer ${cashier}`).expect(403);
    await saved(cashier, { ...RUNNING, page: 'GUESTS' });
  });

  it('are not there for another network, and stay with an owner in the network that they act for', async () => {
    const view = await saved(manager, { ...RUNNING, isShared: true });
    const strangers = await People.of(test.app);
    const stranger = await strangers.tokenOf('manager');
    expect(await listed(stranger)).toEqual([]);
    expect(await codeOf(send('patch', `/${view.id}`, stranger, { name: 'Ours' }))).toEqual([404, 'not_found']);
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const acting = (networkId: string) => ({ Authorization: `Bearer ${owner}`, 'X-Act-For-Network': networkId });
    for (const { networkId } of [people, strangers])
      await test
        .api()
        .post(`/api/networks/${networkId}/act-for`)
        .set('Authorization', `Bearer ${owner}`)
        .send({ reason: 'help with the tills' });
    const body = { ...RUNNING, page: 'GUESTS' };
    await test.api().post('/api/saved-views').set(acting(people.networkId)).send(body).expect(201);
    const of = async (networkId: string) =>
      ((await test.api().get('/api/saved-views?page=GUESTS').set(acting(networkId)).expect(200)).body as { items: [] })
        .items;
    expect([(await of(people.networkId)).length, (await of(strangers.networkId)).length]).toEqual([1, 0]);
  });

  it('have one name and one default a person and page, and are saved once with one key', async () => {
    const key = newId();
    const first = await save(manager, { ...RUNNING, isDefault: true }).set('Idempotency-Key', key);
    const again = await save(manager, { ...RUNNING, isDefault: true }).set('Idempotency-Key', key);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(await codeOf(save(manager))).toEqual([409, 'saved_view_name_taken']);
    await saved(manager, { ...RUNNING, page: 'AUTOMATIONS' });
    const later = await saved(manager, { ...RUNNING, name: 'Later', isDefault: true });
    const { id } = first.body as View;
    const defaults = [id, later.id].map(async (one) => {
      const { body } = await send('patch', `/${one}`, manager).expect(200);
      return (body as View).isDefault;
    });
    expect(await Promise.all(defaults)).toEqual([false, true]);
    expect(await codeOf(send('patch', `/${later.id}`, manager, { name: 'Running' }))).toEqual([
      409,
      'saved_view_name_taken',
    ]);
  });

  it('are at most fifty a person and page, also when several are saved at once', async () => {
    const named = (name: number) => save(manager, { ...RUNNING, name: String(name) });
    for (let first = 0; first < 48; first += 8)
      await Promise.all(Array.from({ length: 8 }, (_, i) => named(first + i).expect(201)));
    const statuses = await Promise.all([48, 49, 50, 51].map(async (name) => (await named(name)).status));
    expect(statuses.sort()).toEqual([201, 201, 409, 409]);
    expect(await codeOf(named(52))).toEqual([409, 'saved_views_full']);
    expect(await listed(manager)).toHaveLength(50);
    await saved(manager, { ...RUNNING, page: 'MESSAGES' });
  });

  it('refuse what is no query of an address', async () => {
    for (const query of ['#state', '?state=x', 'state=\n', 'x'.repeat(2_001), 'имя=1'])
      expect([query, ...(await codeOf(save(manager, { ...RUNNING, query })))]).toEqual([query, 400, 'invalid_body']);
  });
});
