import { setTimeout as pause } from 'node:timers/promises';
import { presetForNetwork, Snapshots } from '../../../../src/configuration';
import type { LoyaltyProgram } from '../../../../packages/compat/src/services/loyalty-program.dto';
import { itAtNight } from '../../../support/at-night';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Catalog {
  readonly reward_catalog: {
    readonly products: readonly { readonly name: string; readonly stock_quantity?: number }[];
  };
}

/** The three cached answers of the rewards system. One process changes the data, another process reads the answers. */
describe('answers of the rewards system on another process', () => {
  let here: TestApp;
  let there: TestApp;
  let network: TillNetwork;
  let manager: string;
  let key: string;

  beforeAll(async () => {
    [here, there] = await applicationsOfWorker();
    network = await TillNetwork.create(here, { preset: 'points-4' });
    manager = await network.tokenOf('manager');
    key = await network.keyOf('loyalty');
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });

  afterEach(() => jest.restoreAllMocks());

  /** Makes the other process deaf to notifications, as if they were still under way. */
  const holdBackNotifications = () =>
    jest.spyOn(there.app.get(Snapshots), 'forget').mockImplementation(() => undefined);

  const readThere = async <Answer>(path: string): Promise<Answer> =>
    (await there.api().get(path).set('Authorization', `Bearer ${key}`).expect(200)).body as Answer;

  it('have the points of a transaction at once', async () => {
    const guest = await network.guest();
    const status = `/loyalty/customer/${guest}`;
    expect(await readThere(status)).toMatchObject({ points_balance: 0, tier: 'bronze' });
    const given = { customerId: guest, points: 70, reference: `gift-${guest}` };
    await here.api().post('/loyalty/points/earn').set('Authorization', `Bearer ${key}`).send(given).expect(201);
    expect(await readThere(status)).toMatchObject({ points_balance: 70 });
  });

  it('have the tier that was set, and its benefits, at once', async () => {
    const guest = await network.guest();
    const status = `/loyalty/customer/${guest}`;
    const before = await readThere<{ benefits: { points_multiplier: number } }>(status);
    const set = here.api().put(`/loyalty/tier/update/${guest}`).set('Authorization', `Bearer ${key}`);
    await set.send({ tier: 'gold' }).expect(200);
    const after = await readThere<typeof before & { tier: string }>(status);
    expect(after.tier).toBe('gold');
    expect(after.benefits.points_multiplier).toBeGreaterThan(before.benefits.points_multiplier);
  });

  it('have a reward and its stock before the change is told', async () => {
    const products = async () => (await readThere<Catalog>('/rewards/catalog')).reward_catalog.products;
    const before = (await products()).length;
    holdBackNotifications();
    const mug = { name: { en: 'Mug' }, kind: 'PRODUCT', cost: 10, stock: 3 };
    const made = await network.post('/api/redemption-items', manager, mug).expect(201);
    expect(await products()).toHaveLength(before + 1);
    const stock = async () => (await products()).find(({ name }) => name === 'Mug')?.stock_quantity;
    expect(await stock()).toBe(3);
    const guest = await network.guest();
    const call = (path: string, body: object) =>
      here
        .api()
        .post(path)
        .set('Authorization', `Bearer ${key}`)
        .send({ customerId: guest, reference: guest, ...body });
    await call('/loyalty/points/earn', { points: 20 }).expect(201);
    await call('/rewards/redeem', { rewardId: made.body.id as string }).expect(201);
    expect(await stock()).toBe(2);
    // A reward that the list shows can be redeemed.
    const cup = await network.post('/api/redemption-items', manager, { ...mug, name: { en: 'Cup' } }).expect(201);
    const taken = { customerId: guest, reference: `cup-${guest}`, rewardId: cup.body.id as string };
    await there.api().post('/rewards/redeem').set('Authorization', `Bearer ${key}`).send(taken).expect(201);
  });

  itAtNight('have a published programme from the moment of its effect, told or not', async () => {
    const points = async () => (await readThere<LoyaltyProgram>('/loyalty/program')).points_earning.purchase.points;
    const before = await points();
    const document = presetForNetwork('points-4', 2);
    const { base, ...earning } = document.earning;
    if (base === null) throw new Error('the preset gives no points for sales');
    const generous = { ...document, earning: { ...earning, base: { ...base, points: base.points * 2 } } };
    holdBackNotifications();
    const draft = await network.post('/api/programs', manager, { document: generous }).expect(201);
    const { version } = draft.body as { version: number };
    const published = await network.post(`/api/programs/${String(version)}/publish`, manager, {}).expect(200);
    const { effectiveFrom } = published.body as { effectiveFrom: string };
    await pause(Math.max(0, Date.parse(effectiveFrom) - Date.now()) + 50);
    expect(await points()).toBe(before * 2);
  });
});
