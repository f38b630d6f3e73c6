import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { settings } from '../../../src/platform/settings/settings';
import { OutboxMessages } from '../../../src/security';
import { UnusedSignUpsJob } from '../../../src/subscriptions/sign-up/unused-sign-ups.job';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { BillingDesk } from '../../support/billing/billing-desk';
import { addOwner, tokenOfUser } from '../support/people-fixture';

/** An address of the documentation's network, so that tests do not use up each other's limits. */
const someAddress = (): string => `2001:db8:7::${newId().slice(-4)}:${newId().slice(-4)}`;

describe('a network that starts by itself', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(() => {
    jest.replaceProperty(settings, 'signUp', true);
  });
  afterEach(() => jest.restoreAllMocks());

  const bodyOf = (email: string, more: object = {}) => ({
    name: `Osteria ${email}`,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    country: 'RU',
    language: 'en',
    preset: 'hybrid-5',
    manager: { email, name: 'Anna' },
    restaurant: { name: 'Harbour', pointOfSale: 'Till 1' },
    ...more,
  });
  const signUp = (body: object, address = someAddress()) =>
    test.api().post('/api/sign-up').set('X-Forwarded-For', address).send(body);
  const idOf = async (email: string): Promise<string | undefined> => {
    const rows = await test.app
      .get(Database)
      .asPlatform((tx) => tx.query<{ id: string }>('SELECT id FROM networks WHERE name = $1', [`Osteria ${email}`]));
    return rows[0]?.id;
  };
  const letterTo = async (email: string) =>
    (await test.app.get(OutboxMessages).list(String(await idOf(email)), email, 10))[0];

  it('can sell after the letter: the manager sets a password, signs in, registers a guest and rings up a sale', async () => {
    const email = `anna-${newId()}@example.test`;
    const started = await signUp(bodyOf(email));
    expect([started.status, started.body.status]).toEqual([202, 'SENT']);
    const token = /\/password\?role=\w+#(\S+)/.exec((await letterTo(email))?.body ?? '')?.[1];
    const password = 'words of the new network';
    expect((await test.api().post('/api/auth/password/set').send({ token, password })).status).toBe(204);
    const signedIn = await test.api().post('/api/auth/login').send({ email, password });
    expect(signedIn.status).toBe(200);
    const send = (path: string, body: object) =>
      test
        .api()
        .post(path)
        .set('Authorization', `Bearer ${String(signedIn.body.accessToken)}`)
        .set('Idempotency-Key', newId())
        .send(body);
    const guest = await send('/api/guests', { phone: '+79001112233', name: 'Ivan' });
    const [restaurantId] = signedIn.body.user.restaurantIds as string[];
    const tills = await test
      .api()
      .get(`/api/restaurants/${String(restaurantId)}/points-of-sale`)
      .set('Authorization', `Bearer ${String(signedIn.body.accessToken)}`);
    const sale = { type: 'SALE', pointOfSaleId: tills.body.items[0].id, amount: 155_000 };
    expect((await send(`/api/guests/${String(guest.body.id)}/transaction`, sale)).status).toBe(201);
  });

  it('begins with a trial once the seller is known, and with FREE where trials are off or no seller is known', async () => {
    const desk = await BillingDesk.of(test);
    const [tries, has] = [`tries-${newId()}@example.test`, `has-${newId()}@example.test`];
    expect((await signUp(bodyOf(tries))).status).toBe(202);
    const { trialEndsOn, ...begun } = await desk.subscription(String(await idOf(tries)));
    expect(begun).toMatchObject({
      state: 'TRIAL',
      terms: { planCode: 'PRO' },
      payer: { name: `Osteria ${tries}` },
      mrr: 0,
    });
    const days = (Date.parse(String(trialEndsOn)) - Date.parse(String(begun['startedOn']))) / 86_400_000;
    expect(days).toBe(14);
    jest.replaceProperty(settings, 'signUpTrialDays', 0);
    expect((await signUp(bodyOf(has))).status).toBe(202);
    const free = { state: 'ACTIVE', trialEndsOn: null, terms: { planCode: 'FREE' }, mrr: 0, receivable: 0 };
    expect(await desk.subscription(String(await idOf(has)))).toMatchObject(free);
  });

  it('is closed by itself when nobody sets a password in time; a used one stays', async () => {
    const [unused, used] = [`unused-${newId()}@example.test`, `used-${newId()}@example.test`];
    for (const email of [unused, used]) expect((await signUp(bodyOf(email))).status).toBe(202);
    const token = /\/password\?role=\w+#(\S+)/.exec((await letterTo(used))?.body ?? '')?.[1];
    await test.api().post('/api/auth/password/set').send({ token, password: 'words of the new network' }).expect(204);
    const ids = [await idOf(unused), await idOf(used)];
    await test.app
      .get(Database)
      .asPlatform((tx) =>
        tx.query("UPDATE networks SET signed_up_at = signed_up_at - interval '73 hours' WHERE id = ANY($1)", [ids]),
      );
    await test.app.get(UnusedSignUpsJob).closeUnused();
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const states = await Promise.all(
      ids.map(async (id) => {
        const { body } = await test
          .api()
          .get(`/api/platform/networks/${String(id)}`)
          .set('Authorization', `Bearer ${owner}`);
        return [body.state, body.signedUp] as unknown[];
      }),
    );
    expect(states).toEqual([
      ['CLOSED', true],
      ['ACTIVE', true],
    ]);
  });

  it('is refused where the owner does not allow it, and after five from one address', async () => {
    const address = someAddress();
    for (let n = 0; n < 5; n += 1)
      expect((await signUp(bodyOf(`n-${newId()}@example.test`), address)).status).toBe(202);
    expect((await signUp(bodyOf(`n-${newId()}@example.test`), address)).body.code).toBe('rate_limited');
    const email = `n-${newId()}@example.test`;
    const strange = await signUp(bodyOf(email, { currency: 'XXZ', restaurant: { name: ' ', pointOfSale: 'Till' } }));
    const faults = strange.body.errors as readonly { readonly path: string }[];
    expect([strange.status, faults.map(({ path }) => path).sort()]).toEqual([400, ['currency', 'restaurant.name']]);
    expect((await test.api().get('/api/sign-up')).body).toEqual({ open: true });
    jest.replaceProperty(settings, 'signUp', false);
    expect((await test.api().get('/api/sign-up')).body).toEqual({ open: false });
    const refused = await signUp(bodyOf(email));
    expect([refused.status, refused.body.code]).toEqual([403, 'sign_up_closed']);
    expect(await idOf(email)).toBeUndefined();
  });
});
