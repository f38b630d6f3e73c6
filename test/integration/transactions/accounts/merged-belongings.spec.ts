import { minorUnits } from '../../../../src/decision';
import { Database } from '../../../../src/platform/database/database';
import { Sessions } from '../../../../src/security';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf } from '../../../support/decision/programs';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

const VISITS = '7c9e6679-7425-40de-944b-e07fc1f90ae8';
const PROGRAM = programOf({
  stampCards: [
    {
      id: VISITS,
      name: { en: 'Visits' },
      collects: { by: 'VISIT', leastAmount: minorUnits(100) },
      size: 3,
      reward: { rewardCode: 'MUG' },
      validityMonths: 6,
    },
  ],
});

interface Moved {
  readonly id: string;
  readonly exact: boolean;
  readonly moved: object;
  readonly returned: object;
  readonly missing: object;
}

describe('what a guest has besides points, when it is merged into another and parted from it', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;
  let mug: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: PROGRAM });
    shop = await RewardShop.open(network);
    mug = await shop.item({ code: 'MUG', cost: 100, limits: { perGuest: 2, perPeriod: null } });
  });
  afterAll(() => test.close());

  const merge = async (guest: string, source: string) => {
    const body = { sourceId: source, reason: 'two cards' };
    const answer = await network.post(`/api/guests/${guest}/merge`, shop.manager, body).expect(201);
    return answer.body as Moved;
  };
  const undo = async (id: string) =>
    (await network.post(`/api/merges/${id}/undo`, shop.manager, { reason: 'not the same' }).expect(201)).body as Moved;
  const stampsOf = async (guest: string) => {
    const { body } = await network.get(`/api/guests/${guest}/balance`, shop.cashier).expect(200);
    return (body as { stamps: { collected: number; completed: number }[] }).stamps[0];
  };
  const holderOf = async (redemption: string) => (await shop.redemption(redemption))['guestId'];
  const expectSound = async () =>
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
  const redeemed = async (guest: string) => {
    const { status, body } = await shop.redeem(guest, mug);
    expect(status).toBe(201);
    return (body as { id: string }).id;
  };

  it('keeps children and what stands in the inbox, and gives each back to whom it came from', async () => {
    const [first, second, third] = [await network.guest(), await network.guest(), await network.guest()];
    const tell = async (guest: string, birthDate: string) =>
      network.post(`/api/guests/${guest}/children`, shop.manager, { birthDate }).expect(201);
    const toldBy = async (guest: string) => {
      const { body } = await network.get(`/api/guests/${guest}/children`, shop.manager).expect(200);
      return (body as { items: { birthDate: string }[] }).items.map(({ birthDate }) => birthDate);
    };
    const inboxes = async () =>
      test.app.get(Database).inNetwork(network.id, (tx) =>
        tx.query<{ guest: string; text: string }>(
          `SELECT guest_id AS guest, convert_from(body_encrypted, 'UTF8') AS text FROM messages
            WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) ORDER BY text`,
          [network.id, [first, second, third]],
        ),
      );
    await tell(first, '2019-05-01');
    await tell(second, '2020-05-01');
    await test.app.get(Database).inNetwork(network.id, (tx) =>
      tx.query(
        `INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, body_encrypted, status, in_inbox)
         SELECT $1, gen_random_uuid(), g.id, 'INBOX', '', '', convert_to(g.text, 'UTF8'), 'SENT', true
           FROM unnest($2::uuid[], $3::text[]) g(id, text)`,
        [network.id, [first, second], ['first', 'second']],
      ),
    );
    const inner = await merge(second, first);
    const outer = await merge(third, second);
    expect(await toldBy(third)).toEqual(['2019-05-01', '2020-05-01']);
    expect((await inboxes()).map(({ guest }) => guest)).toEqual([third, third]);
    await undo(outer.id);
    expect(await toldBy(second)).toEqual(['2019-05-01', '2020-05-01']);
    await undo(inner.id);
    expect([await toldBy(first), await toldBy(second), await toldBy(third)]).toEqual([
      ['2019-05-01'],
      ['2020-05-01'],
      [],
    ]);
    expect((await inboxes()).map(({ guest }) => guest)).toEqual([first, second]);
  });

  it('never shows more stamps of a card than it has places for: the next stamp fills it', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    for (const guest of [target, target, source, source]) await shop.sell(guest, 1_000);
    await merge(target, source);
    expect(await stampsOf(target)).toMatchObject({ collected: 3, size: 3, completed: 0 });
    await shop.sell(target, 1_000);
    expect(await stampsOf(target)).toMatchObject({ collected: 2, completed: 1 });
    await expectSound();
  });

  it('keeps stamps: they come to those of the other, fill its card, and are refunded there', async () => {
    const [target, source] = [await network.guest(), await network.guest()];
    for (let n = 0; n < 2; n += 1) await shop.sell(target, 1_000);
    const sold = await shop.sell(source, 1_000);
    const { id, moved } = await merge(target, source);
    expect(moved).toMatchObject({ stamps: 1 });
    expect(await stampsOf(target)).toMatchObject({ collected: 3 });
    await shop.sell(source, 1_000);
    expect(await stampsOf(target)).toMatchObject({ collected: 1, completed: 1 });
    const refund = network.post(`/api/transactions/${String(sold.body.id)}/refund`, shop.manager, { reason: 'cold' });
    expect((await refund).status).toBe(201);
    expect(await stampsOf(target)).toMatchObject({ collected: 0, completed: 1 });
    await expectSound();
    expect(await undo(id)).toMatchObject({ exact: false, returned: { stamps: 0 }, missing: { stamps: 1 } });
    await expectSound();
  });

  it('keeps rewards, limits and coupons: the other uses them, and what was not used goes back', async () => {
    const [target, source] = [await shop.guestWith(500), await shop.guestWith(500)];
    const [ofTarget, used, kept] = [await redeemed(target), await redeemed(source), await redeemed(source)];
    await network.post(`/api/redemptions/${used}/fulfil`, shop.cashier).expect(200);
    const code = await shop.sharedCode(await shop.discount(), 10, { perGuest: 1 });
    expect((await shop.sell(source, 5_000, { coupons: [code] })).status).toBe(201);
    const [single] = await shop.singleCodes(await shop.discount(), 1, { perGuest: 1 });
    const sale = await shop.sell(source, 5_000, { coupons: [single] });
    const { id, moved } = await merge(target, source);
    expect(moved).toMatchObject({ rewards: 1 });
    expect(await Promise.all([ofTarget, used, kept].map(holderOf))).toEqual([target, target, target]);
    expect((await shop.redeem(target, mug)).body).toMatchObject({ code: 'reward_limit_reached' });
    expect((await shop.sell(target, 5_000, { coupons: [code] })).body).toMatchObject({ code: 'reward_limit_reached' });
    await expectSound();
    expect(await undo(id)).toMatchObject({ exact: true, returned: { rewards: 1 }, missing: { rewards: 0 } });
    expect(await Promise.all([ofTarget, used, kept].map(holderOf))).toEqual([target, source, source]);
    expect((await shop.sell(target, 5_000, { coupons: [code] })).status).toBe(201);
    expect((await shop.sell(target, 5_000, { coupons: [single] })).body.code).toBe('coupon_used');

    const again = await merge(target, source);
    const balance = await shop.balance(target);
    expect((await network.post(`/api/redemptions/${kept}/cancel`, shop.manager)).status).toBe(200);
    expect(await shop.balance(target)).toBe(balance + 100);
    expect(await undo(again.id)).toMatchObject({ exact: false, missing: { rewards: 1 } });
    expect(await Promise.all([ofTarget, used, kept].map(holderOf))).toEqual([target, source, target]);
    await network
      .post(`/api/transactions/${String(sale.body.id)}/refund`, shop.manager, { reason: 'cold' })
      .expect(201);
    expect((await shop.sell(target, 5_000, { coupons: [single] })).status).toBe(201);
    await expectSound();
  });

  it('fills what is empty of the profile, and takes just that away again; sessions end', async () => {
    const profileOf = async (guest: string) => (await network.get(`/api/guests/${guest}`, shop.manager)).body as object;
    const known = async (profile: object) => {
      const { body } = await network.post('/api/guests', shop.manager, {
        ...profile,
        restaurantId: network.restaurantId,
      });
      return (body as { id: string }).id;
    };
    const target = await known({ externalId: 'target', name: 'Anna' });
    const source = await known({
      externalId: 'source',
      name: 'Maria',
      email: 'maria@example.test',
      birthDate: '1990-05-01',
    });
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, source);
    await network.get('/api/auth/me', accessToken).expect(200);
    const { id } = await merge(target, source);
    await network.get('/api/auth/me', accessToken).expect(401);
    expect(await profileOf(target)).toMatchObject({
      name: 'Anna',
      email: 'maria@example.test',
      birthDate: '1990-05-01',
    });
    await test
      .api()
      .patch(`/api/guests/${target}`)
      .set('Authorization', `Bearer ${shop.manager}`)
      .send({ email: 'anna@example.test' })
      .expect(200);
    await undo(id);
    expect(await profileOf(target)).toMatchObject({ name: 'Anna', email: 'anna@example.test', birthDate: null });
    expect(await profileOf(source)).toMatchObject({ name: 'Maria', birthDate: '1990-05-01' });
  });
});
