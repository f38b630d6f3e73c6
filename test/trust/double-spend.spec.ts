import { presetForNetwork } from '../../src/configuration/programs/drafts/scaled-preset.rules';
import { points } from '../../src/decision';
import { newId } from '../../src/platform/ids/ids';
import { applicationsOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';
import { inParallel, reportTrials, trialsOf } from './trials';

const AT_ONCE = 8;
const CREDIT = 300;
/** Success, or a refusal that says why: another call is under way, the points are gone, or the machine is too busy. */
const HONEST = [201, 409, 422, 503];

/** Claim 2: no double spend. Two API processes' worth of doors stand on one database, so no memory can be the guard. */
describe('claim 2: no double spend', () => {
  let first: TestApp;
  let second: TestApp;
  let network: TillNetwork;
  let token: string;
  const doors = () => [first, second] as const;

  beforeAll(async () => {
    [first, second] = await applicationsOfWorker();
    network = await TillNetwork.create(first, {
      document: {
        ...presetForNetwork('hybrid-5', 2),
        families: {
          mostMembers: 4,
          pool: { perDay: points(1_000), perMonth: points(1_000), pointsCoolFor: 0, membersCoolFor: 0 },
        },
      },
      settings: {
        limits: { tillAllowance: CREDIT },
        transfers: { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0 },
      },
    });
    token = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const post = (n: number, path: string, body: object) =>
    (doors()[n % 2] as TestApp)
      .api()
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', newId())
      .send(body);
  const credited = async () => {
    const guest = await network.guest();
    await post(0, `/api/guests/${guest}/transaction`, {
      type: 'MANUAL',
      direction: 'CREDIT',
      points: CREDIT,
      reasonCode: 'GOODWILL',
    });
    return guest;
  };
  const available = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, token)).body.available as number;

  const redeem = (n: number, guest: string) =>
    post(n, `/api/guests/${guest}/transaction`, {
      type: 'REDEMPTION',
      pointOfSaleId: network.pointOfSaleId,
      points: CREDIT,
      orderAmount: 1_000_000,
    });

  it('eight at once on the whole balance: one wins', async () => {
    const rounds = trialsOf({ inTest: 60, full: 4_000 });
    await inParallel(rounds, 4, async () => {
      const guest = await credited();
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) =>
          post(n, `/api/guests/${guest}/transaction`, {
            type: 'REDEMPTION',
            pointOfSaleId: network.pointOfSaleId,
            points: CREDIT,
            orderAmount: 1_000_000,
          }),
        ),
      );
      expect(answers.map((answer) => answer.status).sort()).toEqual([
        201,
        ...Array.from({ length: AT_ONCE - 1 }, () => 422),
      ]);
      expect(await available(guest)).toBe(0);
    });
    reportTrials(2, 'eight at once on the whole balance, two processes', rounds);
  });

  it('eight batches of an offline till at once, each of a guest without points: what its allowance has is paid', async () => {
    const rounds = trialsOf({ inTest: 20, full: 1_000 });
    const part = 100;
    for (let round = 0; round < rounds; round += 1) {
      const allowance = await network.allowanceOf(token, 'till', CREDIT);
      const guests = await Promise.all(Array.from({ length: AT_ONCE }, () => network.guest()));
      const answers = await Promise.all(
        guests.map((guestId, n) => {
          const body = network.sale(100_000, { pointsToRedeem: part });
          const acts = [{ counter: round * AT_ONCE + n + 1, key: newId(), guestId, body }];
          const sentAt = new Date().toISOString();
          return post(n, '/api/transactions/batch', { deviceId: 'till', sentAt, allowance, acts });
        }),
      );
      const statuses = answers.map(({ body }) => (body as { items: { status: number }[] }).items[0]?.status);
      expect(statuses.sort()).toEqual(Array.from({ length: AT_ONCE }, (_, n) => (n < CREDIT / part ? 201 : 422)));
    }
    reportTrials(2, 'eight batches at once on an allowance, two processes', rounds);
  });

  it('redemption, debit, hold and undo at once never spend more than there is', async () => {
    const rounds = trialsOf({ inTest: 60, full: 4_000 });
    await inParallel(rounds, 4, async () => {
      const guest = await credited();
      const sale = await post(0, `/api/guests/${guest}/transaction`, network.sale(100_000));
      const before = await available(guest);
      const acts = [
        () =>
          post(0, `/api/guests/${guest}/transaction`, {
            type: 'REDEMPTION',
            pointOfSaleId: network.pointOfSaleId,
            points: 250,
            orderAmount: 1_000_000,
          }),
        () =>
          post(1, `/api/guests/${guest}/transaction`, {
            type: 'MANUAL',
            direction: 'DEBIT',
            points: 250,
            reasonCode: 'CORRECTION',
          }),
        () =>
          post(0, `/api/guests/${guest}/quote`, { ...network.sale(1_000_000, { pointsToRedeem: 250 }), hold: true }),
        () => post(1, `/api/transactions/${String(sale.body.id)}/undo`, {}),
        () => post(0, `/api/guests/${guest}/transaction`, network.sale(1_000_000, { pointsToRedeem: 250 })),
      ];
      const answers = await Promise.all(acts.map((act) => act()));
      for (const answer of answers) expect([200, ...HONEST]).toContain(answer.status);
      const { body } = (await network.get(`/api/guests/${guest}/balance`, token)) as {
        body: { available: number; held: number; receivable: number };
      };
      const earnedBySale = (answers[4]?.body.pointsEarned as number | undefined) ?? 0;
      const spent =
        [answers[0], answers[2], answers[4]].filter((answer) => answer?.status === 201).length * 250 +
        (answers[1]?.status === 201 ? 250 : 0);
      const undone = answers[3]?.status === 201 ? (sale.body.pointsEarned as number) : 0;
      expect(body.available).toBeGreaterThanOrEqual(0);
      // All points are available, held, spent or taken back, or are a debt where they could not be taken back.
      expect(body.available + body.held - body.receivable).toBe(
        before + earnedBySale - spent - undone + (answers[2]?.status === 201 ? 250 : 0),
      );
    });
    reportTrials(2, 'redemption, debit, hold, undo and sale at once', rounds);
  });

  it('a refund races the spending of what the sale earned: a debt, never two spends', async () => {
    const rounds = trialsOf({ inTest: 80, full: 2_000 });
    await inParallel(rounds, 4, async () => {
      const guest = await network.guest();
      const sale = await post(0, `/api/guests/${guest}/transaction`, network.sale(500_000));
      const earned = sale.body.pointsEarned as number;
      const [refund, spend] = await Promise.all([
        post(0, `/api/transactions/${String(sale.body.id)}/refund`, { reason: 'returned' }),
        post(1, `/api/guests/${guest}/transaction`, {
          type: 'REDEMPTION',
          pointOfSaleId: network.pointOfSaleId,
          points: earned,
          orderAmount: 1_000_000,
        }),
      ]);
      expect(refund.status).toBe(201);
      const { body } = await network.get(`/api/guests/${guest}/balance`, token);
      expect(body.available).toBe(0);
      expect(body.receivable).toBe(spend.status === 201 ? earned : 0);
    });
    reportTrials(2, 'refund against redemption of what it earned', rounds);
  });

  it('a transfer races the spending of what it gives, both ways: what there was is once', async () => {
    const rounds = trialsOf({ inTest: 60, full: 2_000 });
    await inParallel(rounds, 4, async () => {
      const [one, two] = [await credited(), await credited()];
      const answers = await Promise.all([
        post(0, `/api/guests/${one}/transfers`, { toGuestId: two, points: CREDIT }),
        post(1, `/api/guests/${two}/transfers`, { toGuestId: one, points: CREDIT }),
        redeem(0, one),
        redeem(1, two),
        post(1, `/api/guests/${one}/transfers`, { toGuestId: two, points: CREDIT }),
      ]);
      for (const { status } of answers) expect(HONEST).toContain(status);
      const spent = [answers[2], answers[3]].filter(({ status }) => status === 201).length * CREDIT;
      expect((await available(one)) + (await available(two))).toBe(2 * CREDIT - spent);
    });
    reportTrials(2, 'transfers both ways against redemption', rounds);
  });

  it('two members redeem the whole pool at once, and one leaves: never more than there is', async () => {
    const rounds = trialsOf({ inTest: 40, full: 2_000 });
    await inParallel(rounds, 4, async () => {
      const [one, two] = [await credited(), await credited()];
      const { body: family } = await post(0, '/api/families', { headId: one });
      const { status: joined } = await post(0, `/api/families/${String(family.id)}/members`, {
        guestId: two,
        role: 'ADULT',
      });
      expect(joined).toBe(201);
      const spend = (n: number, guest: string, amount: number) =>
        post(n, `/api/guests/${guest}/transaction`, {
          type: 'REDEMPTION',
          pointOfSaleId: network.pointOfSaleId,
          points: amount,
          orderAmount: 1_000_000,
        });
      const amounts = [2 * CREDIT, 2 * CREDIT, CREDIT + 1, CREDIT];
      const [left, ...answers] = await Promise.all([
        doors()[1]
          .api()
          .delete(`/api/families/${String(family.id)}/members/${two}`)
          .set('Authorization', `Bearer ${token}`)
          .set('Idempotency-Key', newId()),
        ...amounts.map((amount, n) => spend(n, n % 2 === 0 ? one : two, amount)),
      ]);
      expect(left.status).toBe(200);
      for (const { status } of answers) expect([201, 422]).toContain(status);
      const spent = amounts.reduce((sum, amount, n) => sum + (answers[n]?.status === 201 ? amount : 0), 0);
      expect((await available(one)) + (await available(two))).toBe(2 * CREDIT - spent);
    });
    reportTrials(2, 'the pool of a family redeemed by two at once', rounds);
  });

  it('a merge races redemption, transfer and another merge: one merge, and every point once', async () => {
    const rounds = trialsOf({ inTest: 40, full: 2_000 });
    await inParallel(rounds, 4, async () => {
      const [one, two] = [await credited(), await credited()];
      const answers = await Promise.all([
        post(0, `/api/guests/${one}/merge`, { sourceId: two, reason: 'same' }),
        redeem(1, two),
        post(1, `/api/guests/${two}/merge`, { sourceId: one, reason: 'same' }),
        post(0, `/api/guests/${one}/transfers`, { toGuestId: two, points: CREDIT }),
        redeem(0, one),
      ]);
      for (const { status } of answers) expect(HONEST).toContain(status);
      expect([answers[0], answers[2]].filter(({ status }) => status === 201).length).toBe(1);
      const spent = [answers[1], answers[4]].filter(({ status }) => status === 201).length * CREDIT;
      expect((await available(one)) + (await available(two))).toBe(2 * CREDIT - spent);
    });
    reportTrials(2, 'merge against redemption, transfer and merge', rounds);
  });
});
