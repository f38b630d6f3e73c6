import fc from 'fast-check';
import { ActPlanner } from './credit-notes.rules';
import { compareActs, compareNumbers } from './order-of-acts.rules';
import type { PlannedAct } from './planned-act';
import type { FileReceipt } from './receipt';

function receipt(
  kind: FileReceipt['kind'],
  number: string,
  amount: number,
  guest: string | null = 'g',
  clock = 0,
): FileReceipt {
  return {
    kind,
    line: 1,
    lastLine: 1,
    text: '',
    number,
    clock,
    instant: clock,
    amount,
    guest,
    card: null,
    phone: null,
    pointOfSale: null,
    paymentMethod: null,
    pointsToRedeem: null,
    items: null,
    old: null,
    oldSpent: null,
  };
}

function planAll(receipts: readonly FileReceipt[]): { acts: PlannedAct[]; leftovers: [string, string | undefined][] } {
  const planner = new ActPlanner(true);
  const acts: PlannedAct[] = [];
  const leftovers: [string, string | undefined][] = [];
  for (const one of receipts) {
    const planned = planner.plan(one);
    acts.push(...planned.acts);
    if (planned.leftover !== null) leftovers.push([planned.leftover.code, planned.leftover.detail]);
  }
  return { acts, leftovers };
}

const repayments = (acts: readonly PlannedAct[]): unknown[] =>
  acts.flatMap((act) => (act.kind === 'SALE' ? [] : [[act.creditNote.number, act.sale.receipt.number, act.amount]]));

describe('a credit note', () => {
  it("is taken from the guest's sales before it, newest first, from as many as needed", () => {
    const { acts, leftovers } = planAll([
      receipt('SALE', '1', 500),
      receipt('SALE', '2', 300),
      receipt('SALE', '3', 900, 'other'),
      receipt('CREDIT_NOTE', 'C4', 400),
      receipt('SALE', '5', 50),
      receipt('CREDIT_NOTE', 'C6', 600),
    ]);
    expect(repayments(acts)).toEqual([
      ['C4', '2', 300],
      ['C4', '1', 100],
      ['C6', '5', 50],
      ['C6', '1', 400],
    ]);
    expect(leftovers).toEqual([['credit_note_remainder', '150']]);
    expect(acts.map(({ position }) => position)).toEqual(acts.map((_, index) => index));
  });

  it('of nobody is left over whole', () => {
    const { acts, leftovers } = planAll([receipt('SALE', '1', 500, null), receipt('CREDIT_NOTE', 'C2', 70, null)]);
    expect(acts).toHaveLength(1);
    expect(leftovers).toEqual([['credit_note_of_nobody', '70']]);
  });

  it('leaves a sale of nothing alone', () => {
    const { acts, leftovers } = planAll([receipt('SALE', '1', 0), receipt('CREDIT_NOTE', 'C2', 70)]);
    expect(acts).toHaveLength(1);
    expect(leftovers).toEqual([['credit_note_remainder', '70']]);
  });

  it('never takes more than was sold, loses nothing, and agrees with an account kept by units of money', () => {
    const act = fc.record({
      kind: fc.constantFrom('SALE' as const, 'SALE' as const, 'CREDIT_NOTE' as const),
      guest: fc.constantFrom('a', 'b'),
      amount: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (given) => {
        const receipts = given
          .filter(({ kind, amount }) => kind === 'SALE' || amount > 0)
          .map(({ kind, guest, amount }, index) => receipt(kind, String(index), amount, guest));
        const { acts } = planAll(receipts);
        expect(repayments(acts)).toEqual(byUnits(receipts));
      }),
    );
  });
});

/** The same by a stack of single units of money for each guest: the unit sold last is given back first. */
function byUnits(receipts: readonly FileReceipt[]): unknown[] {
  const stacks = new Map<string | null, string[]>();
  const taken: [string, string, number][] = [];
  for (const { kind, number, amount, guest } of receipts) {
    const stack = stacks.get(guest) ?? [];
    stacks.set(guest, stack);
    for (let unit = 0; unit < amount; unit += 1) {
      if (kind === 'SALE') stack.push(number);
      else {
        const sale = stack.pop();
        const last = taken.at(-1);
        if (sale === undefined) break;
        if (last?.[0] === number && last[1] === sale) last[2] += 1;
        else taken.push([number, sale, 1]);
      }
    }
  }
  return taken;
}

describe('the order of acts', () => {
  it('is time, then sales before credit notes, then number', () => {
    const ordered = [
      receipt('SALE', '9', 1, 'g', 1),
      receipt('SALE', '10', 1, 'g', 1),
      receipt('CREDIT_NOTE', 'C1', 1, 'g', 1),
      receipt('SALE', '1', 1, 'g', 2),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(ordered, { minLength: 4 }), (shuffled) => {
        expect(shuffled.sort(compareActs)).toEqual(ordered);
      }),
    );
  });

  it('is one order for every pair and triple of numbers', () => {
    const number = fc.stringMatching(/^[0-9A-C]{0,4}$/);
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        expect(Math.sign(compareNumbers(a, b))).toBe(-Math.sign(compareNumbers(b, a)) + 0);
        if (compareNumbers(a, b) < 0 && compareNumbers(b, c) < 0) expect(compareNumbers(a, c)).toBeLessThan(0);
      }),
      { examples: [['1', '02', '0A']], numRuns: 2_000 },
    );
  });
});
