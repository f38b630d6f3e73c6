import { randomUUID as newKey } from 'node:crypto';
import { eventually } from '../support/eventually';
import { startApp, type TestApp } from '../support/app';
import { seeded } from '../support/seeded';
import { giveSettings } from '../support/settings';
import { TillNetwork } from '../support/till-network';
import { type Cut, CuttingProxy } from './lost-answers-proxy';
import { firstTrial, inParallel, reportTrials, trialsOf } from './trials';

const CUTS: readonly Cut[] = ['BEFORE', 'AT_ONCE', 'AFTER'];
const CREDIT = 300;

/** Claim 3 in its hardest case: the connection to PostgreSQL breaks at the commit, so the process can't know the outcome. */
describe('claim 3: an answer that was lost with its connection', () => {
  let proxy: CuttingProxy;
  let test: TestApp;
  let network: TillNetwork;
  let token: string;
  let putBack: () => void;

  beforeAll(async () => {
    const direct = process.env['DATABASE_URL'] ?? '';
    proxy = await CuttingProxy.start(direct);
    putBack = giveSettings({ DATABASE_URL: proxy.urlFor(direct), WORKERS: 'off', RATE_LIMITS: 'off' });
    test = await startApp();
    network = await TillNetwork.create(test);
    token = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await test.close();
    putBack();
    await proxy.stop();
  });

  interface Way {
    readonly name: string;
    readonly path: string;
    readonly body: object;
    /** Points left of a credit of 300 after the call has acted once. */
    readonly available: number;
    readonly type: string;
  }

  /** Acts that are written in a batch, and acts that are written alone under their guest's lock. */
  const waysOf = (guest: string, saleId: string): readonly Way[] => [
    {
      name: 'sale',
      path: `/api/guests/${guest}/transaction`,
      body: network.sale(10_000, { receiptNumber: newKey() }),
      available: CREDIT + 9,
      type: 'SALE',
    },
    {
      name: 'redemption',
      path: `/api/guests/${guest}/transaction`,
      body: { type: 'REDEMPTION', pointOfSaleId: network.pointOfSaleId, points: CREDIT, orderAmount: 1_000_000 },
      available: 0,
      type: 'REDEMPTION',
    },
    {
      name: 'debit',
      path: `/api/guests/${guest}/transaction`,
      body: { type: 'MANUAL', direction: 'DEBIT', points: 200, reasonCode: 'CORRECTION' },
      available: 100,
      type: 'MANUAL',
    },
    {
      name: 'refund',
      path: `/api/transactions/${saleId}/refund`,
      body: { reason: 'cut' },
      available: CREDIT,
      type: 'REFUND',
    },
  ];

  const post = (path: string, body: object, key: string) => network.post(path, token, body, key);
  /** Repeats a kept sale until it is recorded. */
  const recorded = async <Answer extends { readonly status: number }>(
    call: () => PromiseLike<Answer>,
  ): Promise<Answer> => {
    let answer = await call();
    await eventually('a kept sale', async () => {
      if (answer.status === 202) answer = await call();
      return answer.status !== 202;
    });
    return answer;
  };

  it('is found under its key: one act, and the same answer however often it is asked for', async () => {
    const rounds = trialsOf({ inTest: 60, full: 5_000 });
    const random = seeded(7 + firstTrial());
    let broken = 0;
    for (let round = 0; round < rounds; round += 1) {
      const guest = await network.guest();
      const sale = await post(
        `/api/guests/${guest}/transaction`,
        network.sale(900, { receiptNumber: newKey() }),
        newKey(),
      );
      // 200 for the first sale of a guest; what the manual credit adds makes 300.
      await post(
        `/api/guests/${guest}/transaction`,
        {
          type: 'MANUAL',
          direction: 'CREDIT',
          points: CREDIT - Number(sale.body.pointsEarned),
          reasonCode: 'GOODWILL',
        },
        newKey(),
      );
      const ways = waysOf(guest, String(sale.body.id));
      const way = ways[round % ways.length] as Way;
      const key = newKey();
      const cuts = Array.from(
        { length: 1 + Math.floor(random() * 3) },
        () => CUTS[Math.floor(random() * CUTS.length)] ?? 'AFTER',
      );
      const where = `round ${String(round)}: ${way.name}, ${cuts.join(', ')}`;
      proxy.arm(...cuts);
      const first = await post(way.path, way.body, key);
      broken += proxy.disarm();
      // The till gets the right answer or learns that the outcome is unknown; never a wrong answer.
      expect([where, [201, 202, 503].includes(first.status)]).toEqual([where, true]);
      const again = await Promise.all(Array.from({ length: 3 }, () => recorded(() => post(way.path, way.body, key))));
      for (const answer of again) {
        expect([where, answer.status, answer.body.type]).toEqual([where, 201, way.type]);
        expect([where, answer.text]).toEqual([where, first.status === 201 ? first.text : again[0]?.text]);
      }
      const history = await network.get(`/api/guests/${guest}/history`, token);
      const acted = (history.body.items as { id: string }[]).filter(({ id }) => id === again[0]?.body.id);
      expect([where, acted.length, history.body.items.length]).toEqual([where, 1, 3]);
      const balance = await network.get(`/api/guests/${guest}/balance`, token);
      const expected = way.name === 'refund' ? CREDIT - Number(sale.body.pointsEarned) : way.available;
      expect([where, balance.body.available]).toEqual([where, expected]);
    }
    expect(broken).toBeGreaterThanOrEqual(rounds);
    reportTrials(3, 'connections broken at the commit of an act', broken);
  }, 3_600_000);

  it('costs nobody else anything: a batch that lost its connection acts once for each of its calls', async () => {
    const rounds = trialsOf({ inTest: 10, full: 1_000 });
    const guests = await Promise.all(Array.from({ length: 20 }, () => network.guest()));
    const random = seeded(11 + firstTrial());
    for (let round = 0; round < rounds; round += 1) {
      proxy.arm(
        CUTS[Math.floor(random() * CUTS.length)] ?? 'AFTER',
        CUTS[Math.floor(random() * CUTS.length)] ?? 'AT_ONCE',
      );
      const keys = guests.map(() => newKey());
      const sell = (n: number) =>
        post(`/api/guests/${String(guests[n])}/transaction`, network.sale(10_000), String(keys[n]));
      const first = await Promise.all(guests.map((_, n) => sell(n)));
      proxy.disarm();
      const ids: string[] = [];
      await inParallel(guests.length, 4, async (n) => {
        const again = await recorded(() => sell(n));
        expect(again.status).toBe(201);
        if (first[n]?.status === 201) expect(again.text).toBe(first[n].text);
        else expect([202, 503]).toContain(first[n]?.status);
        ids.push(String(again.body.id));
      });
      expect(new Set(ids).size).toBe(guests.length);
    }
    for (const guest of guests) {
      const { body } = await network.get(`/api/guests/${guest}/balance`, token);
      expect(body.available).toBe(200 + rounds * 9);
    }
    reportTrials(3, 'batches of twenty acts that lost their connection', rounds);
  }, 3_600_000);
});
