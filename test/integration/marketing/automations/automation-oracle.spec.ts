import { drawOf } from '../../../../src/configuration/pure';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { AGAIN_BY_EVENT, automationDraft, AutomationDesk } from '../../../support/marketing/automation-desk';
import { seeded } from '../../../support/seeded';

type Step = Readonly<Record<string, unknown>> & { readonly name: string; readonly kind: string };
type Effect = (guest: string, what: { points: number } | { list: string }) => void;

/** A guest's run written as a plain program, with the hours that it waits. */
interface Plan {
  readonly steps: readonly Step[];
  readonly way: (name: string | null, guest: string, id: string) => Generator<number>;
}

const ROUNDS = 6;
const HOURS_A_ROUND = 5;
const MANY = 1_000_000;

describe('the engine of automations', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it.each([1, 2])('gives what a plain reading of random automations gives, with seed %i', async (seed) => {
    const desk = await AutomationDesk.open(test);
    const next = seeded(seed);
    const upTo = (most: number) => Math.floor(next() * most);
    const lists = ['RED', 'BLUE'];
    for (const code of lists) await desk.call('post', '/segments', { code, name: code, rule: null });
    const visits = new Map<string, number>();
    const points = new Map<string, number[]>();
    const members = new Set<string>();
    const effect: Effect = (guest, what) => {
      if ('list' in what) members.add(`${guest} ${what.list}`);
      else points.set(guest, [...(points.get(guest) ?? []), what.points]);
    };

    const plans: { readonly plan: Plan; readonly id: string; readonly isOnce: boolean }[] = [];
    for (let n = 0; n < 5; n += 1) {
      const plan = randomPlan(upTo, lists, (guest) => visits.get(guest) ?? 0, effect);
      const isOnce = n % 2 === 0;
      const id = await desk.start(
        automationDraft({
          trigger: { kind: 'EVENT', event: 'transaction.sale', conditions: [] },
          ...(!isOnce && { entry: AGAIN_BY_EVENT }),
          steps: plan.steps,
        }),
      );
      plans.push({ plan, id, isOnce });
    }

    const guests = await desk.guests(5);
    const inside = new Set<{ readonly way: Generator<number>; due: number }>();
    const entered = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const now = round * HOURS_A_ROUND;
      if (round > 0) await desk.pass(HOURS_A_ROUND);
      for (const guest of guests) {
        if (upTo(2) === 0) continue;
        await desk.sell(guest);
        visits.set(guest, (visits.get(guest) ?? 0) + 1);
        for (const { plan, id, isOnce } of plans) {
          if (isOnce && entered.has(`${id} ${guest}`)) continue;
          entered.add(`${id} ${guest}`);
          inside.add({ way: plan.way('s0', guest, id), due: now });
        }
      }
      await desk.work();
      for (const run of inside)
        while (run.due <= now) {
          const step = run.way.next();
          if (step.done === true) inside.delete(run);
          run.due = step.done === true ? Infinity : now + step.value;
        }
    }

    const sorted = (all: readonly number[]) => all.toSorted((a, b) => a - b);
    for (const guest of guests) expect(sorted(await desk.given(guest))).toEqual(sorted(points.get(guest) ?? []));
    const listed = await desk.sql<{ who: string }>(
      `SELECT m.guest_id || ' ' || s.code AS who FROM segment_members m
         JOIN segments s ON s.network_id = $1 AND s.id = m.segment_id WHERE m.network_id = $1`,
    );
    expect(listed.map(({ who }) => who).sort()).toEqual([...members].sort());
    const waiting = await desk.sql("SELECT FROM automation_runs WHERE network_id = $1 AND state = 'WAITING'");
    expect(waiting).toHaveLength(inside.size);
    expect(points.size).toBeGreaterThan(0);
  });
});

/** Steps that go forward, but for waits, which may go back; the first is `s0`. */
function randomPlan(
  upTo: (most: number) => number,
  lists: readonly string[],
  visitsOf: (guest: string) => number,
  effect: Effect,
): Plan {
  const count = 4 + upTo(5);
  const programs = new Map<string, Plan['way']>();
  const way: Plan['way'] = function* (name, guest, id) {
    const program = name === null ? undefined : programs.get(name);
    if (program !== undefined) yield* program(name, guest, id);
  };
  const steps = Array.from({ length: count }, (_, index): Step => {
    const name = `s${String(index)}`;
    const later = () => (index + 1 < count && upTo(6) > 0 ? `s${String(index + 1 + upTo(count - index - 1))}` : null);
    const [one, other] = [later(), later()];
    const kind = upTo(6);
    switch (kind === 4 && index <= 1 ? 5 : kind) {
      case 0: {
        const amount = 1 + upTo(9);
        const to = upTo(3) === 0 ? `s${String(upTo(count))}` : one;
        programs.set(name, function* (_name, guest, id) {
          yield amount;
          yield* way(to, guest, id);
        });
        return { name, kind: 'WAIT', amount, unit: 'HOURS', next: to };
      }
      case 1: {
        const least = 1 + upTo(3);
        programs.set(name, (_name, guest, id) => way(visitsOf(guest) >= least ? one : other, guest, id));
        const condition = { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: least }] };
        return { name, kind: 'BRANCH', branches: [{ condition, next: one }], otherwise: other };
      }
      case 2: {
        const first = 1 + upTo(MANY - 1);
        programs.set(name, (_name, guest, id) =>
          way(drawOf(guest)(`automation:${id}:${name}`) < first ? one : other, guest, id),
        );
        const shares = [
          { sharePpm: first, next: one },
          { sharePpm: MANY - first, next: other },
        ];
        return { name, kind: 'SPLIT', shares };
      }
      case 3: {
        const segment = lists[upTo(lists.length)] ?? '';
        programs.set(name, (_name, guest, id) => {
          effect(guest, { list: segment });
          return way(one, guest, id);
        });
        return { name, kind: 'LIST', segment, isIn: true, next: one };
      }
      case 4:
        programs.set(name, () => way(null, '', ''));
        return { name, kind: 'END' };
      default: {
        const points = 1 + upTo(1_000);
        programs.set(name, (_name, guest, id) => {
          effect(guest, { points });
          return way(one, guest, id);
        });
        return { name, kind: 'POINTS', points, validDays: null, next: one };
      }
    }
  });
  return { steps, way };
}
