import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';
import type { TestApp } from '../support/app';
import type { AutomationDesk } from '../support/marketing/automation-desk';
import { seeded } from '../support/seeded';
import { firstTrial, reportTrials, trialsOf } from './trials';

/** A chain ends within this many rounds of reading the log and taking steps; without a guard it never ends. */
const ROUNDS = 12;
/** The most automations in a chain: one that an event starts, and three that follow one another. */
const MOST_IN_A_CHAIN = 4;
/** How often a day an automation takes a guest if its document sets no other bound. */
const USUAL_PER_DAY = 3;
const LISTS = ['RED', 'BLUE'];
const gift = { name: 'gift', kind: 'POINTS', points: 1, validDays: null, next: null };
const MANUAL = { kind: 'EVENT', event: 'transaction.manual', conditions: [] };
const CALLED = { kind: 'EVENT', event: 'automation.called', conditions: [] };

/**
 * Claim 10 for automations: no guest goes through them in an endless circle. Each trial has a control on the same database: without the guard, which
 * the control removes, the trial has to fail.
 */
describe('claim 10: automations that bring themselves in', () => {
  let own: OwnDatabase;
  let test: TestApp;
  let support: typeof import('../support/marketing/automation-desk');

  beforeAll(async () => {
    own = await startOnOwnDatabase();
    test = own.apps[0] as TestApp;
    support = await import('../support/marketing/automation-desk.js');
  });
  afterAll(() => own.close());

  const open = async () => {
    const desk = await support.AutomationDesk.open(test);
    for (const code of LISTS) await desk.call('post', '/segments', { code, name: code, rule: null });
    return desk;
  };
  const often = (changes: object = {}) => ({ mode: 'EVENT', afterDays: null, perDay: null, inAll: null, ...changes });
  const start = (desk: AutomationDesk, trigger: object, steps: readonly object[], perGuestPerDay?: number) =>
    desk.start(
      support.automationDraft({ trigger, steps, entry: often(perGuestPerDay === undefined ? {} : { perGuestPerDay }) }),
    );
  const credit = async (desk: AutomationDesk, guest: string) => {
    const body = { type: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'GOODWILL', comment: 'a cold meal' };
    expect((await desk.network.post(`/api/guests/${guest}/transaction`, desk.manager, body)).status).toBe(201);
  };
  /** How many runs there are after each of some rounds. */
  const goRound = async (desk: AutomationDesk, between: () => Promise<void> = () => Promise.resolve()) => {
    const counts: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.work();
      await between();
      const runs = await desk.sql('SELECT FROM automation_runs WHERE network_id = $1');
      counts.push(runs.length);
    }
    return counts;
  };
  /** Hides from the log which steps caused events. */
  const blinded = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    await own.superuser.query(`
      CREATE FUNCTION blind_of_test() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.subject_id := NULL; NEW.id := gen_random_uuid(); RETURN NEW; END';
      CREATE TRIGGER blind_of_test BEFORE INSERT ON automation_run_steps FOR EACH ROW EXECUTE FUNCTION blind_of_test()`);
    try {
      return await work();
    } finally {
      await own.superuser.query('DROP FUNCTION blind_of_test() CASCADE');
    }
  };

  describe('one whose step causes its own trigger', () => {
    const loops: readonly (readonly [string, object, readonly object[]])[] = [
      ['points', MANUAL, [gift]],
      ['a webhook', CALLED, [{ name: 'call', kind: 'WEBHOOK', topic: 'again', next: null }]],
      [
        'a list',
        { kind: 'SEGMENT', segment: 'RED', existing: false },
        [
          { name: 'off', kind: 'LIST', segment: 'RED', isIn: false, next: 'on' },
          { name: 'on', kind: 'LIST', segment: 'RED', isIn: true, next: null },
        ],
      ],
    ];

    async function entriesOf([, trigger, steps]: (typeof loops)[number]): Promise<number[]> {
      const desk = await open();
      const [guest = ''] = await desk.guests(1);
      await start(desk, trigger, steps, 100);
      if (trigger === CALLED)
        await start(desk, { kind: 'FIRST_SALE' }, [{ name: 'call', kind: 'WEBHOOK', topic: 'first', next: null }]);
      await begin(desk, guest);
      return goRound(desk);
    }
    /** Fires each trigger once. */
    async function begin(desk: AutomationDesk, guest: string): Promise<void> {
      const [list] = await desk.sql<{ id: string }>("SELECT id FROM segments WHERE network_id = $1 AND code = 'RED'");
      const members = { guestIds: [guest], isIn: true };
      expect((await desk.call('post', `/segments/${String(list?.id)}/members`, members)).status).toBe(200);
      await desk.sell(guest);
      await credit(desk, guest);
    }

    it.each(loops)('takes its guest once: %s', async (...loop) => {
      const counts = await entriesOf(loop);
      // The webhook is called by one other automation first.
      expect(counts).toEqual(counts.map((_, round) => (loop[1] === CALLED && round > 0 ? 2 : 1)));
    });

    it.each(loops)('goes round for ever where nothing tells what its steps cause: %s', async (...loop) => {
      const counts = await blinded(() => entriesOf(loop));
      expect(counts.at(-1)).toBeGreaterThanOrEqual(ROUNDS);
    });
  });

  /** Automations by random triggers, each with random steps that cause such triggers, and one event that begins. */
  async function randomChains(seed: number): Promise<{ desk: AutomationDesk; counts: number[] }> {
    const desk = await open();
    const next = seeded(seed);
    const pick = <Value>(values: readonly Value[]) => values[Math.floor(next() * values.length)] as Value;
    await desk.call('post', '/redemption-items', { name: { en: 'Cake' }, kind: 'PRODUCT', cost: 500, code: 'CAKE' });
    const triggers = [
      MANUAL,
      CALLED,
      { kind: 'REWARD_TAKEN', rewards: [] },
      ...LISTS.map((segment) => ({ kind: 'SEGMENT', segment, existing: false })),
      ...LISTS.map((value) => ({
        kind: 'EVENT',
        event: 'segment.left',
        conditions: [{ field: 'segment', operator: '=', value }],
      })),
    ];
    const steps: readonly object[] = [
      gift,
      { kind: 'WEBHOOK', topic: 'again' },
      { kind: 'REWARD', reward: 'CAKE' },
      ...LISTS.flatMap((segment) => [true, false].map((isIn) => ({ kind: 'LIST', segment, isIn }))),
    ];
    for (let n = 0; n < 6; n += 1) {
      const chosen = Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(steps));
      const named = chosen.map((step, at) => ({
        ...step,
        name: `s${String(at)}`,
        next: at + 1 < chosen.length ? `s${String(at + 1)}` : null,
      }));
      await start(desk, n === 0 ? MANUAL : pick(triggers), named, 100);
    }
    for (const guest of await desk.guests(2)) await credit(desk, guest);
    return { desk, counts: await goRound(desk) };
  }

  it('several that feed one another come to rest, none twice in a chain', async () => {
    const trials = trialsOf({ inTest: 4, full: 200 });
    for (let trial = firstTrial(); trial < firstTrial() + trials; trial += 1) {
      const { desk, counts } = await randomChains(trial);
      expect([trial, counts.at(-1)]).toEqual([trial, counts[MOST_IN_A_CHAIN]]);
      const runs = await desk.sql<{ chain: string[] }>(
        'SELECT caused_by || automation_id AS chain FROM automation_runs WHERE network_id = $1',
      );
      for (const { chain } of runs) {
        expect(new Set(chain).size).toBe(chain.length);
        expect(chain.length).toBeLessThanOrEqual(MOST_IN_A_CHAIN);
      }
    }
    reportTrials(10, 'six automations that feed one another at random', trials);
  });

  it('some of them go on without the guard', async () => {
    const ends = await blinded(async () => [await randomChains(0), await randomChains(1), await randomChains(2)]);
    expect(ends.filter(({ counts }) => (counts.at(-1) ?? 0) > (counts[MOST_IN_A_CHAIN] ?? 0))).not.toEqual([]);
  });

  describe('a receiver of a webhook that answers by calling the API', () => {
    async function entriesOf(perGuestPerDay?: number): Promise<number[]> {
      const desk = await open();
      const [guest = ''] = await desk.guests(1);
      await start(desk, MANUAL, [{ name: 'call', kind: 'WEBHOOK', topic: 'thank', next: null }], perGuestPerDay);
      await credit(desk, guest);
      let answered = 0;
      return goRound(desk, async () => {
        const calls = await desk.sql("SELECT FROM events WHERE network_id = $1 AND type = 'automation.called'");
        for (; answered < calls.length; answered += 1) await credit(desk, guest);
      });
    }

    it('brings a guest in three times a day', async () => {
      expect((await entriesOf()).at(-1)).toBe(USUAL_PER_DAY);
    });

    it('brings a guest in each round where the document lets it', async () => {
      expect((await entriesOf(100)).at(-1)).toBe(ROUNDS);
    });
  });
});
