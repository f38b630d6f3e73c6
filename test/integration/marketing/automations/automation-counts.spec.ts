import { listAutomations } from '../../../../src/marketing/automations/document/automation.sql';
import { joinCounts } from '../../../../src/marketing/automations/runs/automation-run.sql';
import type { Tx } from '../../../../src/platform/database/database';
import { newest } from '../../../../src/platform/http/list-query';
import { type StatementSource, statementOf } from '../../../../src/platform/database/sql';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { automationDraft, AutomationDesk } from '../../../support/marketing/automation-desk';

const AUTOMATIONS = 50;
const RUNS = 400;

interface Listed {
  readonly id: string;
  readonly entered: number;
  readonly inside: number;
  readonly finished: number;
  readonly enteredLately: number;
}

describe('the counts in the list of automations', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await AutomationDesk.open(test);
  });
  afterAll(() => test.close());

  const counts = async (id: string) => {
    const { items } = (await desk.call('get', '/automations')).body as { items: Listed[] };
    const found = items.find((one) => one.id === id);
    return [found?.inside, found?.finished, found?.enteredLately];
  };
  const runs = (id: string, statement: string) =>
    desk.sql(`${statement} WHERE network_id = $1 AND automation_id = $2`, [id]);

  it('follow each change of the runs, and stay the same when their rows are joined', async () => {
    const id = await desk.create(automationDraft());
    const guest = await desk.network.guest();
    const enter = (from: number, daysAgo: number) =>
      desk.sql(
        `INSERT INTO automation_runs (network_id, id, automation_id, version, guest_id, entry_key, at, due_at, entered_at)
         SELECT $1, gen_random_uuid(), $2, 1, $3, n::text, now(), now(), now() - make_interval(days => $5)
           FROM generate_series($4::integer, $4::integer + 9) n`,
        [id, guest, from, daysAgo],
      );
    await enter(0, 0);
    await enter(10, 29);
    await enter(20, 31);
    expect(await counts(id)).toEqual([30, 0, 20]);
    await runs(id, `UPDATE automation_runs SET state = CASE WHEN entry_key::integer < 5 THEN 'DONE' ELSE 'LEFT' END`);
    expect(await counts(id)).toEqual([0, 5, 20]);
    await runs(id, `UPDATE automation_runs SET state = 'WAITING', heard = NULL`);
    await desk.sql(
      'DELETE FROM automation_runs WHERE network_id = $1 AND automation_id = $2 AND entry_key::integer % 10 = 0',
      [id],
    );
    for (let round = 0; round < 40; round += 1) {
      await runs(id, "UPDATE automation_runs SET state = 'GOAL'");
      await runs(id, "UPDATE automation_runs SET state = 'WAITING'");
    }
    await runs(id, "UPDATE automation_runs SET state = CASE WHEN entry_key = '1' THEN 'GOAL' ELSE state END");
    const before = await counts(id);
    expect(before).toEqual([26, 1, 18]);
    const join = () => desk.network.database.inNetwork(desk.network.id, (tx) => joinCounts(tx, desk.network.id, [id]));
    await Promise.all([join(), join()]);
    expect(await counts(id)).toEqual(before);
    const rows = await desk.sql('SELECT FROM automation_counts WHERE network_id = $1');
    expect(rows.length).toBeLessThan(10);
  });

  it('are read without a look at the runs', async () => {
    const id = await desk.create(automationDraft());
    const guest = await desk.network.guest();
    await desk.sql(
      `INSERT INTO automations (network_id, id, created_at, changed_at) SELECT $1, gen_random_uuid(), now(), now() FROM generate_series(2, $2)`,
      [AUTOMATIONS],
    );
    await desk.sql(
      `INSERT INTO automation_versions (network_id, automation_id, version, document, created_at)
       SELECT a.network_id, a.id, 1, v.document, now() FROM automations a JOIN automation_versions v
         ON v.network_id = $1 AND v.automation_id = $2 WHERE a.network_id = $1 AND a.id <> $2`,
      [id],
    );
    await desk.sql(
      `INSERT INTO automation_runs (network_id, id, automation_id, version, guest_id, entry_key, at, due_at, entered_at)
       SELECT $1, gen_random_uuid(), a.id, 1, $2, n::text, now(), now(), now() - make_interval(days => n % 30)
         FROM automations a CROSS JOIN generate_series(1, $3) n WHERE a.network_id = $1`,
      [guest, RUNS],
    );
    const plan = await desk.network.database.inNetwork(desk.network.id, async (tx) => {
      const explaining = {
        query: (...source: StatementSource) => {
          const { text, values } = statementOf(source);
          return tx.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
        },
      } as unknown as Tx;
      const rows = (await listAutomations(
        explaining,
        desk.network.id,
        null,
        false,
        newest(AUTOMATIONS),
      )) as unknown as {
        'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number; 'Actual Rows': number } }];
      }[];
      return rows[0]?.['QUERY PLAN'][0].Plan;
    });
    expect(JSON.stringify(plan)).not.toContain('automation_runs');
    expect(plan?.['Actual Rows']).toBe(AUTOMATIONS);
    // 50 automations with 30 days each: the rows of the counts, however many runs they count.
    expect((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)).toBeLessThan(2_000);
  });
});
