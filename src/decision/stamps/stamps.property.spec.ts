import * as fc from 'fast-check';
import { calendarAt, DAY, lineOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { earningOf, programOf } from '../../../test/support/decision/programs';
import { StampOracle } from '../../../test/support/decision/stamp-oracle';
import { runs } from '../../../test/support/decision/runs';
import {
  compileProgram,
  type Context,
  decide,
  type Decision,
  type GuestState,
  minorUnits,
  newGuest,
  points,
  type ProgramDocument,
  type RefundAct,
  type RefundDetails,
  type SaleDetails,
  settle,
  type StampCardDocument,
  type Transfer,
} from '..';

const VISITS = '00000000-0000-4000-8000-000000000001';
const COFFEES = '00000000-0000-4000-8000-000000000002';

type DecidedSale = { readonly version: number; readonly decision: Decision; readonly refunds: RefundDetails[] };

const rewardArbitrary = fc.oneof(
  fc.integer({ min: 1, max: 50 }).map((given) => ({ points: points(given) })),
  fc.constantFrom('MUG', 'COFFEE').map((rewardCode) => ({ rewardCode })),
);

const cardArbitrary = (id: string, collects: StampCardDocument['collects']) =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant({ en: 'Card' }),
    collects: fc.constant(collects),
    size: fc.integer({ min: 2, max: 6 }),
    reward: rewardArbitrary,
    validityMonths: fc.constantFrom(null, 1, 2),
  });

/** Versions of one programme; the card of coffees is not in each. */
const versionArbitrary: fc.Arbitrary<ProgramDocument> = fc
  .record({
    visits: cardArbitrary(VISITS, { by: 'VISIT', leastAmount: minorUnits(500) }),
    coffees: fc.option(cardArbitrary(COFFEES, { by: 'ITEM', skus: ['coffee'] }), { freq: 4 }),
  })
  .map(({ visits, coffees }) =>
    programOf({
      model: 'STAMPS',
      earning: earningOf({ base: null }),
      stampCards: coffees === null ? [visits] : [visits, coffees],
      expiry: { kind: 'NEVER' },
    }),
  );

const saleArbitrary = fc.array(
  fc.record({
    sku: fc.constantFrom('coffee', 'coffee', 'tea'),
    quantityMilli: fc.constantFrom(400, 1_000, 2_000, 3_000, 7_000),
    total: fc.constantFrom(0, 100, 333, 700),
  }),
  { minLength: 1, maxLength: 4 },
);

type StoryStep =
  | { readonly kind: 'SALE'; readonly lines: { sku: string; quantityMilli: number; total: number }[] }
  | { readonly kind: 'REFUND'; readonly sale: number; readonly part: number }
  | { readonly kind: 'TAKE'; readonly card: string; readonly code: string }
  | { readonly kind: 'RETURN'; readonly taken: number }
  | { readonly kind: 'VERSION'; readonly version: number }
  | { readonly kind: 'WAIT'; readonly days: number };

