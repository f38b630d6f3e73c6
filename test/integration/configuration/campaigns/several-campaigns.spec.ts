import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';

interface Item {
  readonly id: string;
  readonly outcome: string;
  readonly reason: { readonly code: string; readonly title: string } | null;
}

describe('several campaigns at once', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { preset: 'points-4' });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const create = async (of = network, token = manager) =>
    (await of.post('/api/campaigns', token, { document: alwaysOn() })).body.id as string;
  const put = (id: string, state: string) =>
    test
      .api()
      .put(`/api/campaigns/${id}/state`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ state, reason: null })
      .expect(200);
  const send = (body: object, key: string = newId()) =>
    test
      .api()
      .post('/api/campaigns/several')
      .set({ Authorization: `Bearer ${manager}`, 'Idempotency-Key': key })
      .send(body);
  const act = async (body: object, key?: string) => {
    const { items } = (await send(body, key).expect(200)).body as { readonly items: readonly Item[] };
    return items.map(({ id, outcome, reason }) => [id, outcome, reason?.code ?? null]);
  };
  const stateOf = async (id: string) => {
    const { state, archived, revision } = (await network.get(`/api/campaigns/${id}`, manager)).body;
    return { state, archived, revision } as object;
  };

  it('are paused and go on, each by itself, and a preview says the same and changes nothing', async () => {
    const [running, paused, draft] = [await create(), await create(), await create()];
    await put(running, 'RUNNING');
    await put(paused, 'RUNNING');
    await put(paused, 'PAUSED');
    const ids = [running, paused, draft, running];
    const expected = [
      [running, 'DONE', null],
      [paused, 'UNCHANGED', null],
      [draft, 'REFUSED', 'campaign_not_running'],
    ];
    expect(await act({ act: 'PAUSE', ids, preview: true })).toEqual(expected);
    expect(await stateOf(running)).toMatchObject({ state: 'ACTIVE', revision: 2 });
    expect(await act({ act: 'PAUSE', ids })).toEqual(expected);
    expect(await stateOf(running)).toMatchObject({ state: 'PAUSED', revision: 3 });
    expect(await act({ act: 'RESUME', ids: [running] })).toEqual([[running, 'DONE', null]]);
    expect(await stateOf(running)).toMatchObject({ state: 'ACTIVE' });
  });

  it('do not go on by a version that nobody started', async () => {
    const id = await create();
    await put(id, 'RUNNING');
    await put(id, 'PAUSED');
    const document = alwaysOn({ offer: { kind: 'POINTS', points: 50 } });
    await test.api().patch(`/api/campaigns/${id}`).set('Authorization', `Bearer ${manager}`).send({ document });
    expect(await act({ act: 'RESUME', ids: [id] })).toEqual([[id, 'REFUSED', 'version_conflict']]);
    expect(await act({ act: 'RESUME', ids: [await create()] })).toMatchObject([
      [expect.any(String), 'REFUSED', 'campaign_not_running'],
    ]);
  });

  it('are archived unless they run; an unknown id and one of another network are refused alike', async () => {
    const [draft, running] = [await create(), await create()];
    await put(running, 'RUNNING');
    const other = await TillNetwork.create(test, { preset: 'points-4' });
    const theirs = await create(other, await other.tokenOf('manager'));
    const nobodys = newId();
    const ids = [draft, running, theirs, nobodys];
    const expected = [
      [draft, 'DONE', null],
      [running, 'REFUSED', 'campaign_running'],
      [theirs, 'REFUSED', 'not_found'],
      [nobodys, 'REFUSED', 'not_found'],
    ];
    expect(await act({ act: 'ARCHIVE', ids })).toEqual(expected);
    expect(await stateOf(draft)).toMatchObject({ archived: true });
    expect((await other.get(`/api/campaigns/${theirs}`, await other.tokenOf('manager'))).body.archived).toBe(false);
    expect(await act({ act: 'ARCHIVE', ids: [draft] })).toEqual([[draft, 'UNCHANGED', null]]);
    expect(await act({ act: 'PAUSE', ids: [draft] })).toEqual([[draft, 'REFUSED', 'campaign_over']]);
  });

  it('happen once a key, and say reasons in the language of the call', async () => {
    const id = await create();
    await put(id, 'RUNNING');
    const key = newId();
    const ids = [id];
    expect(await act({ act: 'PAUSE', ids }, key)).toEqual([[id, 'DONE', null]]);
    await put(id, 'RUNNING');
    expect(await act({ act: 'PAUSE', ids }, key)).toEqual([[id, 'DONE', null]]);
    expect(await stateOf(id)).toMatchObject({ state: 'ACTIVE' });
    expect(await act({ act: 'ARCHIVE', ids }, key)).toEqual([[id, 'REFUSED', 'idempotency_key_reused']]);
    const russian = await send({ act: 'ARCHIVE', ids }).set('Accept-Language', 'ru').expect(200);
    expect((russian.body as { readonly items: readonly Item[] }).items[0]?.reason?.title).toMatch(/[а-я]/);
  });

  it('are at least one and at most 200, by a call with a key', async () => {
    const many = Array.from({ length: 201 }, () => newId());
    for (const ids of [[], many, ['not an id']])
      expect((await send({ act: 'PAUSE', ids })).body).toMatchObject({ status: 400, code: 'invalid_body' });
    expect((await network.post('/api/campaigns/several', manager, { act: 'PAUSE', ids: many })).status).toBe(400);
    const cashier = await network.tokenOf('cashier');
    expect((await network.post('/api/campaigns/several', cashier, { act: 'PAUSE', ids: [newId()] })).status).toBe(403);
  });
});
