import fc from 'fast-check';
import { calendarAt, HOUR, lineOf, saleOf } from '../../test/support/decision/acts';
import { documents, expectValid, steps } from '../../test/support/decision/arbitraries';
import { Accounts, endNow, expectBooked } from '../../test/support/decision/audit';
import { live } from '../../test/support/decision/live';
import { runs } from '../../test/support/decision/runs';
import { amountOf, linesOf, type Row, Story } from '../../test/support/decision/story';
import {
  compileProgram,
  decide,
  type GuestState,
  needsLots,
  newGuest,
  points,
  settle,
  type Act,
  type Decision,
  type ProgramDocument,
} from '.';

type CountedUse = { readonly kind: 'earning' | 'redemption'; readonly sale: string; readonly day: number };

describe('any life of a guest under any program', () => {
  it('makes and loses no points: balances, lots and due times are what the transfers say', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        expectValid(document);
        const story = new Story(document, newGuest(301));
        const accounts = new Accounts();
        let booked = 0;
        for (const step of life) {
          live(story, step);
          for (; booked < story.rows.length; booked += 1) {
            const row = story.rows[booked]!;
            expectBooked(accounts, row);
            expect(row.decision.after.version).toBe(booked + 1);
            expectWholeness(row.decision);
            expectNothingEarnedBesidePoints(document, row.decision);
          }
        }
      }),
      runs(400),
    );
  });

  it('lets no more receipts of a day earn, or be paid with points, than the programme says, and no fewer', () => {
    fc.assert(
      fc.property(documents, steps, ({ earning, redemption, ...document }, life) => {
        const limits = { earning: 1, redemption: 2 };
        const story = new Story(
          {
            ...document,
            earning: { ...earning, receiptsPerDay: limits.earning },
            redemption: redemption && { ...redemption, receiptsPerDay: limits.redemption },
          },
          newGuest(301),
        );
        const counted: CountedUse[] = [];
        let seen = 0;
        for (const step of life) {
          live(story, step);
          for (; seen < story.rows.length; seen += 1) {
            const row = story.rows[seen]!;
            const day = story.calendar.businessDay(row.at);
            const countOf = (kind: CountedUse['kind']) =>
              counted.filter((one) => one.day === day && one.kind === kind).length;
            const { trace, lines, details } = row.decision;
            if (details?.kind === 'REFUND' && details.whole) {
              const sale = story.saleOf(row.id);
              for (const kind of ['earning', 'redemption'] as const) {
                const at = counted.findIndex((one) => one.sale === sale && one.kind === kind);
                if (at >= 0) counted.splice(at, 1);
              }
            }
            if (row.type !== 'SALE' && row.type !== 'REDEMPTION') continue;
            const isFull = (rule: string) => trace.some((entry) => entry.rule === rule);
            if (isFull('earning.receipts')) expect(countOf('earning')).toBe(limits.earning);
            if (isFull('redemption.receipts')) expect(countOf('redemption')).toBeGreaterThanOrEqual(limits.redemption);
            if (lines.some(({ earned }) => earned > 0)) {
              expect(countOf('earning')).toBeLessThan(limits.earning);
              counted.push({ kind: 'earning', sale: row.id, day });
            }
            if (row.decision.amounts.pointsRedeemed === 0) continue;
            // A hold is kept though the day is full.
            if (!isFull('hold.captured')) expect(countOf('redemption')).toBeLessThan(limits.redemption);
            counted.push({ kind: 'redemption', sale: row.id, day });
          }
        }
      }),
      runs(300),
    );
  });

  it('spends what expires first, point by point', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new Story(document, newGuest(301));
        for (const step of life) {
          const before = story.guest;
          const settled = story.rows.length;
          live(story, step);
          // Compares only steps with a single row. With more rows, settlements came before the act, so the act was not decided on the state `before`.
          const [row, another] = story.rows.slice(settled);
          if (
            row === undefined ||
            another !== undefined ||
            row.decision.transfers.every(({ code }) => code !== 'REDEMPTION')
          )
            continue;
          const taken = row.decision.transfers.filter(
            ({ code, debit }) => code === 'REDEMPTION' && debit === 'GUEST_AVAILABLE',
          );
          const points = taken.reduce((sum, { amount }) => sum + amount, 0);
          expect(tokensOf(taken.map(({ lotId, amount }) => ({ lotId: lotId!, points: amount })))).toEqual(
            firstTokens(before, points),
          );
        }
      }),
      runs(400),
    );
  });

  it('is decided the same to the byte from stored inputs, with lots in any order or, where they are not needed, unread', () => {
    fc.assert(
      fc.property(documents, steps, fc.integer(), (document, life, seed) => {
        const story = new ReplayedStory(document, newGuest(301), calendarAt(3));
        for (const step of life) live(story, step);
        const program = compileProgram(
          JSON.parse(JSON.stringify({ ...document, earning: shuffledRules(document.earning) })) as typeof document,
        );
        for (const { guest, act, id, now, decision } of story.decided) {
          const context = { ...story.context(id), now, recordedAt: now };
          const again = (state: GuestState) => decide(program, state, JSON.parse(JSON.stringify(act)) as Act, context);
          const stored = JSON.parse(JSON.stringify(guest)) as GuestState;
          expect(JSON.stringify(again(stored))).toBe(JSON.stringify(decision));
          expect(JSON.stringify(again({ ...stored, lots: shuffled(stored.lots!, seed) }))).toBe(
            JSON.stringify(decision),
          );
          if (needsLots(act)) continue;
          const unread = again({ ...stored, lots: null });
          expect(JSON.stringify(unread)).toBe(
            JSON.stringify({ ...decision, after: { ...decision.after, lots: null } }),
          );
        }
      }),
      runs(150),
    );
  });

  it('settles a week late what it would have settled on time', () => {
    fc.assert(
      fc.property(documents, steps, fc.integer({ min: 1, max: 90 }), (document, life, days) => {
        const story = new Story(document, newGuest(301));
        for (const step of life) live(story, step);
        const { guest, program, calendar } = story;
        const end = story.now + days * 24 * HOUR;
        const late = settle(program, guest, { now: end, calendar });
        const onTime: typeof late = [];
        for (let now = story.now, state = guest; now <= end; now += 6 * HOUR) {
          const due = settle(program, state, { now, calendar });
          onTime.push(...due);
          state = due.at(-1)?.decision.after ?? state;
        }
        expect(JSON.stringify(late)).toBe(JSON.stringify(onTime));
        expect((late.at(-1)?.decision.after ?? guest).dueAt).toBeGreaterThan(end);
      }),
      runs(200),
    );
  });
});