const stepArbitrary: fc.Arbitrary<StoryStep> = fc.oneof(
  { weight: 6, arbitrary: saleArbitrary.map((lines) => ({ kind: 'SALE' as const, lines })) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('REFUND' as const),
      sale: fc.nat(20),
      // Per cent of the rest; 70 and more means all of it.
      part: fc.integer({ min: 1, max: 100 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('TAKE' as const),
      card: fc.constantFrom(VISITS, COFFEES),
      code: fc.constantFrom('MUG', 'COFFEE'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('RETURN' as const), taken: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('VERSION' as const), version: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('WAIT' as const), days: fc.constantFrom(1, 20, 40) }) },
);

/** One guest's life under the versions of a programme, as the till decides it. */
class GuestLife {
  guest: GuestState = newGuest();
  now = NOON;
  version = 0;
  readonly sold: DecidedSale[] = [];
  readonly taken: DecidedSale[] = [];
  readonly transfers: Transfer[] = [];
  private rows = 0;

  constructor(
    readonly documents: readonly ProgramDocument[],
    private readonly oracle: StampOracle | null,
  ) {}

  play(step: StoryStep): void {
    switch (step.kind) {
      case 'SALE':
        return this.sell(step.lines);
      case 'REFUND': {
        const sale = this.sold[step.sale % Math.max(1, this.sold.length)];
        if (sale !== undefined) this.refund(sale, step.part);
        return;
      }
      case 'TAKE':
        return this.take(step.card, step.code);
      case 'RETURN': {
        const taken = this.taken[step.taken % Math.max(1, this.taken.length)];
        if (taken?.refunds.length === 0) this.refund(taken, 100);
        return;
      }
      case 'VERSION':
        this.version = step.version % this.documents.length;
        return;
      case 'WAIT':
        this.now += step.days * DAY;
        this.settle();
        return;
    }
  }

  refund(sale: DecidedSale, part: number): void {
    const before = this.oracle === null ? [] : sale.refunds;
    const decision = this.decide(sale.version, refundOf(sale, part));
    if (decision === null) return;
    const details = decision.details as RefundDetails;
    this.oracle?.refund(sale.decision, [...before], details, this.now, this.documents[sale.version] as ProgramDocument);
    sale.refunds.push(details);
  }

  private sell(lines: { sku: string; quantityMilli: number; total: number }[]): void {
    const all = lines.map(({ total, ...line }) => lineOf(total, line));
    const amount = lines.reduce((sum, { total }) => sum + total, 0);
    const decision = this.decide(this.version, saleOf(amount, { lines: all, occurredAt: this.now }));
    if (decision === null) throw new Error('a sale is never refused here');
    this.oracle?.sell(lines, this.documents[this.version] as ProgramDocument, this.now);
    this.sold.push({ version: this.version, decision, refunds: [] });
  }

  private take(card: string, code: string): void {
    const offer = {
      rewardId: 'item',
      version: 1,
      code,
      cost: points(0),
      tiers: null,
      segments: null,
      stockLeft: null,
      slotLeft: null,
    };
    const decision = this.decide(this.version, {
      kind: 'REWARD',
      occurredAt: this.now,
      restaurantId: 'restaurant-1',
      offer: { ...offer, guestLeft: null },
      quantity: 1,
      networkLimit: null,
      stampCard: card,
    });
    expect(decision !== null).toBe(this.oracle?.take(card, code) ?? decision !== null);
    if (decision !== null) this.taken.push({ version: this.version, decision, refunds: [] });
  }

  private settle(): void {
    const program = compileProgram(this.documents[this.version] as ProgramDocument);
    for (const { decision } of settle(program, this.guest, { now: this.now, calendar: calendarAt() }))
      this.keep(decision);
    this.oracle?.settle(this.now);
  }

  private decide(version: number, act: Parameters<typeof decide>[2]): Decision | null {
    this.settle();
    const program = compileProgram(this.documents[version] as ProgramDocument);
    const inForce = version === this.version ? null : compileProgram(this.documents[this.version] as ProgramDocument);
    this.rows += 1;
    const context: Context = {
      now: this.now,
      recordedAt: this.now,
      calendar: calendarAt(),
      inForce,
      transactionId: `t${String(this.rows).padStart(4, '0')}`,
      captureGraceMs: 0,
      restoredForDays: 30,
    };
    const decision = decide(program, this.guest, act, context);
    if (decision.kind === 'REFUSED') return null;
    this.keep(decision);
    return decision;
  }

  private keep(decision: Decision): void {
    this.transfers.push(...decision.transfers);
    // The state is stored as JSON, and read back before the next act.
    this.guest = JSON.parse(JSON.stringify(decision.after)) as GuestState;
  }
}

function refundOf({ decision, refunds }: DecidedSale, part: number): RefundAct {
  const gross = decision.lines.reduce((sum, line) => sum + line.gross, 0);
  const before = refunds.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.gross, 0);
  const amount = Math.floor(((gross - before) * part) / 100);
  return {
    kind: 'REFUND',
    saleId: 'sale',
    lines: decision.lines,
    details: decision.details as SaleDetails,
    refunds,
    rewards: [],
    expired: points(0),
    what: part >= 70 || amount === 0 ? { kind: 'ALL' } : { kind: 'AMOUNT', amount: minorUnits(amount) },
  };
}

/** The balance of a guest's account by its transfers. */
function accountOf(transfers: readonly Transfer[], unit: string | undefined, account: string): number {
  return transfers
    .filter((transfer) => transfer.unit === unit)
    .reduce(
      (sum, { debit, credit, amount }) => sum + (credit === account ? amount : 0) - (debit === account ? amount : 0),
      0,
    );
}

const livesArbitrary = fc.record({
  documents: fc.array(versionArbitrary, { minLength: 3, maxLength: 3 }),
  steps: fc.array(stepArbitrary, { maxLength: 25 }),
});

describe('stamps of any life', () => {
  it('are those that counting them one by one gives, and the ledger has them in the unit of their card', () => {
    fc.assert(
      fc.property(livesArbitrary, ({ documents, steps }) => {
        const oracle = new StampOracle();
        const life = new GuestLife(documents, oracle);
        for (const step of steps) {
          life.play(step);
          for (const card of [VISITS, COFFEES]) {
            const stamps = life.guest.counters.stamps?.find((known) => known.card === card);
            expect({ card, ...oracle.of(card) }).toEqual({
              card,
              collected: stamps?.collected ?? 0,
              full: (stamps?.full ?? []).flatMap(({ count, size, points: given, rewardCode }) =>
                new Array(count).fill({ size, reward: given ?? rewardCode }),
              ),
              expired: stamps?.expired ?? 0,
              endsAt: (stamps?.collected ?? 0) > 0 ? (stamps?.endsAt ?? null) : null,
            });
            const collected = stamps?.collected ?? 0;
            expect(accountOf(life.transfers, card, 'GUEST_AVAILABLE')).toBe(Math.max(0, collected));
            expect(accountOf(life.transfers, card, 'GUEST_RECEIVABLE')).toBe(Math.min(0, collected));
          }
          const { available, receivable } = life.guest.balance;
          expect(available - receivable).toBe(oracle.points());
        }
      }),
      runs(400),
    );
  });

  it('end where the refund of the whole sale does, however it is refunded in parts', () => {
    fc.assert(
      fc.property(
        livesArbitrary,
        saleArbitrary,
        fc.array(fc.integer({ min: 1, max: 69 }), { maxLength: 5 }),
        ({ documents, steps }, lines, parts) => {
          const ends = [[], parts].map((before) => {
            const life = new GuestLife(documents, null);
            for (const step of [...steps, { kind: 'SALE' as const, lines }]) life.play(step);
            const sale = life.sold.at(-1) as DecidedSale;
            for (const part of before) life.refund(sale, part);
            if (!sale.refunds.some(({ whole }) => whole)) life.refund(sale, 100);
            const { available, receivable } = life.guest.balance;
            return { stamps: life.guest.counters.stamps, owed: available - receivable };
          });
          expect(ends[1]).toEqual(ends[0]);
        },
      ),
      runs(200),
    );
  });
});
