import { randomInt } from 'node:crypto';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { codeSentTo } from '../../../support/outbox';
import { TillNetwork } from '../../../support/till-network';

const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

interface Opened {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly sessionId: string;
  readonly guestId: string;
  readonly networkId: string;
  readonly isNew: boolean;
}

describe('a guest on their own page', () => {
  let test: TestApp;
  let here: TillNetwork;
  let there: TillNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
    here = await TillNetwork.create(test);
    there = await TillNetwork.create(test);
  });
  afterAll(() => test.close());

  const somePhone = () => `+7926${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const someAddress = () => `2001:db8:${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}::1`;
  const sent = async (network: TillNetwork, phone: string) => {
    const begun = await test
      .api()
      .post('/api/auth/register')
      .set('X-Forwarded-For', someAddress())
      .send({ networkId: network.id, phone });
    return { verificationId: begun.body.verificationId as string, code: await codeSentTo(test, network.id, phone) };
  };
  const enter = async (network: TillNetwork, phone: string): Promise<Opened> => {
    const answer = await test
      .api()
      .post('/api/auth/guest/verify')
      .send(await sent(network, phone));
    expect(answer.status).toBe(200);
    return answer.body as Opened;
  };

  it('reads the network by the code in the address, before anybody signs in', async () => {
    const code = `t${here.id.replaceAll('-', '')}`;
    const shown = await test.api().get(`/api/auth/guest/networks/${code.toUpperCase()}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({ networkId: here.id, code, byTelegram: false, registration: { bonus: 100 } });
    expect(shown.body).toMatchObject({ telegramBot: null });
    expect(shown.body).toMatchObject({ transfersAllowed: false });
    for (const unknown of ['nowhere', '%00', "'"])
      expect((await test.api().get(`/api/auth/guest/networks/${unknown}`)).status).toBe(404);
  });

  it('gets the refresh token in a cookie that scripts cannot read, and only on a page of ours', async () => {
    const given = { ...(await sent(here, somePhone())), refreshCookie: 'PERSISTENT' };
    const verify = (headers: Record<string, string>) =>
      test.api().post('/api/auth/guest/verify').set(headers).send(given);
    expect((await verify({ 'Sec-Fetch-Site': 'cross-site' })).body.code).toBe('forbidden');
    // The refused call has not used the code.
    const entered = await verify(OWN_PAGE);
    expect(entered.status).toBe(200);
    expect(entered.body).toMatchObject({ refreshToken: null, networkId: here.id, isNew: true, referral: null });
    const { sessionId, guestId } = entered.body as Opened;
    const [cookie = ''] = entered.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(new RegExp(`^loyalty-session-${sessionId}=P.*; HttpOnly; SameSite=Strict`));
    const renewed = await test
      .api()
      .post('/api/auth/refresh')
      .set({ ...OWN_PAGE, Cookie: cookie.split(';')[0] ?? '' })
      .send({ sessionId });
    expect(renewed.status).toBe(200);
    expect((await here.get('/api/auth/me', renewed.body.accessToken as string)).body).toMatchObject({ id: guestId });
    expect((await verify(OWN_PAGE)).body.code).toBe('verification_expired');
  });

  it('goes from one of their networks to another without a code, and to no network of others', async () => {
    const phone = somePhone();
    const first = await enter(here, phone);
    const second = await enter(there, phone);
    const listed = await here.get('/api/auth/me/networks', first.accessToken);
    expect(listed.body.items).toMatchObject([
      { networkId: here.id, isCurrent: true },
      { networkId: there.id, isCurrent: false },
    ]);
    const open = (networkId: string, token: string) =>
      test.api().post(`/api/auth/me/networks/${networkId}/session`).auth(token, { type: 'bearer' }).send({});
    const opened = await open(there.id, first.accessToken);
    expect(opened.status).toBe(200);
    expect(opened.body).toMatchObject({ guestId: second.guestId, networkId: there.id, isNew: false });
    const { accessToken } = opened.body as Opened;
    expect((await there.get('/api/auth/me/card', accessToken)).status).toBe(200);
    // A session of one network reads nothing of the other, though one person has both.
    expect((await here.get(`/api/guests/${first.guestId}/balance`, accessToken)).status).toBe(404);
    const stranger = await enter(here, somePhone());
    expect((await here.get('/api/auth/me/networks', stranger.accessToken)).body.items).toHaveLength(1);
    expect((await open(there.id, stranger.accessToken)).body.code).toBe('not_found');
  });

  it('has no way in by Telegram where no bot is set up, nor as a guest of the demonstration who is not listed', async () => {
    const byTelegram = { networkId: here.id, initData: 'auth_date=1&hash=00' };
    expect((await test.api().post('/api/auth/telegram').send(byTelegram)).status).toBe(404);
    const { phone } = (await here.post('/api/guests', await here.tokenOf('manager'), { phone: somePhone() })).body as {
      phone: string;
    };
    const demo = { network: `t${here.id.replaceAll('-', '')}`, phone };
    expect((await test.api().post('/api/demo/session').send(demo)).status).toBe(404);
  });
});
