import { applicationOfWorker, type TestApp } from '../../../support/app';
import { codeSentTo } from '../../../support/outbox';
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
    return { verificationId: String(begun.body.verificationId), code: await codeSentTo(test, network.id, phone) };
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

  it('is asked of managers and services too, who give it or say where the guest agreed', async () => {
    await change({ settings: { consents: [TEXT] } });
    const [till, membership] = [await network.keyOf('till'), await network.keyOf('membership')];
    const { code: orgId } = (await network.get(`/api/networks/${network.id}`, manager)).body as { code: string };
    const customer = (more: object) =>
      network.post('/api/customers', membership, { org_id: orgId, name: 'Ann', phone: '+79165550014', ...more });
    const doors: [string, () => ReturnType<typeof customer>][] = [
      ['manager', () => network.post('/api/guests', manager, { phone: '+79165550011' })],
      ['key', () => network.post('/api/guests', till, { externalId: 'crm-12' })],
      ['membership', () => customer({})],
      // A cashier shows the text, whatever else the call says.
      ['cashier', () => network.post('/api/guests', cashier, { phone: '+79165550013', consentBasis: 'PAPER_FORM' })],
    ];
    for (const [door, call] of doors) {
      const { status, body } = await call();
      expect([door, status, body.code, body.kind]).toEqual([door, 422, 'consent_required', TEXT.kind]);
    }
    const made = [
      await network.post('/api/guests', manager, { phone: '+79165550011', consentBasis: 'PAPER_FORM' }).expect(201),
      await network.post('/api/guests', till, { externalId: 'crm-12', consentBasis: 'OWN_SERVICE' }).expect(201),
      await customer({ consent_basis: 'CONTRACT' }),
    ];
    expect(made[2]?.status).toBe(201);
    for (const [at, [basis, source]] of [
      ['PAPER_FORM', 'STAFF'],
      ['OWN_SERVICE', 'API'],
      ['CONTRACT', 'API'],
    ].entries()) {
      const kept = await network.get(`/api/guests/${String(made[at]?.body.id)}/consents`, manager);
      expect((kept.body as { items: object[] }).items).toEqual([
        { ...GIVEN[0], text: null, given: true, basis, source, recordedAt: expect.any(String) as string },
      ]);
    }
    await network.post('/api/guests', till, { externalId: 'crm-13', consents: GIVEN }).expect(201);
    const unknown = await network.post('/api/guests', manager, { phone: '+79165550015', consentBasis: 'HEARSAY' });
    expect(unknown.status).toBe(400);
    // Guests who withdrew the consent, or who joined before the text existed, are listed apart.
    const back = { consents: [{ ...GIVEN[0], given: false }] };
    await network.post(`/api/guests/${String(made[0]?.body.id)}/consents`, manager, back).expect(200);
    await network.guest();
    const counted = await network.get('/api/guests/consent-coverage', manager).expect(200);
    expect((counted.body as { coverage: object }).coverage).toEqual({
      kind: TEXT.kind,
      guests: 5,
      agreed: 1,
      refused: 1,
      without: 1,
      byBasis: { PAPER_FORM: 0, CONTRACT: 1, FORMER_SYSTEM: 0, OWN_SERVICE: 1 },
    });
    expect((await network.get('/api/guests/consent-coverage', cashier)).status).toBe(403);
  });

  it('rests for systems that cannot say it on the basis that two managers chose', async () => {
    await change({ settings: { consents: [TEXT] } });
    const till = await network.keyOf('till');
    const asked = await ask({ settings: { consentBasisOfServices: 'CONTRACT' } });
    expect([asked.status, asked.body.kind]).toEqual([202, 'SETTINGS']);
    expect((await network.post('/api/guests', till, { externalId: 'crm-21' })).status).toBe(422);
    const colleague = await network.tokenOf('manager');
    await network.post(`/api/change-requests/${String(asked.body.id)}/approve`, colleague).expect(200);
    const made = await network.post('/api/guests', till, { externalId: 'crm-21' }).expect(201);
    const kept = await network.get(`/api/guests/${String(made.body.id)}/consents`, manager);
    expect((kept.body as { items: object[] }).items).toMatchObject([{ kind: TEXT.kind, basis: 'CONTRACT' }]);
    // A manager is no system.
    expect((await network.post('/api/guests', manager, { phone: '+79165550022' })).status).toBe(422);
    await change({ settings: { consentBasisOfServices: null } });
    expect((await network.post('/api/guests', till, { externalId: 'crm-22' })).status).toBe(422);
  });

  it('is counted nowhere in a country that asks for none', async () => {
    const counted = await network.get('/api/guests/consent-coverage', manager).expect(200);
    expect(counted.body).toEqual({ coverage: null });
  });

  it('is not ended by one manager alone, who enters another country', async () => {
    await change({ settings: { consents: [TEXT] } });
    const asked = await ask({ country: 'AE' });
    expect([asked.status, asked.body.kind]).toEqual([202, 'SETTINGS']);
    expect((await change({ country: 'KZ' })).body).toMatchObject({ asksPersonalDataConsent: true });
  });
});
