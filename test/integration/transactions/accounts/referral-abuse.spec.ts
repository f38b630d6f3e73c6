import { randomInt } from 'node:crypto';
import { MOST_BY_ONE_DEVICE } from '../../../../src/transactions/accounts/referrals/referral-signs.rules';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { codeSentTo } from '../../../support/outbox';
import { ReferralDesk } from './referral-desk';

const NO_LIMIT = { perMonth: null, perGuest: null };

describe('a referral that is no friend', () => {
  let test: TestApp;
  let desk: ReferralDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await ReferralDesk.open(test, { times: NO_LIMIT });
  });
  afterAll(() => test.close());

  const someAddress = () => `2001:db8:${randomInt(1, 0xffff).toString(16)}:${randomInt(1, 0xffff).toString(16)}::1`;

  /** Registers by a one-time code from a device. */
  async function joinAlone(referralCode: string, address: string) {
    const phone = `+7904${String(randomInt(10_000_000)).padStart(7, '0')}`;
    const send = (path: string, body: object) =>
      test.api().post(path).set('X-Forwarded-For', address).set('User-Agent', 'one phone').send(body);
    const begun = await send('/api/auth/register', { networkId: desk.network.id, phone, referralCode, consents: [] });
    const code = await codeSentTo(test, desk.network.id, phone);
    const joined = await send('/api/auth/verify', { verificationId: begun.body.verificationId as string, code });
    expect(joined.body).toMatchObject({ isNew: true, referral: 'REGISTERED' });
    return joined.body.guest.id as string;
  }

  it('waits for a manager where too many friends registered from one device', async () => {
    const { referralCode } = await desk.register();
    const address = someAddress();
    const friends = [];
    for (let n = 0; n < MOST_BY_ONE_DEVICE; n += 1) friends.push(await joinAlone(referralCode, address));
    for (const friend of friends) await desk.sell(friend);
    for (const friend of friends) await desk.settled(friend, 'PAID');
    const tooMany = await joinAlone(referralCode, address);
    await desk.sell(tooMany);
    await desk.settled(tooMany, 'IN_REVIEW');
    expect((await desk.referralOf(tooMany)).rounds[0]?.reasons).toEqual(['ONE_DEVICE']);
    const elsewhere = await joinAlone(referralCode, someAddress());
    await desk.sell(elsewhere);
    await desk.settled(elsewhere, 'PAID');
  });

  it.each([1, 3])('waits for a manager in a ring that a merge closed after %i more friends', async (more) => {
    const { referrer, friend, code } = await desk.pair();
    expect(code).toBeDefined();
    let last = friend;
    for (let n = 0; n < more; n += 1) {
      const { code: next } = (await desk.network.get(`/api/guests/${last}/referrals`, desk.manager)).body as {
        code: string;
      };
      last = (await desk.register({ referralCode: next })).id;
    }
    await desk.merge(last, referrer);
    await desk.sell(friend);
    await desk.settled(friend, 'IN_REVIEW');
    expect((await desk.referralOf(friend)).rounds[0]?.reasons).toEqual(['RING']);
    expect((await desk.balanceOf(last)).available).toBe(0);
  });

  it('is refused where the guest who invited was merged into the friend', async () => {
    const { referrer, friend } = await desk.pair();
    await desk.merge(friend, referrer);
    await desk.sell(friend);
    await desk.settled(friend, 'REFUSED');
    expect((await desk.referralOf(friend)).rounds[0]?.reasons).toEqual(['SELF']);
  });

  it('gives nothing where the friend was merged before the first purchase, into the inviter or a guest of long', async () => {
    const own = await desk.pair();
    await desk.merge(own.referrer, own.friend);
    const other = await desk.pair();
    const regular = await desk.register();
    await desk.merge(regular.id, other.friend);
    await desk.sell(own.referrer);
    await desk.sell(regular.id);
    await desk.passed();
    for (const friend of [own.friend, other.friend]) expect((await desk.referralOf(friend)).rounds).toEqual([]);
    expect((await desk.balanceOf(other.referrer)).available).toBe(0);
  });

  it('gives nothing where the friend is a guest of long, whose old card came by a merge', async () => {
    const regular = await desk.register();
    await desk.sell(regular.id);
    const { referrer, friend } = await desk.pair();
    await desk.merge(friend, regular.id);
    await desk.sell(friend);
    await desk.passed();
    expect((await desk.referralOf(friend)).rounds).toEqual([]);
    expect((await desk.balanceOf(referrer)).available).toBe(0);
  });

  it('pays the guest into whom the inviter was merged before, and takes it back there after a later merge', async () => {
    const { referrer, friend } = await desk.pair();
    const heir = await desk.register();
    await desk.merge(heir.id, referrer);
    const sale = await desk.sell(friend);
    await desk.settled(friend, 'PAID');
    expect((await desk.balanceOf(heir.id)).available).toBe(500);
    const [last, newcomer] = [await desk.register(), await desk.register()];
    await desk.merge(last.id, heir.id);
    await desk.merge(newcomer.id, friend);
    await desk.refund(sale.body.id as string);
    await desk.settled(friend, 'TAKEN_BACK');
    expect(await desk.balanceOf(last.id)).toMatchObject({ available: 0, receivable: 0 });
    expect(await desk.balanceOf(newcomer.id)).toMatchObject({ available: 0, receivable: 0 });
    await desk.verify();
  });

  it('keeps the limit of a guest whose twenty friends buy at once', async () => {
    desk = await ReferralDesk.open(test, { times: { perMonth: null, perGuest: 5 } });
    const key = await desk.network.keyOf('till');
    const { id, referralCode } = await desk.register();
    const friends: string[] = [];
    for (let n = 0; n < 20; n += 1) friends.push((await desk.register({ referralCode }, key)).id);
    const sales = await Promise.all(friends.map((friend) => desk.sell(friend, 10_000, key)));
    expect(sales.map(({ status }) => status)).toEqual(friends.map(() => 201));
    await Promise.all([1, 2, 3].map(() => desk.job.doNext(desk.network.id)));
    for (const friend of friends) await desk.settled(friend, 'PAID');
    expect((await desk.balanceOf(id)).available).toBe(5 * 500);
    await desk.verify();
  });
});
