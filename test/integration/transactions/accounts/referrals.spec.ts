import { minorUnits } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { MOST_BY_ONE_STAFF } from '../../../../src/transactions/accounts/referrals/referral-signs.rules';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { ReferralDesk } from './referral-desk';

describe('a referral', () => {
  let test: TestApp;
  let desk: ReferralDesk;
  let network: TillNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await ReferralDesk.open(test);
    ({ network } = desk);
  });
  afterAll(() => test.close());

  it('is paid to both sides after the first sale with something to pay, once, with its reasons', async () => {
    const { referrer, friend, referral, code } = await desk.pair();
    expect(referral).toBe('REGISTERED');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    const sale = await desk.sell(friend);
    await desk.settled(friend, 'PAID');
    await Promise.all([desk.job.doNext(network.id), desk.job.doNext(network.id)]);
    const earned = sale.body.pointsEarned as number;
    expect([(await desk.balanceOf(referrer)).available, (await desk.balanceOf(friend)).available]).toEqual([
      500,
      200 + earned,
    ]);
    const { rounds } = await desk.referralOf(friend);
    expect(rounds).toMatchObject([{ saleId: sale.body.id, payouts: [{ side: 'FRIEND' }, { side: 'REFERRER' }] }]);
    for (const { awardId } of rounds[0]?.payouts ?? []) {
      const explained = await network.get(`/api/transactions/${String(awardId)}/explain`, desk.manager);
      expect(explained.body.agrees).toBe(true);
    }
    await desk.sell(friend);
    await desk.job.doNext(network.id);
    expect((await desk.balanceOf(referrer)).available).toBe(500);
    const list = await network.get(`/api/guests/${referrer}/referrals`, desk.manager);
    expect([list.body.broughtCount, list.body.brought[0].friendId]).toEqual([1, friend]);
    await desk.verify();
  });

  it('loses no guest by a code that nobody has, and refuses a code of the same person', async () => {
    expect((await desk.register({ referralCode: 'ZZZZZ-ZZZZZ' })).referral).toBe('CODE_UNKNOWN');
    expect((await desk.register({ referralCode: 'приведи' })).referral).toBe('CODE_UNKNOWN');
    const referrer = await desk.register({ email: 'one@example.com' });
    const friend = await desk.register({ email: 'One@example.com', referralCode: referrer.referralCode });
    expect(friend.referral).toBe('SELF');
    await desk.sell(friend.id);
    await desk.job.doNext(network.id);
    expect((await desk.referralOf(friend.id)).state).toBe('REFUSED');
    expect((await desk.balanceOf(referrer.id)).available).toBe(0);
  });

  it('is paid once where two tills sell to the friend at the same time', async () => {
    const { referrer, friend } = await desk.pair();
    await Promise.all([desk.sell(friend), desk.sell(friend), desk.sell(friend, 20_000)]);
    await Promise.all([desk.job.doNext(network.id), desk.job.doNext(network.id), desk.job.doNext(network.id)]);
    await desk.settled(friend, 'PAID');
    expect((await desk.balanceOf(referrer)).available).toBe(500);
    expect((await desk.referralOf(friend)).rounds).toHaveLength(1);
    await desk.verify();
  });

  it('goes back with a refund of the whole sale, as debt where the points are spent, and may be earned again', async () => {
    const { referrer, friend } = await desk.pair();
    const sale = await desk.sell(friend);
    await desk.settled(friend, 'PAID');
    const debit = { type: 'MANUAL', direction: 'DEBIT', points: 400, reasonCode: 'CORRECTION', comment: 'x' };
    expect((await network.post(`/api/guests/${referrer}/transaction`, desk.manager, debit)).status).toBe(201);
    expect((await desk.refund(sale.body.id as string)).status).toBe(201);
    await desk.settled(friend, 'TAKEN_BACK');
    expect(await desk.balanceOf(referrer)).toMatchObject({ available: 0, receivable: 400 });
    expect(await desk.balanceOf(friend)).toMatchObject({ available: 0, receivable: 0 });
    await desk.sell(friend);
    await desk.settled(friend, 'PAID');
    expect(await desk.balanceOf(referrer)).toMatchObject({ available: 100, receivable: 0 });
    const { rounds } = await desk.referralOf(friend);
    expect(rounds.map(({ state }) => state)).toEqual(['TAKEN_BACK', 'PAID']);
    for (const { revokeId } of rounds[0]?.payouts ?? []) {
      const explained = await network.get(`/api/transactions/${String(revokeId)}/explain`, desk.manager);
      expect(explained.body.agrees).toBe(true);
    }
    await desk.verify();
  });

  it('gives the referrer no more than the limit of the month, and the friend what is due', async () => {
    desk = await ReferralDesk.open(test, { times: { perMonth: 1, perGuest: null } });
    ({ network } = desk);
    const { referrer, code, friend } = await desk.pair();
    await desk.sell(friend);
    await desk.settled(friend, 'PAID');
    const second = await desk.register({ referralCode: code });
    await desk.sell(second.id);
    await desk.settled(second.id, 'PAID');
    expect((await desk.balanceOf(referrer)).available).toBe(500);
    expect((await desk.referralOf(second.id)).rounds[0]?.payouts).toMatchObject([
      { side: 'FRIEND', points: 200 },
      { side: 'REFERRER', points: 0 },
    ]);
    await desk.verify();
  });

  it('is reviewed where one member of staff brings many friends of one guest, and a manager decides', async () => {
    const referrer = await desk.register();
    const friends = [];
    for (let n = 0; n <= MOST_BY_ONE_STAFF; n += 1)
      friends.push(await desk.register({ referralCode: referrer.referralCode }, desk.cashier));
    for (const { id } of friends) await desk.sell(id);
    const last = friends.at(-1)?.id ?? '';
    await desk.settled(last, 'IN_REVIEW');
    const [round] = (await desk.referralOf(last)).rounds;
    expect(round?.reasons).toEqual(['ONE_STAFF']);
    const counted = async () => (await network.get('/api/referrals/count', desk.manager)).body.inReview as number;
    const reviews = (await network.get('/api/referrals?state=IN_REVIEW', desk.manager)).body.items as {
      friendId: string;
    }[];
    expect([await counted(), reviews[0]?.friendId]).toEqual([reviews.length, last]);
    const decide = (token: string) =>
      network.post(`/api/referrals/${String(round?.id)}/decide`, token, { decision: 'PAY', comment: 'a school class' });
    expect((await decide(desk.cashier)).status).toBe(403);
    expect((await decide(desk.manager)).body).toEqual({ id: round?.id, state: 'QUALIFIED' });
    expect((await decide(desk.manager)).body.code).toBe('already_decided');
    expect(await counted()).toBe(reviews.length - 1);
    await desk.settled(last, 'PAID');
    expect(
      (await network.post(`/api/referrals/${newId()}/decide`, desk.manager, { decision: 'PAY', comment: 'x' })).status,
    ).toBe(404);
  });

  it('counts the first sale of the least amount, and passes smaller ones over', async () => {
    const times = { perMonth: null, perGuest: null };
    desk = await ReferralDesk.open(test, { times, leastSale: minorUnits(50_000) });
    const { friend } = await desk.pair();
    await desk.sell(friend, 49_999);
    const enough = await desk.sell(friend, 50_000);
    await desk.settled(friend, 'PAID');
    expect((await desk.referralOf(friend)).rounds).toMatchObject([{ saleId: enough.body.id }]);
  });

  it('takes the next sale after a refund, whenever the job looks at them', async () => {
    const { friend } = await desk.pair();
    const first = await desk.sell(friend);
    await desk.sell(friend);
    await desk.refund(first.body.id as string);
    const next = await desk.sell(friend);
    // The job may pay the referral of the first sale before it handles the refund.
    const rounds = await eventually('the next sale is paid for', async () => {
      await desk.settled(friend, 'PAID');
      const found = (await desk.referralOf(friend)).rounds;
      return found.length > 1 && found;
    });
    expect(rounds.map(({ saleId }) => saleId)).toEqual([first.body.id, next.body.id]);
    await desk.verify();
  });

  it('is met where the job had passed over the sales of a network without any', async () => {
    const { id: guest } = await desk.register();
    await desk.sell(guest);
    const { database } = network;
    const unread = () =>
      database.inNetwork(network.id, (tx) =>
        tx.query(
          `SELECT e.type FROM events e
            WHERE e.network_id = $1 AND NOT EXISTS (
              SELECT FROM event_cursors c WHERE c.network_id = $1 AND c.subscriber = 'referrals'
                 AND (c.epoch, c.xid, c.id) >= (e.epoch, e.xid, e.id))`,
          [network.id],
        ),
      );
    await eventually('all is passed over', async () => {
      expect(await desk.job.doNext(network.id)).toBe('idle');
      return (await unread()).length === 0;
    });
    const { friend } = await desk.pair();
    await desk.sell(friend);
    await desk.settled(friend, 'PAID');
  });

  it('is listed and counted while it waits for a manager', async () => {
    const { friend } = await desk.pair();
    const other = await desk.register({ referralCode: 'ZZZZZ-ZZZZZ' });
    const listed = async (query = '') =>
      ((await network.get(`/api/referrals${query}`, desk.manager)).body.items as { friendId: string }[]).map(
        ({ friendId }) => friendId,
      );
    expect(await listed()).toEqual([other.id, friend]);
    expect(await listed('?state=REGISTERED')).toEqual([friend]);
    expect((await network.get('/api/referrals/count', desk.manager)).body).toEqual({ inReview: 0 });
    await desk.sell(friend);
    await desk.settled(friend, 'PAID');
    expect(await listed('?state=PAID')).toEqual([friend]);
    expect(await listed('?state=IN_REVIEW')).toEqual([]);
    expect((await network.get('/api/referrals', desk.cashier)).status).toBe(403);
  });
});
