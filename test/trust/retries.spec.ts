import { newId } from '../../src/platform/ids/ids';
import { applicationsOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';
import { inParallel, reportTrials, trialsOf } from './trials';

const AT_ONCE = 8;

/** Claim 3: a retried call acts once and answers the same, whichever process it meets. */
describe('claim 3: a retried call acts once', () => {
  let first: TestApp;
  let second: TestApp;
  let network: TillNetwork;
  let token: string;

  beforeAll(async () => {
    [first, second] = await applicationsOfWorker();
    network = await TillNetwork.create(first);
    token = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const post = (n: number, path: string, body: object, key: string) =>
    (n % 2 === 0 ? first : second)
      .api()
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Idempotency-Key', key)
      .send(body);

  it('eight calls with one key on two processes: one act, the same bytes', async () => {
    const rounds = trialsOf({ inTest: 100, full: 25_000 });
    await inParallel(rounds, 4, async (round) => {
      const guest = await network.guest();
      const key = newId();
      const body = network.sale(10_000 + round);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => post(n, `/api/guests/${guest}/transaction`, body, key)),
      );
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
      expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
      expect(answers.filter((answer) => answer.headers['idempotent-replayed'] === undefined).length).toBe(1);
      const history = await network.get(`/api/guests/${guest}/history`, token);
      expect(history.body.items).toHaveLength(1);
      const other = await post(round, `/api/guests/${guest}/transaction`, network.sale(1), key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    });
    reportTrials(3, 'one key eight times at once on two processes', rounds);
  });

  it('a refusal replays even when the guest has points by now', async () => {
    const rounds = trialsOf({ inTest: 40, full: 5_000 });
    await inParallel(rounds, 4, async (round) => {
      const guest = await network.guest();
      const key = newId();
      const redemption = {
        type: 'REDEMPTION',
        pointOfSaleId: network.pointOfSaleId,
        points: 100,
        orderAmount: 1_000_000,
      };
      const refused = await post(round, `/api/guests/${guest}/transaction`, redemption, key);
      expect([refused.status, refused.body.code]).toEqual([422, 'insufficient_points']);
      await post(
        round,
        `/api/guests/${guest}/transaction`,
        { type: 'MANUAL', direction: 'CREDIT', points: 500, reasonCode: 'GOODWILL' },
        newId(),
      );
      const again = await post(round + 1, `/api/guests/${guest}/transaction`, redemption, key);
      expect([again.status, again.text]).toEqual([422, refused.text]);
      expect(again.headers['idempotent-replayed']).toBe('true');
    });
    reportTrials(3, 'a refusal replays to the byte', rounds);
  });

  it('the same receipt by different keys at once: one sale', async () => {
    const rounds = trialsOf({ inTest: 60, full: 20_000 });
    await inParallel(rounds, 4, async () => {
      const guest = await network.guest();
      const body = network.sale(20_000, { receiptNumber: newId() });
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => post(n, `/api/guests/${guest}/transaction`, body, newId())),
      );
      const won = answers.filter((answer) => answer.status === 201);
      expect(won).toHaveLength(1);
      for (const answer of answers.filter((other) => other.status !== 201)) {
        expect([answer.status, answer.body.code, answer.body.transactionId]).toEqual([
          409,
          'receipt_already_recorded',
          won[0]?.body.id,
        ]);
      }
    });
    reportTrials(3, 'one receipt by eight keys at once on two processes', rounds);
  });
});