describe('a sale refunded in parts', () => {
  const cart = fc.array(
    fc.record({
      total: fc.integer({ min: 0, max: 20_000 }),
      category: fc.constantFrom('pizza', 'drinks', 'tobacco', null),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );

  it('ends where refunding the whole does, to the point, in whatever parts and order', () => {
    fc.assert(
      fc.property(
        documents,
        steps,
        cart,
        fc.integer({ min: 0, max: 100 }),
        fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 4 }),
        fc.integer(),
        fc.boolean(),
        (document, life, lines, redeem, pieces, seed, spendsAfter) => {
          const story = new Story({ ...document, tierWindow: document.tierWindow }, newGuest(301));
          for (const step of life.slice(0, 8)) live(story, step);
          const total = lines.reduce((sum, line) => sum + line.total, 0);
          const items = lines.map(({ total: price, category }) => lineOf(price, { category }));
          story.settle();
          const wanted = Math.floor((Math.max(0, story.guest.balance.available) * redeem) / 100);
          let sale = story.play(
            saleOf(total, { occurredAt: story.now, lines: items, pointsToRedeem: points(wanted) }),
            'the-sale',
          );
          if (sale.kind === 'REFUSED')
            sale = story.play(saleOf(total, { occurredAt: story.now, lines: items }), 'the-sale');
          if (sale.kind === 'REFUSED' || total === 0) return;
          if (spendsAfter && story.guest.balance.available > 0) {
            story.play({
              kind: 'MANUAL',
              direction: 'DEBIT',
              points: story.guest.balance.available,
              reasonCode: 'OTHER',
              occurredAt: story.now,
              restaurantId: null,
              restores: null,
            });
          }
          const whole = copyOf(story);
          const parts = copyOf(story);
          expect(whole.refund('the-sale').kind).toBe('DECIDED');
          for (const piece of pieces) parts.refund('the-sale', amountOf(piece));
          for (const line of shuffled(
            items.map((_, index) => index + 1),
            seed,
          ))
            parts.refund('the-sale', linesOf(line));
          expect(parts.refund('the-sale')).toMatchObject({
            kind: 'REFUSED',
            code: 'refund_exceeds_sale',
            data: { max: 0 },
          });
          const refunds = (of: Story) => of.rows.slice(story.rows.length);
          for (const figure of ['amount', 'discount', 'pointsRedeemed', 'pointsValue', 'payable'] as const) {
            const inAll = (rows: Row[]) => rows.reduce((sum, row) => sum + row.decision.amounts[figure], 0);
            expect([figure, inAll(refunds(parts))]).toEqual([figure, inAll(refunds(whole))]);
            expect(inAll(refunds(whole))).toBe(sale.amounts[figure]);
          }
          expect(withoutVersion(parts.guest)).toEqual(withoutVersion(whole.guest));
        },
      ),
      runs(600),
    );
  });
});

