import { Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('children of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let token: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    token = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  const childrenOf = async (guest: string, by = token) =>
    ((await network.get(`/api/guests/${guest}/children`, by).expect(200)).body as { items: object[] }).items;

  it('are told of by the parent, changed and forgotten; the name is unreadable at rest', async () => {
    const guest = await network.guest();
    const own = (await test.app.get(Sessions).openForGuest(network.id, guest)).accessToken;
    const path = `/api/guests/${guest}/children`;
    const added = await network.post(path, own, { name: 'Masha', birthDate: '2019-02-28' }).expect(201);
    const { id } = added.body as { id: string };
    await network.post(path, own, { birthDate: '2015-07-01' }).expect(201);
    expect(await childrenOf(guest, own)).toEqual([
      expect.objectContaining({ name: null, birthDate: '2015-07-01' }),
      { id, name: 'Masha', birthDate: '2019-02-28' },
    ]);
    const stored = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ row: string }>('SELECT c::text AS row FROM children c WHERE guest_id = $1', [guest]),
    );
    expect(JSON.stringify(stored)).not.toContain(Buffer.from('Masha').toString('hex'));
    const changed = await test
      .api()
      .patch(`${path}/${id}`)
      .set('Authorization', `Bearer ${own}`)
      .send({ birthDate: '2019-02-27' })
      .expect(200);
    expect(changed.body).toEqual({ id, name: 'Masha', birthDate: '2019-02-27' });
    await test.api().delete(`${path}/${id}`).set('Authorization', `Bearer ${own}`).expect(200);
    expect(await childrenOf(guest)).toHaveLength(1);
    await test.api().delete(`${path}/${id}`).set('Authorization', `Bearer ${own}`).expect(404);
  });

  it('are twenty at most', async () => {
    const path = `/api/guests/${await network.guest()}/children`;
    const add = () => network.post(path, token, { birthDate: '2015-07-01' });
    const answers = await Promise.all(Array.from({ length: 22 }, add));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(await add()).toMatchObject({ status: 409, body: { code: 'children_full', max: 20 } });
  });

  it('are nobody else’s, and not born tomorrow', async () => {
    const [guest, other] = [await network.guest(), await network.guest()];
    const stranger = (await test.app.get(Sessions).openForGuest(network.id, other)).accessToken;
    const path = `/api/guests/${guest}/children`;
    await network.get(path, stranger).expect(404);
    await network.post(path, stranger, { birthDate: '2015-07-01' }).expect(404);
    const today = (timeZone: string, days = 0) =>
      new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now() + days * 86_400_000);
    await network.post(path, token, { birthDate: today('Pacific/Kiritimati', 2) }).expect(400);
    // Kiribati's day begins 14 hours before Greenwich's, so its date is never in the future there.
    const { body } = await network.post(path, token, { birthDate: today('Pacific/Kiritimati') }).expect(201);
    const id = (body as { id: string }).id;
    await test.api().delete(`/api/guests/${other}/children/${id}`).set('Authorization', `Bearer ${token}`).expect(404);
  });
});
