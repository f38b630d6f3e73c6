import { minorUnits, points, type ProgramDocument } from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { programOf } from '../../../support/decision/programs';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

const PROGRAM: ProgramDocument = programOf({
  families: {
    mostMembers: 3,
    pool: { perDay: points(300), perMonth: points(1_000), pointsCoolFor: 0, membersCoolFor: 0 },
  },
});

interface Family {
  readonly id: string;
  readonly members: { readonly guestId: string; readonly role: string; readonly allowance: { left: number } | null }[];
}

describe('families', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, {
      document: PROGRAM,
      settings: { transfers: { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0 } },
    });
    shop = await RewardShop.open(network);
  });
  afterAll(() => test.close());

  const found = async (headId: string) =>
    (await network.post('/api/families', shop.manager, { headId }).expect(201)).body as Family;
  const add = (family: string, guestId: string, role = 'ADULT') =>
    network.post(`/api/families/${family}/members`, shop.manager, { guestId, role });
  const send = (method: 'put' | 'delete', path: string, token: string, body: object = {}) =>
    test.api()[method](path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', newId()).send(body);
  const allow = (family: string, child: string, body: object) =>
    send('put', `/api/families/${family}/members/${child}/allowance`, shop.manager, body);
  const redeem = (guest: string, amount: number, more: object = {}, key = newId()) =>
    network.post(
      `/api/guests/${guest}/transaction`,
      shop.cashier,
      { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points: amount, orderAmount: 1_000_000, ...more },
      key,
    );
  const tokenOf = async (guest: string) => (await test.app.get(Sessions).openForGuest(network.id, guest)).accessToken;
  const balanceOf = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, shop.cashier).expect(200)).body as {
      available: number;
      family: (Family & { pooled: number }) | null;
    };
  const codeOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { code?: string }).code;
  const expectSound = async () =>
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
  /** A family of two with so many points each. */
  const familyOf = async (first: number, second: number): Promise<[string, string, string]> => {
    const [head, other] = [await shop.guestWith(first), await shop.guestWith(second)];
    const { id } = await found(head);
    await add(id, other).expect(201);
    return [id, head, other];
  };

  it('are founded by a guest, joined with a code, and left', async () => {
    const [anna, boris, vera] = [await network.guest(), await network.guest(), await network.guest()];
    const [ofAnna, ofBoris, ofVera] = [await tokenOf(anna), await tokenOf(boris), await tokenOf(vera)];
    await network.get('/api/auth/me/family', ofAnna).expect(404);
    const family = (await network.post('/api/auth/me/family', ofAnna).expect(201)).body as Family;
    const invite = async (role: string) =>
      ((await network.post('/api/auth/me/family/invitations', ofAnna, { role }).expect(201)).body as { code: string })
        .code;
    const join = (token: string, code: string, key = newId()) =>
      network.post('/api/auth/me/family/join', token, { code }, key);
    const [code, key] = [await invite('ADULT'), newId()];
    await join(ofBoris, code.toLowerCase(), key).expect(201);
    // The repeated call gets the same response; for anybody else the code is used up.
    expect((await join(ofBoris, code.toLowerCase(), key)).body).toMatchObject({ id: family.id });
    expect(await codeOf(join(ofVera, code))).toBe('invitation_unknown');
    expect(await codeOf(network.post('/api/auth/me/family/invitations', ofBoris, { role: 'ADULT' }))).toBe(
      'family_role_unfit',
    );
    await join(ofVera, await invite('CHILD')).expect(201);
    expect((await network.get('/api/auth/me/family', ofVera)).body).toMatchObject({
      id: family.id,
      members: [
        { guestId: anna, role: 'HEAD' },
        { guestId: boris, role: 'ADULT' },
        { guestId: vera, role: 'CHILD', allowance: null },
      ],
    });
    expect(await codeOf(add(family.id, await network.guest()))).toBe('family_full');
    expect(await codeOf(network.post('/api/families', shop.manager, { headId: boris }))).toBe('family_already');
    expect(await codeOf(send('put', '/api/auth/me/family/head', ofAnna, { guestId: vera }))).toBe('family_role_unfit');

    const left = await send('delete', `/api/auth/me/family/members/${anna}`, ofAnna).expect(200);
    expect(left.body).toMatchObject({
      members: [
        { guestId: boris, role: 'HEAD' },
        { guestId: vera, role: 'CHILD' },
      ],
    });
    expect(await codeOf(send('delete', `/api/auth/me/family/members/${boris}`, ofVera))).toBe('family_role_unfit');
    // The last adult takes the children along, and the family ends.
    expect((await send('delete', `/api/auth/me/family/members/${boris}`, ofBoris).expect(200)).body).toMatchObject({
      members: [],
    });
    await network.get(`/api/families/${family.id}`, shop.cashier).expect(404);
    await expectSound();
  });

  it('are listed for staff page by page, and no more once they have ended', async () => {
    const [first, , other] = await familyOf(200, 100);
    const [second, head] = await familyOf(70, 0);
    interface Page {
      readonly items: { id: string; foundedAt: string; members: object[]; points: number }[];
      readonly nextCursor: string | null;
    }
    const list = async (query: string) =>
      (await network.get(`/api/families${query}`, shop.cashier).expect(200)).body as Page;
    const newest = await list('?limit=1');
    expect(newest).toMatchObject({ items: [{ id: second, points: 70 }] });
    const next = await list(`?limit=1&cursor=${newest.nextCursor ?? ''}`);
    expect(next.items).toMatchObject([{ id: first, members: [{ role: 'HEAD' }, { guestId: other, role: 'ADULT' }] }]);
    expect(next.items[0]).toMatchObject({ points: 300 });
    await network.get('/api/families?cursor=abc', shop.cashier).expect(400);
    for (const { guestId } of (await balanceOf(head)).family?.members ?? [])
      await send('delete', `/api/families/${second}/members/${guestId}`, shop.cashier);
    expect((await list('')).items.map(({ id }) => id)).not.toContain(second);
  });

  it('spend together: just what is missing comes from the others, and a refund gives it to the member who redeemed', async () => {
    const [, head, other] = await familyOf(200, 100);
    expect((await balanceOf(other)).family).toMatchObject({ pooled: 300 });
    const quote = await network
      .post(`/api/guests/${other}/quote`, shop.cashier, network.sale(1_000_000, { pointsToRedeem: 150 }))
      .expect(200);
    expect(quote.body).toMatchObject({ pointsRedeemed: 150, redeemable: { max: 300, limitedBy: 'BALANCE' } });
    expect((await balanceOf(head)).available).toBe(200);

    const key = newId();
    const sold = await network
      .post(`/api/guests/${other}/transaction`, shop.cashier, network.sale(1_000_000, { pointsToRedeem: 150 }), key)
      .expect(201);
    expect(sold.body).toMatchObject({ guestId: other, pointsRedeemed: 150 });
    expect((await balanceOf(head)).available).toBe(150);
    const again = await network.post(
      `/api/guests/${other}/transaction`,
      shop.cashier,
      network.sale(1_000_000, { pointsToRedeem: 150 }),
      key,
    );
    expect(again.body).toEqual(sold.body);
    const history = (await network.get(`/api/guests/${head}/history`, shop.cashier)).body as { items: object[] };
    expect(history.items[0]).toMatchObject({ type: 'TRANSFER', direction: 'DEBIT', points: 50, reasonCode: 'FAMILY' });
    const id = (sold.body as { id: string }).id;
    expect((await network.get(`/api/transactions/${id}/explain`, shop.manager).expect(200)).body).toMatchObject({
      agrees: true,
    });
    const earned = (sold.body as { pointsEarned: number }).pointsEarned;
    const before = (await balanceOf(other)).available;
    await network.post(`/api/transactions/${id}/refund`, shop.manager, { reason: 'cold' }).expect(201);
    expect((await balanceOf(other)).available).toBe(before - earned + 150);
    expect((await balanceOf(head)).available).toBe(150);
    await expectSound();
  });

  it('are told what there is in all, and lend nothing for what is refused', async () => {
    const [, head, other] = await familyOf(200, 100);
    expect((await redeem(other, 301)).body).toMatchObject({ code: 'insufficient_points', available: 300 });
    expect((await redeem(other, 250, { orderAmount: 100 })).body).toMatchObject({ code: 'redemption_limit_exceeded' });
    expect((await balanceOf(head)).available).toBe(200);
    const mug = await shop.item({ code: `MUG-${newId()}`, cost: 250 });
    expect((await shop.redeem(other, mug)).body).toMatchObject({ type: 'REDEMPTION', balance: { available: 0 } });
    expect((await balanceOf(head)).available).toBe(50);
    await expectSound();
  });

  it('are quoted the least that may be redeemed where only the family has it', async () => {
    const redemption = { minPoints: points(150), maxSharePpm: null, leaveAtLeast: minorUnits(0) };
    const document: ProgramDocument = { ...PROGRAM, redemption };
    const strict = await TillNetwork.create(test, { document });
    const own = await RewardShop.open(strict);
    const { cashier, manager } = own;
    const [head, other] = [await own.guestWith(200), await own.guestWith(100)];
    const { id } = (await strict.post('/api/families', manager, { headId: head }).expect(201)).body as Family;
    const quote = () => strict.post(`/api/guests/${other}/quote`, cashier, strict.sale(1_000_000));
    expect((await quote()).body).toMatchObject({ redeemable: { min: 150, max: 0, limitedBy: 'MINIMUM' } });
    await strict.post(`/api/families/${id}/members`, manager, { guestId: other, role: 'ADULT' }).expect(201);
    expect((await quote()).body).toMatchObject({ redeemable: { min: 150, max: 300, limitedBy: 'BALANCE' } });
    const sale = strict.sale(1_000_000, { pointsToRedeem: 160 });
    await strict.post(`/api/guests/${other}/transaction`, cashier, sale).expect(201);
  });

  it('spend of one member no more than the programme says', async () => {
    const [, head, other] = await familyOf(1_000, 10);
    expect((await balanceOf(other)).family).toMatchObject({ pooled: 310 });
    expect((await redeem(other, 210)).status).toBe(201);
    expect((await redeem(other, 101)).body).toMatchObject({ code: 'insufficient_points', available: 100 });
    expect((await redeem(other, 100)).status).toBe(201);
    expect((await balanceOf(head)).available).toBe(700);
    expect(await codeOf(redeem(other, 1))).toBe('insufficient_points');
    await expectSound();
  });

  it('let a child redeem what it was given, and no more, wherever the points lie', async () => {
    const parent = await shop.guestWith(500);
    const [child, other] = [await shop.guestWith(30), await shop.guestWith(500)];
    const { id } = await found(parent);
    await add(id, child, 'CHILD').expect(201);
    await add(id, other).expect(201);
    expect((await redeem(child, 10)).body).toMatchObject({ code: 'redemption_limit_exceeded', max: 0 });
    expect(await codeOf(allow(id, other, { points: 50, period: 'MONTH', giverId: parent }))).toBe('family_role_unfit');
    expect(await codeOf(allow(id, child, { points: 50, period: 'MONTH', giverId: child }))).toBe('family_role_unfit');
    await allow(id, child, { points: 50, period: 'MONTH', giverId: parent }).expect(200);
    expect((await balanceOf(child)).family).toMatchObject({ pooled: 50 });
    expect(await codeOf(redeem(child, 51))).toBe('redemption_limit_exceeded');
    const spent = await redeem(child, 40);
    expect(spent.status).toBe(201);
    expect([(await balanceOf(parent)).available, (await balanceOf(other)).available]).toEqual([490, 500]);
    expect(await codeOf(redeem(child, 11))).toBe('redemption_limit_exceeded');
    // An allowance given again continues in the same month.
    await allow(id, child, { points: 45, period: 'MONTH', giverId: parent }).expect(200);
    expect(await codeOf(redeem(child, 6))).toBe('redemption_limit_exceeded');
    const hold = { ...network.sale(1_000_000, { pointsToRedeem: 4 }), hold: true };
    // A refund returns points to the month in which they were spent; a hold uses the allowance at once.
    await network
      .post(`/api/transactions/${(spent.body as { id: string }).id}/refund`, shop.manager, { reason: 'cold' })
      .expect(201);
    const held = await network.post(`/api/guests/${child}/quote`, shop.cashier, hold).expect(201);
    expect(await codeOf(redeem(child, 42))).toBe('redemption_limit_exceeded');
    expect(await codeOf(send('delete', `/api/families/${id}/members/${child}`, shop.cashier))).toBe('family_in_flight');
    const { holdId } = held.body as { holdId: string };
    await network
      .post(`/api/guests/${child}/transaction`, shop.cashier, network.sale(1_000_000, { holdId }))
      .expect(201);
    expect((await redeem(child, 41)).status).toBe(201);
    expect((await balanceOf(child)).family?.members[1]?.allowance).toMatchObject({ points: 45, left: 0 });
    const gift = network.post(`/api/guests/${child}/transfers`, shop.manager, { toGuestId: other, points: 1 });
    expect(await codeOf(gift)).toBe('family_role_unfit');
    await expectSound();
  });

  it('never spend more than there is, also when members redeem at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [id, head, other] = await familyOf(100, 100);
      const answers = await Promise.all([
        redeem(head, 200),
        redeem(other, 200),
        redeem(head, 150),
        redeem(other, 60),
        send('delete', `/api/families/${id}/members/${other}`, shop.cashier),
      ]);
      for (const { status } of answers) expect([200, 201, 409, 422]).toContain(status);
      const spent = [200, 200, 150, 60].reduce((sum, of, n) => sum + (answers[n]?.status === 201 ? of : 0), 0);
      const left = (await balanceOf(head)).available + (await balanceOf(other)).available;
      expect(left).toBe(200 - spent);
    }
    await expectSound();
  });

  it('keep the seat of a guest that is merged into another, and give it back', async () => {
    const [id, head, other] = await familyOf(100, 50);
    const target = await shop.guestWith(20);
    const merged = await network
      .post(`/api/guests/${target}/merge`, shop.manager, { sourceId: head, reason: 'two cards' })
      .expect(201);
    expect((await balanceOf(other)).family).toMatchObject({
      pooled: 170,
      members: [{ guestId: target, role: 'HEAD' }, {}],
    });
    expect((await redeem(other, 160)).status).toBe(201);
    await network
      .post(`/api/merges/${(merged.body as { id: string }).id}/undo`, shop.manager, { reason: 'not the same' })
      .expect(201);
    expect((await network.get(`/api/families/${id}`, shop.cashier)).body).toMatchObject({
      members: [{ guestId: head, role: 'HEAD' }, { guestId: other }],
    });
    expect((await balanceOf(target)).family).toBeNull();
    const [, stranger] = await familyOf(10, 10);
    const two = network.post(`/api/guests/${stranger}/merge`, shop.manager, { sourceId: head, reason: 'two cards' });
    expect(await codeOf(two)).toBe('merge_not_possible');
    await expectSound();
  });

  it('give back both seats of one family when a merge of its members is undone', async () => {
    const [id, head, other] = await familyOf(100, 50);
    const child = await network.guest();
    await add(id, child, 'CHILD').expect(201);
    await allow(id, child, { points: 30, period: 'MONTH', giverId: head }).expect(200);
    const seats = async () =>
      ((await network.get(`/api/families/${id}`, shop.cashier).expect(200)).body as { members: object[] }).members;
    const before = await seats();
    for (const [target, source] of [
      [other, head],
      [head, other],
      [child, head],
      [head, child],
    ] as const) {
      const merge = { sourceId: source, reason: 'two cards' };
      const merged = await network.post(`/api/guests/${target}/merge`, shop.manager, merge).expect(201);
      expect(await seats()).toHaveLength(2);
      expect(await seats()).toContainEqual(expect.objectContaining({ role: 'HEAD' }));
      const { id: mergeId } = merged.body as { id: string };
      await network.post(`/api/merges/${mergeId}/undo`, shop.manager, { reason: 'not the same' }).expect(201);
      expect(await seats()).toEqual(before);
    }
    await expectSound();
  });
});
