import { randomInt } from 'node:crypto';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { settings } from '../../../../src/platform/settings/settings';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { codeSentTo } from '../../../support/outbox';
import { TillNetwork } from '../../../support/till-network';

/** A random address, so that tests do not use up one another's limits. */
const someAddress = (): string => {
  const group = (): string => randomInt(1, 0xffff).toString(16);
  return `2001:db8:${group()}:${group()}::${group()}`;
};

describe('the link of a guest', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let cashier: string;
  // A phone of this run alone, each in another block of numbers: the limits of codes count over all networks.
  let serial = randomInt(1_000_000, 9_000_000);
  const phone = (): string => `+7919${String((serial += 10_007) % 10_000_000).padStart(7, '0')}`;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { document: presetForNetwork('points-4', 2) });
    manager = await network.tokenOf('manager');
    cashier = await network.tokenOf('cashier');
  });
  afterAll(() => test.close());

  async function invite(name?: string) {
    const ofPhone = phone();
    const guest = (await network.post('/api/guests', manager, { phone: ofPhone, ...(name && { name }) })).body;
    const { link } = (await network.get(`/api/guests/${guest.id}/referrals`, manager)).body as { link: string };
    const [, page, networkCode = '', code = ''] = new URL(link).pathname.split('/');
    expect([page, code]).toEqual(['join', guest.referralCode]);
    return { id: guest.id as string, phone: ofPhone, networkCode, code };
  }
  const open = (networkCode: string, code: string, address = someAddress()) =>
    test
      .api()
      .get(`/api/referrals/invitations/${networkCode}/${encodeURIComponent(code)}`)
      .set('X-Forwarded-For', address)
      .set('Accept-Language', 'en');
  async function register(to: string, referralCode: string) {
    const body = { networkId: network.id, phone: to, referralCode, consents: [] };
    const begun = await test.api().post('/api/auth/register').set('X-Forwarded-For', someAddress()).send(body);
    expect(begun.status).toBe(202);
    const code = await codeSentTo(test, network.id, to);
    return test
      .api()
      .post('/api/auth/verify')
      .set('X-Forwarded-For', someAddress())
      .send({ verificationId: begun.body.verificationId as string, code });
  }

  it('shows who invites by the first name, as the network lets it, and what both sides get', async () => {
    const { networkCode, code } = await invite('Мария Иванова');
    const shown = await open(networkCode.toUpperCase(), code.toLowerCase().replace('-', ' '));
    expect(shown.body).toEqual({
      code,
      inviter: 'Мария',
      referrerPoints: 500,
      friendPoints: 200,
      leastSale: null,
      withinDays: null,
      networkId: network.id,
      network: expect.any(String) as string,
      currency: 'RUB',
      registration: { consents: [], bonus: 100, country: 'RU' },
    });
    const hidden = await test
      .api()
      .patch(`/api/networks/${network.id}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ settings: { referralShowsName: false } });
    expect(hidden.status).toBe(200);
    expect((await open(networkCode, code)).body.inviter).toBeNull();
    expect((await network.get(`/api/referrals/codes/${code}`, cashier)).body).toMatchObject({ code, inviter: null });
  });

  it('answers alike for a code and a network that do not exist, and for a programme without referrals', async () => {
    const { networkCode, code } = await invite();
    const without = await TillNetwork.create(test);
    const owner = await without.tokenOf('manager');
    const guest = (await without.post('/api/guests', owner, { phone: phone() })).body;
    const other = new URL((await without.get(`/api/guests/${guest.id}/referrals`, owner)).body.link as string);
    const [, , otherCode = ''] = other.pathname.split('/');
    const answers = await Promise.all(
      [
        [networkCode, 'ZZZZZ-ZZZZZ'],
        [networkCode, 'x'],
        ['nowhere', code],
        [otherCode, guest.referralCode as string],
      ].map(([of = '', typed = '']) => open(of, typed)),
    );
    for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'not_found']);
    for (const typed of ['ZZZZZ-ZZZZZ', guest.referralCode as string])
      expect((await network.get(`/api/referrals/codes/${typed}`, cashier)).status).toBe(404);
  });

  it('makes an address that tries codes wait, and lets others in', async () => {
    const { networkCode, code } = await invite();
    const address = someAddress();
    const before = settings.rateLimits;
    Object.assign(settings, { rateLimits: true });
    try {
      let status = 404;
      for (let n = 0; n <= 30 && status === 404; n += 1) ({ status } = await open(networkCode, 'ZZZZZ-ZZZZZ', address));
      expect(status).toBe(429);
      expect((await open(networkCode, code)).status).toBe(200);
    } finally {
      Object.assign(settings, { rateLimits: before });
    }
  });

  it('registers a friend with the code, and a known phone signs in without a referral', async () => {
    const inviter = await invite();
    const friend = await register(phone(), inviter.code);
    expect(friend.body).toMatchObject({ isNew: true, referral: 'REGISTERED' });
    const own = await register(inviter.phone, inviter.code);
    expect(own.body).toMatchObject({ isNew: false, referral: null, guest: { id: inviter.id } });
    expect((await register(phone(), 'ZZZZZ-ZZZZZ')).body).toMatchObject({ isNew: true, referral: 'CODE_UNKNOWN' });
    const mine = (await network.get('/api/auth/me/referrals', own.body.accessToken as string)).body;
    expect(mine).toEqual({
      code: inviter.code,
      link: expect.stringContaining(`/join/${inviter.networkCode}/${inviter.code}`) as string,
      offer: { referrerPoints: 500, friendPoints: 200, leastSale: null, withinDays: null },
      friends: [{ registeredAt: expect.any(String) as string, state: 'REGISTERED', points: 0 }],
      friendCount: 1,
    });
    expect((await network.get('/api/auth/me/referrals', manager)).status).toBe(403);
  });
});