/** All that a refund may not leave different; which of the other lots it was taken from depends on the order. */
function withoutVersion(guest: GuestState) {
  const { balance, lifetime, days, counters, tier, graceUntil } = guest;
  return { balance, lifetime, days, tier, graceUntil, firstSale: counters.firstSale, caps: counters.caps };
}

function copyOf(story: Story): Story {
  const copy = new Story(story.document, story.guest, story.calendar).at(story.now);
  copy.rows.push(...story.rows);
  return copy;
}

/** Keeps what each decision was made of. */
class ReplayedStory extends Story {
  readonly decided: { guest: GuestState; act: Act; id: string; now: number; decision: Decision }[] = [];

  override play(act: Act, id?: string) {
    this.settle();
    const guest = this.guest;
    const known = this.rows.length;
    const decision = super.play(act, id);
    const row = this.rows[known];
    if (decision.kind === 'DECIDED' && row !== undefined)
      this.decided.push({ guest, act, id: row.id, now: this.now, decision });
    return decision;
  }
}

function shuffledRules<T extends { readonly rules: readonly unknown[] }>(earning: T): T {
  return { ...earning, rules: [...earning.rules].reverse() };
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  return values
    .map((value, index) => ({ value, key: Math.imul(index + 1, seed | 1) ^ (seed >>> 3) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** One token a point, with the lot that it is of. */
function tokensOf(parts: readonly { lotId: string; points: number }[]): string[] {
  return parts.flatMap(({ lotId, points: count }) => Array.from({ length: count }, () => lotId));
}

/** The first points in the order of their dates, each looked for by itself among all that can be spent. */
function firstTokens(guest: GuestState, count: number): string[] {
  const left = guest
    .lots!.filter((lot) => lot.activatesAt === null)
    .map((lot) => ({
      lotId: lot.lotId,
      opened: lot.expiresAt,
      end: endNow(lot, guest),
      free: lot.remaining - lot.held,
    }));
  const taken: string[] = [];
  while (taken.length < count) {
    const open = left.filter((lot) => lot.free > 0);
    const first = open.reduce((a, b) =>
      b.end < a.end || (b.end === a.end && (b.opened < a.opened || (b.opened === a.opened && b.lotId < a.lotId)))
        ? b
        : a,
    );
    first.free -= 1;
    taken.push(first.lotId);
  }
  return taken;
}

/** Checks by the amounts alone that no receipt earns beside points where the programme says so. */
function expectNothingEarnedBesidePoints({ redemption }: ProgramDocument, { amounts, details }: Decision): void {
  if (redemption?.earns !== 'NOTHING' || details?.kind !== 'SALE' || amounts.pointsRedeemed === 0) return;
  expect(amounts.pointsEarned).toBe(details.firstSaleBonus);
}

/** The figures of every decision add up. */
function expectWholeness(decision: Decision): void {
  const { amounts, lines, trace } = decision;
  for (const figure of Object.values(amounts)) expect(figure).toBeGreaterThanOrEqual(0);
  if (lines.length === 0) return;
  const sum = (figure: keyof (typeof lines)[number]) => lines.reduce((all, line) => all + line[figure], 0);
  expect(sum('gross')).toBe(amounts.amount);
  expect(sum('discount')).toBe(amounts.discount);
  expect(sum('points')).toBe(amounts.pointsRedeemed);
  expect(sum('pointsValue')).toBe(amounts.pointsValue);
  expect(sum('payable')).toBe(amounts.payable);
  for (const line of lines) for (const figure of Object.values(line)) expect(figure).toBeGreaterThanOrEqual(0);
  if (decision.details?.kind !== 'SALE') return;
  expect(amounts.payable).toBe(amounts.amount - amounts.discount - amounts.pointsValue);
  expect(sum('earned') + decision.details.firstSaleBonus).toBe(amounts.pointsEarned);
  const traced = (effect: string) =>
    trace.filter((entry) => entry.effect === effect).reduce((all, entry) => all + entry.amount, 0);
  expect(traced('EARN') - traced('CAP')).toBe(amounts.pointsEarned);
  expect(traced('DISCOUNT')).toBe(amounts.discount);
  expect(traced('REDEEM')).toBe(amounts.pointsRedeemed);
}
