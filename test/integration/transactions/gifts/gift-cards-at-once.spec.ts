import fc from 'fast-check';
import { LedgerVerification } from '../../../../src/transactions';
import { isShortForm } from '../../../support/at-night';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from './gift-desk';

const CARDS = 3;
const AT_ONCE = 12;
const ROUNDS = isShortForm ? 4 : 10;

interface Deed {
  readonly kind: 'TOP_UP' | 'SPEND' | 'REFUND';
  readonly card: number;
  readonly amount: number;
}

const deeds = fc.array(
  fc.record({
    kind: fc.constantFrom<Deed['kind']>('TOP_UP', 'SPEND', 'SPEND', 'SPEND', 'REFUND'),
    card: fc.integer({ min: 0, max: CARDS - 1 }),
    amount: fc.integer({ min: 1, max: 400 }),
  }),
  { minLength: ROUNDS * AT_ONCE, maxLength: ROUNDS * AT_ONCE },
);

/** Gift cards on two processes: the oracle adds up the answers, in whatever order the processes gave them. */
describe('gift cards at once', () => {
  let doors: readonly TestApp[];
  let network: TillNetwork;
  let desk: GiftDesk;

  beforeAll(async () => {
    doors = await applicationsOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(doors[0] as TestApp);
    desk = await GiftDesk.open(network);
  });
  afterAll(() => Promise.all(doors.map((door) => door.close())));

  const doorOf = (n: number) => doors[n % doors.length];

  it('two tills never spend the same money', async () => {
    const [face] = (await desk.batch(1)) as [GiftFace];
    await desk.sell(face, 1_000).expect(201);
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => desk.spend(face, 300, undefined, doorOf(n))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, ...Array<number>(9).fill(422)]);
    expect((await desk.balance(face)).body).toMatchObject({ balance: 100 });
  });

  it('random acts leave each card and the money owed as the oracle says', async () => {
    const faces = await desk.batch(CARDS);
    const owned = faces.map(() => 500);
    for (const face of faces) await desk.sell(face, 500).expect(201);
    const spendings: { id: string; card: number; left: number }[] = [];
    const [plan = []] = fc.sample(deeds, { numRuns: 1 });
    const play = async ({ kind, card, amount }: Deed, n: number) => {
      const face = faces[card] as GiftFace;
      if (kind !== 'REFUND') {
        const act = kind === 'SPEND' ? 'spend' : 'topUp';
        const { status, body } = await desk[act](face, amount, undefined, doorOf(n));
        const isDone = status === 201;
        expect(isDone ? null : (body as { code: string }).code).toBe(isDone ? null : 'gift_card_short');
        if (!isDone) return;
        owned[card] = (owned[card] ?? 0) + (kind === 'SPEND' ? -amount : amount);
        const { id } = (body as { transaction: { id: string } }).transaction;
        if (kind === 'SPEND') spendings.push({ id, card, left: amount });
        return;
      }
      const spending = spendings[n % Math.max(1, spendings.length)];
      if (spending === undefined) return;
      const { status, body } = await desk.refund(spending.id, amount, undefined, doorOf(n));
      if (status !== 201) {
        expect(body).toMatchObject({ code: 'gift_refund_exceeds' });
        return;
      }
      spending.left -= amount;
      owned[spending.card] = (owned[spending.card] ?? 0) + amount;
    };
    for (let round = 0; round < ROUNDS; round += 1)
      await Promise.all(plan.slice(round * AT_ONCE, (round + 1) * AT_ONCE).map(play));
    const balances = await Promise.all(faces.map(async (face) => (await desk.balance(face)).body as object));
    expect(balances).toMatchObject(owned.map((balance) => ({ balance })));
    expect(spendings.filter(({ left }) => left < 0)).toEqual([]);
    const day = network.businessDate();
    const report = await network.get(`/api/gift-cards/report?from=${network.businessDate(-1)}&to=${day}`, desk.manager);
    expect(report.body).toMatchObject({ owed: owned.reduce((sum, one) => sum + one, 0) });
    const { findings } = await network.test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
