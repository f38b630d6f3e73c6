import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const TEXT = { kind: 'personal_data', version: '2026-11', text: { en: 'I agree', ru: 'Согласен' } };
const GIVEN = [{ kind: TEXT.kind, version: TEXT.version }];

describe('consent to personal data', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    [manager, cashier] = [await network.tokenOf('manager'), await network.tokenOf('cashier')];
  });

  const ask = (body: object) =>
    test.api().patch(`/api/networks/${network.id}`).auth(manager, { type: 'bearer' }).send(body);
  const change = (body: object) => ask(body).expect(200);
  const begin = async (phone: string, consents: object[] = []) => {
    const begun = await test.api().post('/api/auth/register').send({ networkId: network.id, phone, consents });
    const { items } = (await test.api().get('/api/dev/outbox').query({ to: phone })).body as {
      items: { body: string }[];
    };
    return { verificationId: String(begun.body.verificationId), code: /\d{6}/.exec(items[0]?.body ?? '')?.[0] ?? '' };
  };
  const verify = (body: object) => test.api().post('/api/auth/guest/verify').send(body);

  it('is required at the till and of guests who register, where the country asks for it', async () => {
    const changed = await change({ settings: { consents: [TEXT] } });
    expect(changed.body).toMatchObject({ country: 'RU', asksPersonalDataConsent: true });
    const terms = await network.get('/api/guests/registration-terms', cashier);
    expect((terms.body as { consents: object[] }).consents).toMatchObject([{ kind: TEXT.kind, required: true }]);
    const refused = await network.post('/api/guests', cashier, { phone: '+79165550001' });
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'consent_required', kind: TEXT.kind }]);
    const old = await network.post('/api/guests', cashier, {
      phone: '+79165550001',
      consents: [{ kind: TEXT.kind, version: '2025' }],
    });
    expect(old.body.code).toBe('consent_required');
    const made = await network.post('/api/guests', cashier, { phone: '+79165550001', consents: GIVEN }).expect(201);
    const kept = await network.get(`/api/guests/${String(made.body.id)}/consents`, manager);
    expect((kept.body as { items: object[] }).items).toMatchObject([
      { ...GIVEN[0], text: 'I agree', given: true, source: 'STAFF', recordedAt: expect.any(String) as string },
    ]);
  });

  it('may come with the code, which a refusal leaves good, and is not asked of a known guest', async () => {
    await change({ settings: { consents: [TEXT] } });
    const begun = await begin('+79165550002');
    expect((await verify(begun)).body.code).toBe('consent_required');
    const entered = await verify({ ...begun, consents: GIVEN });
    expect([entered.status, entered.body.isNew]).toEqual([200, true]);
    expect((await verify(await begin('+79165550002'))).body).toMatchObject({ isNew: false });
  });

  it('is not required in another country, nor before the network has its text', async () => {
    await network.post('/api/guests', cashier, { phone: '+79165550003' }).expect(201);
    const changed = await change({ country: 'AE', settings: { consents: [TEXT] } });
    expect(changed.body).toMatchObject({ asksPersonalDataConsent: false });
    await network.post('/api/guests', cashier, { phone: '+79165550004' }).expect(201);
  });

  it('is not ended by one manager alone, who enters another country', async () => {
    await change({ settings: { consents: [TEXT] } });
    const asked = await ask({ country: 'AE' });
    expect([asked.status, asked.body.kind]).toEqual([202, 'SETTINGS']);
    expect((await change({ country: 'KZ' })).body).toMatchObject({ asksPersonalDataConsent: true });
  });
});
