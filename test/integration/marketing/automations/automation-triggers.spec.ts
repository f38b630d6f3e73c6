import { FeedbackJob } from '../../../../src/marketing/feedback/feedback.job';
import { FeedbackLinks } from '../../../../src/marketing/feedback/feedback-links';
import { LogReader } from '../../../../src/transactions';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { AGAIN_BY_EVENT, automationDraft, AutomationDesk } from '../../../support/marketing/automation-desk';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { runCampaign } from '../../../support/run-campaign';

const SALE = { kind: 'EVENT', event: 'transaction.sale', conditions: [] };

describe('automations', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await AutomationDesk.open(test, { feedback: { asks: true, delayMinutes: 0 } });
  });
  afterAll(() => test.close());

  it('let in a guest who answers 1 after the visit, and not one who answers 5', async () => {
    const bad = await desk.start(automationDraft({ trigger: { kind: 'BAD_ANSWER', maxScore: 2 } }));
    const isTop = { field: 'score', operator: '=', value: 5 };
    const top = await desk.start(
      automationDraft({ trigger: { kind: 'EVENT', event: 'feedback.answered', conditions: [isTop] } }),
    );
    const [angry = '', happy = ''] = await desk.guests(2);
    for (const [guest, score] of [
      [angry, 1],
      [happy, 5],
    ] as const) {
      await desk.consent(guest);
      await desk.sell(guest);
      const sale = await eventually('the guest to be asked', async () => {
        while ((await test.app.get(LogReader).doNext(desk.network.id)) === 'more');
        while ((await test.app.get(FeedbackJob).doNext(desk.network.id)) !== 'idle');
        const [asked] = await desk.sql<{ sale_id: string }>(
          'SELECT sale_id FROM feedback_requests WHERE network_id = $1 AND guest_id = $2 AND asked_at IS NOT NULL',
          [guest],
        );
        return asked?.sale_id;
      });
      const token = test.app.get(FeedbackLinks).tokenOf(desk.network.id, sale);
      expect((await test.api().post(`/api/feedback-links/${token}`).send({ score })).status).toBeLessThan(300);
    }
    await desk.work();
    expect([await desk.entered(bad), await desk.entered(top)]).toEqual([[angry], [happy]]);
  });

  it('let guests in by a reward that is taken and by a tier that changes, those that they name alone', async () => {
    for (const code of ['CAKE', 'TEA']) {
      const item = { name: { en: code }, kind: 'PRODUCT', cost: 500, code };
      expect((await desk.call('post', '/redemption-items', item)).status).toBe(201);
    }
    const taken = (rewards: string[]) => desk.start(automationDraft({ trigger: { kind: 'REWARD_TAKEN', rewards } }));
    const risen = (tiers: string[]) => desk.start(automationDraft({ trigger: { kind: 'TIER_CHANGED', tiers } }));
    const [cake, tea, anyReward] = [await taken(['CAKE']), await taken(['TEA']), await taken([])];
    const [silver, platinum, anyTier] = [await risen(['SILVER']), await risen(['PLATINUM']), await risen([])];
    const [guest = '', rises = ''] = await desk.guests(2);
    await desk.start(
      automationDraft({
        trigger: { ...SALE, conditions: [{ field: 'amount', operator: '<', value: 20_000 }] },
        steps: [{ name: 'cake', kind: 'REWARD', reward: 'CAKE', next: null }],
      }),
    );
    await desk.sell(guest);
    for (let sale = 0; sale < 5; sale += 1) await desk.sell(rises, 20_000);
    await desk.work();
    await desk.work();
    for (const id of [cake, anyReward]) expect(await desk.entered(id)).toEqual([guest]);
    const [state] = await desk.sql<{ tier: string }>(
      'SELECT tier FROM guest_states WHERE network_id = $1 AND guest_id = $2',
      [rises],
    );
    expect(state?.tier).toBe('SILVER');
    expect([await desk.entered(silver), await desk.entered(platinum), await desk.entered(tea)]).toEqual([
      [rises],
      [],
      [],
    ]);
    expect(await desk.entered(anyTier)).toContain(rises);
  });

  it('let in guests whose points end within the days, and nobody whose points stay longer', async () => {
    const give = (source: string, validDays: number) => ({ name: source, kind: 'POINTS', points: 40, validDays });
    const [soon = '', later = ''] = await desk.guests(2);
    for (const [guest, amount, validDays] of [
      [soon, 11_100, 3],
      [later, 22_200, 30],
    ] as const) {
      const isTheirs = { field: 'amount', operator: '=', value: amount };
      await desk.start(
        automationDraft({
          trigger: { ...SALE, conditions: [isTheirs] },
          steps: [{ ...give('gift', validDays), next: null }],
        }),
      );
      await desk.sell(guest, amount);
    }
    await desk.work();
    const id = await desk.start(automationDraft({ trigger: { kind: 'POINTS_END', daysBefore: 3, at: '00:00' } }));
    await desk.work();
    await desk.work();
    expect(await desk.entered(id)).toEqual([soon]);
  });

  it('wait until the next such day and hour of the network, and join a campaign', async () => {
    await runCampaign(desk.network, 'CLUB', alwaysOn({ join: 'JOINED' }) as never);
    const id = await desk.start(
      automationDraft({
        trigger: SALE,
        entry: AGAIN_BY_EVENT,
        steps: [
          { name: 'until', kind: 'WAIT_UNTIL', weekdays: [3], at: '10:30', next: 'join' },
          { name: 'join', kind: 'CAMPAIGN', campaign: 'CLUB', next: null },
        ],
      }),
    );
    const [guest = ''] = await desk.guests(1);
    await desk.sell(guest);
    await desk.work();
    expect(await desk.pathOf(id, guest)).toMatchObject({ state: 'WAITING', step: 'until' });
    const due = await desk.sql(
      `SELECT to_char(due_at AT TIME ZONE 'Europe/Moscow', 'ID HH24:MI') AS at, due_at - now() < interval '7 days' AS soon
        FROM automation_runs WHERE network_id = $1`,
    );
    expect(due).toEqual([{ at: '3 10:30', soon: true }]);
    await desk.pass(7 * 24);
    await desk.work();
    const joins = () => desk.sql("SELECT guest_id FROM transactions WHERE network_id = $1 AND type = 'JOIN'");
    expect(await joins()).toEqual([{ guest_id: guest }]);
    // A guest who is in the segment does not enter it again.
    await desk.sell(guest);
    await desk.work();
    await desk.pass(7 * 24);
    await desk.work();
    expect((await desk.pathOf(id, guest)).path).toMatchObject([{}, { step: 'join', outcome: 'PASSED' }]);
    expect(await joins()).toHaveLength(1);
  });
});
