import type { TierDocument } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { needs, programOf, tierOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

const concierge: TierDocument['benefits'] = [{ kind: 'CONCIERGE' }];

describe('cases', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;
  let low: string;
  let high: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    const document = programOf({
      tiers: [tierOf('LOW'), tierOf('HIGH', { needs: needs(100_000), benefits: concierge })],
    });
    network = await TillNetwork.create(test, { document });
    [manager, cashier] = [await network.tokenOf('manager'), await network.tokenOf('cashier')];
    [low, high] = [await network.guest(), await network.guest()];
    await network.post(`/api/guests/${high}/transaction`, cashier, network.sale(100_000)).expect(201);
  });

  const patch = (id: string, body: object, token = manager) =>
    test
      .api()
      .patch(`/api/cases/${id}`)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', newId())
      .send(body);
  const open = (guest: string, body: object, token: string) =>
    network.post(`/api/guests/${guest}/cases`, token, { kind: 'CONCIERGE', text: 'A table by the window', ...body });

  it('are opened for guests whose tier gives the benefit, by themselves too, and refused below it', async () => {
    const refused = await open(low, {}, cashier);
    expect([refused.status, refused.body.code]).toEqual([422, 'benefit_not_in_tier']);
    const wrongKind = await open(high, { kind: 'PERSONAL_SHOPPER' }, cashier);
    expect([wrongKind.status, wrongKind.body.code]).toEqual([422, 'benefit_not_in_tier']);
    const opened = await open(high, {}, cashier).expect(201);
    expect(opened.body).toMatchObject({ guestId: high, kind: 'CONCIERGE', status: 'OPEN', tier: 'HIGH', version: 1 });

    const guestSession = await test.app.get(Sessions).openForGuest(network.id, high);
    const own = await open(high, { text: 'Flowers' }, guestSession.accessToken).expect(201);
    expect(own.body.createdBy).toEqual({ kind: 'guest', id: high });
    await open(low, {}, guestSession.accessToken).expect(404);
    const listed = await network.get(`/api/guests/${high}/cases`, guestSession.accessToken).expect(200);
    expect((listed.body.items as { id: string }[]).map(({ id }) => id)).toEqual([own.body.id, opened.body.id]);
    await network.get('/api/cases', guestSession.accessToken).expect(403);
  });

  it('are worked off by a manager, with notes, and nobody takes what another has taken', async () => {
    const { id } = (await open(high, { restaurantId: network.restaurantId }, cashier).expect(201)).body as {
      id: string;
    };
    await network.get('/api/cases', cashier).expect(403);
    await patch(id, { status: 'DONE' }, cashier).expect(403);
    const list = (await network.get('/api/cases?status=OPEN&kind=CONCIERGE', manager).expect(200)).body;
    expect((list.items as { id: string }[])[0]?.id).toBe(id);
    const me = (await network.get('/api/auth/me', manager)).body as { id: string };
    const taken = await patch(id, { status: 'IN_WORK', assigneeId: me.id, expectedVersion: 1 }).expect(200);
    expect(taken.body).toMatchObject({ status: 'IN_WORK', assigneeId: me.id, version: 2 });
    expect((await patch(id, { status: 'DONE', expectedVersion: 1 }).expect(409)).body.code).toBe('version_conflict');
    await patch(id, { assigneeId: newId() }).expect(404);
    const noted = await network.post(`/api/cases/${id}/notes`, manager, { text: 'Table 4 at eight' }).expect(201);
    expect(noted.body.notes).toMatchObject([{ text: 'Table 4 at eight', authorId: me.id }]);
    const done = await patch(id, { status: 'DONE' }).expect(200);
    expect(done.body.doneAt).toEqual(expect.any(String));
    expect((await patch(id, { status: 'OPEN' }).expect(200)).body.doneAt).toBeNull();
    const audit = await network.get('/api/audit?limit=50', manager).expect(200);
    const actions = (audit.body.items as { action: string }[]).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['case.opened', 'case.changed', 'case.note_added']));
  });

  it('of one guest are ten at most while they are open', async () => {
    const guest = await network.guest();
    await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(100_000)).expect(201);
    for (let count = 0; count < 10; count += 1) await open(guest, {}, cashier).expect(201);
    await open(guest, {}, cashier).expect(429);
  });
});
