import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { drawOf, isInHoldout } from '../../../src/configuration/pure';
import { GuestMessages } from '../../../src/identity';
import { CampaignsJob } from '../../../src/marketing/campaigns/campaigns.job';
import { STEP_KINDS, type StepKind } from '../../../src/marketing/automations/document/automation-document.schema';
import { FeedbackJob } from '../../../src/marketing/feedback/feedback.job';
import { FeedbackLinks } from '../../../src/marketing/feedback/feedback-links';
import { Snapshots } from '../../../src/configuration';
import { newId } from '../../../src/platform/ids/ids';
import { MESSAGE_SOURCES } from '../../../src/security';
import { LogReader } from '../../../src/transactions';
import { WarningsJob } from '../../../src/transactions/accounts/warnings/warnings.job';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { automationDraft, AutomationDesk, hello } from '../../support/marketing/automation-desk';
import { alwaysOn } from '../../support/marketing/campaign-drafts';
import { takeMessages } from '../../support/message-provider';

const HOLDOUT_PPM = 200_000;
const ITEMS = [{ sku: 'P1', name: 'Pizza', category: 'pizza', quantity: 1, total: 100_000 }];

/**
 * `MARKETING` does not reach held-out guests. The others reach all: `PROGRAMME` by the rules of the programme, `SERVICE` as messages about the card,
 * `STAFF` from an employee or a system of the network.
 */
type Purpose = 'MARKETING' | 'PROGRAMME' | 'SERVICE' | 'STAFF';

/** Code that sends messages or gives something to guests, by purpose; none: it only reads, fills the demo, or decides in a shadow. */
const CODE: Readonly<Record<string, readonly Purpose[]>> = {
  'identity/guest-messages/guest-messages.ts': ['MARKETING', 'SERVICE'],
  'identity/guest-messages/message-routing.job.ts': ['MARKETING', 'SERVICE'],
  'identity/one-time-codes/one-time-codes.ts': ['SERVICE'],
  'identity/phone-change/phone-change.ts': ['SERVICE'],
  'identity/push-subscriptions/push-subscriptions.ts': [],
  'integrations/customers/points-service.ts': ['STAFF'],
  'integrations/imports/guests/import-guests.ts': ['STAFF'],
  'integrations/imports/guests/undo-guests.ts': ['STAFF'],
  'integrations/imports/record/shadow-sales.ts': [],
  'packages/compat/src/services/ledger-service.ts': ['STAFF'],
  'packages/demo/src/demo-automations.ts': [],
  'integrations/rkeeper/events/delivery-messages.ts': ['SERVICE'],
  'marketing/automations/runs/automation-effects.ts': ['MARKETING'],
  'marketing/automations/runs/automations.job.ts': ['MARKETING'],
  'marketing/campaigns/announcements.ts': ['MARKETING'],
  'marketing/feedback/reply-to-guest.command.ts': ['SERVICE'],
  'marketing/feedback/feedback.job.ts': ['MARKETING'],
  'marketing/feedback/goodwill-bonuses.ts': ['STAFF'],
  'marketing/wheel/wheel.job.ts': ['MARKETING'],
  'marketing/wheel/wheel-draws.ts': ['MARKETING'],
  'marketing/staff-messages/staff-messages.commands.ts': ['MARKETING'],
  'security/messages/messages.ts': ['SERVICE'],
  'security/messages/routed-messages.ts': ['MARKETING', 'SERVICE'],
  'security/sign-in/request-password-link.command.ts': ['STAFF'],
  'security/staff/manager-letters.ts': ['STAFF'],
  'security/staff/staff.ts': ['STAFF'],
  'subscriptions/sign-up/sign-up-network.command.ts': ['STAFF'],
  'transactions/accounts/referrals/referrals.job.ts': ['PROGRAMME'],
  'transactions/accounts/tiers/tier-revision.job.ts': ['PROGRAMME'],
  'transactions/accounts/warnings/warning-deliveries.ts': ['SERVICE'],
  'transactions/accounts/warnings/warnings.commands.ts': ['SERVICE'],
  'transactions/accounts/warnings/warnings.job.ts': ['SERVICE'],
  'transactions/figures/alerts/alerts.job.ts': ['STAFF'],
  'transactions/figures/letter/letter.job.ts': ['STAFF'],
  'transactions/desk/activities/birthday.job.ts': ['PROGRAMME'],
  'transactions/desk/offline/offline.commands.ts': ['STAFF'],
  'transactions/desk/reservations/reserved-points.ts': ['STAFF'],
  'transactions/desk/sales/guest-transactions.controller.ts': ['STAFF'],
  'transactions/desk/sales/sales.commands.ts': ['STAFF'],
  'transactions/gifts/gift-cards.ts': ['SERVICE'],
  'transactions/gifts/gift-deliveries.ts': ['SERVICE'],
  'transactions/gifts/gift-notices.ts': ['SERVICE'],
  'transactions/rewards/redemptions/redemption-expiry.job.ts': ['PROGRAMME'],
  'transactions/watch/cases/blocks.ts': ['STAFF'],
  'transactions/watch/cases/guest-questions.ts': ['SERVICE'],
  'transactions/watch/review/reviews.ts': ['STAFF'],
  'transactions/till/decide/decide-group.ts': ['STAFF'],
  'transactions/till/decide/late-spending.rules.ts': ['PROGRAMME'],
  'transactions/till/expirations/registration-award.ts': ['PROGRAMME'],
};
const REACHES_GUESTS =
  /: (?:GuestMessages|Messages|ManualActs)[,)]|\bsystemActOf\((?!\n? *networkId: string)|INSERT INTO messages|INSERT INTO automation_codes/;

/** Whether a step of an automation gives something or only moves the run. */
const STEPS: Readonly<Record<StepKind, 'GIVES' | 'MOVES'>> = {
  WAIT: 'MOVES',
  WAIT_UNTIL: 'MOVES',
  WAIT_EVENT: 'MOVES',
  BRANCH: 'MOVES',
  SPLIT: 'MOVES',
  END: 'MOVES',
  POINTS: 'GIVES',
  COUPON: 'GIVES',
  REWARD: 'GIVES',
  CAMPAIGN: 'GIVES',
  MESSAGE: 'GIVES',
  LIST: 'GIVES',
  WEBHOOK: 'GIVES',
};
const GIVING = STEP_KINDS.filter((kind) => STEPS[kind] === 'GIVES');

/** Purposes of each message source. A held-out guest gets none of the messages with the purpose MARKETING. */
const SOURCES: Readonly<Record<(typeof MESSAGE_SOURCES)[number], readonly ('MARKETING' | 'SERVICE')[]>> = {
  CAMPAIGN: ['MARKETING'],
  AUTOMATION: ['MARKETING'],
  FEEDBACK: ['MARKETING', 'SERVICE'],
  EXPIRY_WARNING: ['SERVICE'],
  GIFT_CARD: ['SERVICE'],
  STAFF: ['MARKETING', 'SERVICE'],
  TEST: ['SERVICE'],
};

interface Sold {
  readonly id: string;
  readonly discount: number;
  readonly pointsEarned: number;
}

describe('every way to send or give to guests', () => {
  it('stands in the list of this test', () => {
    const found = ['src', 'packages/compat/src', 'packages/demo/src']
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(folder, file)),
      )
      .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|^src\/generated\//.test(file))
      .filter((file) => REACHES_GUESTS.test(readFileSync(file, 'utf8')))
      .map((file) => file.replace(/^src\//, ''));
    expect(found.sort()).toEqual(Object.keys(CODE).sort());
    expect(Object.keys(STEPS).sort()).toEqual([...STEP_KINDS].sort());
    expect(Object.keys(SOURCES).sort()).toEqual([...MESSAGE_SOURCES].sort());
  });
});

describe('a guest of the control group of the network', () => {
  let test: TestApp;
  let desk: AutomationDesk;
  let held: string;
  let other: string;
  let sold: { readonly held: Sold; readonly other: Sold };
  let sales: Map<string, string>;

  beforeAll(async () => {
    test = await applicationOfWorker();
    takeMessages(test, 'SMS');
    desk = await AutomationDesk.open(test, {
      campaignHoldoutPpm: HOLDOUT_PPM,
      feedback: { asks: true, delayMinutes: 0, points: 7 },
    });
    held = await guestWho(true);
    other = await guestWho(false);
    await runCampaigns();
    await runAutomation();
    await writeToBoth();
    sold = { held: await sell(held), other: await sell(other) };
    await desk.work();
    sales = new Map([
      [held, sold.held.id],
      [other, sold.other.id],
    ]);
    await askAndAnswer();
    await warn();
    for (const guest of [held, other])
      await desk.network.post(`/api/guests/${guest}/confirmations`, desk.manager, { points: 1 }).expect(201);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await test.close();
  });

  async function guestWho(isHeld: boolean): Promise<string> {
    for (;;) {
      const phone = `+7918${String(1_000_000 + Math.floor(Math.random() * 8_999_999))}`;
      const consents = [{ kind: 'marketing', version: '1' }];
      const made = await desk.call('post', '/guests', { phone, name: 'Anna', consents });
      expect(made.status).toBe(201);
      const { id } = made.body as { id: string };
      if (isInHoldout(drawOf(id), desk.network.id, HOLDOUT_PPM) === isHeld) return id;
      // Only two guests go through all doors.
      await desk.sql('UPDATE guests SET erased_at = now() WHERE network_id = $1 AND id = $2', [id]);
    }
  }

  async function writeToBoth(): Promise<void> {
    const text = { subject: 'News', text: 'A new menu.' };
    const made = await desk.call('post', '/message-templates', {
      code: 'NEWS',
      source: 'AUTOMATION',
      purpose: 'MARKETING',
      name: 'News',
      texts: { ru: text, en: text },
    });
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    const { id: templateId } = made.body as { id: string };
    const sent = await desk.call('post', '/guests/messages', { ids: [held, other], templateId });
    expect(sent.status).toBe(200);
  }

  async function runCampaigns(): Promise<void> {
    const visit = { id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 };
    const announcement = { en: { title: 'News', text: 'A new menu.' } };
    const reward = await desk.call('post', '/redemption-items', {
      name: { en: 'Cake' },
      kind: 'PRODUCT',
      cost: 500,
      code: 'CAKE',
    });
    expect(reward.status).toBe(201);
    const batch = await desk.call('post', '/coupons/batches', {
      kind: 'SINGLE',
      redemptionItemId: reward.body.id,
      count: 2,
    });
    expect(batch.status).toBe(201);
    await desk.sql("UPDATE coupon_batches SET made = 2, status = 'READY' WHERE network_id = $1");
    await desk.call('post', '/segments', { code: 'FRIENDS', name: 'Friends', rule: null });
    const campaigns = {
      DOUBLE: { announcement },
      OFF: { schema: 3, type: 'MONEY_OFF', offer: null, moneyOff: { kind: 'SHARE', ratePpm: 100_000 } },
      PAID: { offer: null, challenge: { tasks: [visit], payouts: [{ points: 100 }] } },
      GIVEN: { offer: null, challenge: { tasks: [visit], payouts: [{ rewardCode: 'CAKE' }] } },
      CLUB: { join: 'JOINED' },
    };
    for (const [code, changes] of Object.entries(campaigns)) {
      const made = await desk.call('post', '/campaigns', { code, document: alwaysOn(changes) });
      expect([code, made.status, made.body.errors]).toEqual([code, 201, undefined]);
      const put = await desk.call('put', `/campaigns/${String(made.body.id)}/state`, { state: 'RUNNING' });
      expect([code, put.status]).toEqual([code, 200]);
    }
    const job = test.app.get(CampaignsJob);
    await eventually('the campaigns are announced', async () => {
      while ((await job.doNext(desk.network.id)) !== 'idle');
      return (await messagesOf(other, 'CAMPAIGN', 'MARKETING')).length > 0;
    });
  }

  async function runAutomation(): Promise<void> {
    const [batch] = await desk.sql<{ id: string }>('SELECT id FROM coupon_batches WHERE network_id = $1');
    const steps = {
      POINTS: { points: 10, validDays: 3 },
      COUPON: { batchId: batch?.id },
      MESSAGE: hello('message', null),
      REWARD: { reward: 'CAKE' },
      CAMPAIGN: { campaign: 'CLUB' },
      LIST: { segment: 'FRIENDS', isIn: true },
      WEBHOOK: { topic: 'hello' },
    };
    const names = GIVING.map((kind) => kind.toLowerCase());
    await desk.start(
      automationDraft({
        trigger: { kind: 'FIRST_SALE' },
        steps: GIVING.map((kind, index) => ({
          ...steps[kind as keyof typeof steps],
          name: names[index],
          kind,
          next: names[index + 1] ?? null,
        })),
      }),
    );
  }

  async function sell(guest: string): Promise<Sold> {
    const sale = desk.network.sale(100_000, { items: ITEMS });
    const answer = await desk.network.post(`/api/guests/${guest}/transaction`, desk.manager, sale);
    expect(answer.status).toBe(201);
    return answer.body as Sold;
  }

  /** Asks both guests after their visits, and answers well for the guests who were asked. */
  async function askAndAnswer(): Promise<void> {
    const [log, job] = [test.app.get(LogReader), test.app.get(FeedbackJob)];
    await eventually('the question is decided', async () => {
      while ((await log.doNext(desk.network.id)) === 'more');
      while ((await job.doNext(desk.network.id)) !== 'idle');
      const rows = await desk.sql("SELECT FROM feedback_requests WHERE network_id = $1 AND state <> 'WAITING'");
      return rows.length === 2;
    });
    for (const sale of sales.values()) {
      const token = test.app.get(FeedbackLinks).tokenOf(desk.network.id, sale);
      await test.api().post(`/api/feedback-links/${token}`).send({ score: 5 });
    }
    while ((await job.doNext(desk.network.id)) !== 'idle');
  }

  /** Both guests have points that end soon, given by staff. */
  async function warn(): Promise<void> {
    const endsOn = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    for (const guest of [held, other]) {
      const gift = { type: 'MANUAL', direction: 'CREDIT', points: 50, reasonCode: 'GOODWILL', endsOn };
      await desk.network.post(`/api/guests/${guest}/transaction`, desk.manager, gift).expect(201);
    }
    await test.app.get(WarningsJob).doNext(desk.network.id);
  }

  const messagesOf = (guest: string, source: string | null, purpose: string) =>
    desk.sql(
      `SELECT status FROM messages WHERE network_id = $1 AND guest_id = $2 AND source IS NOT DISTINCT FROM $3 AND purpose = $4
         AND status <> 'SUPPRESSED'`,
      [guest, source, purpose],
    );
  const stepsOf = (guest: string, kind: string) =>
    desk.sql(
      `SELECT s.outcome FROM automation_run_steps s JOIN automation_runs r ON r.network_id = $1 AND r.id = s.run_id
        WHERE s.network_id = $1 AND r.guest_id = $2 AND s.kind = $3 AND s.outcome IN ('PASSED', 'SENT', 'WAITS')`,
      [guest, kind],
    );
  const actsOf = (guest: string, where: string) =>
    desk.sql(`SELECT type FROM transactions WHERE network_id = $1 AND guest_id = $2 AND ${where}`, [guest]);
  const rowsOf = (guest: string, table: string) =>
    desk.sql(`SELECT 1 FROM ${table} WHERE network_id = $1 AND guest_id = $2`, [guest]);

  /** Requires that the held-out guest got nothing and the other guest did. */
  async function expectNothing(of: (guest: string) => Promise<readonly object[]>): Promise<void> {
    expect(await of(held)).toEqual([]);
    expect(await of(other)).not.toEqual([]);
  }

  it.each(GIVING)('gets nothing of the step %s of an automation', (kind) =>
    expectNothing((guest) => stepsOf(guest, kind)),
  );

  it.each(MESSAGE_SOURCES.filter((source) => SOURCES[source].includes('MARKETING')))(
    'gets no marketing message of the source %s',
    (source) => expectNothing((guest) => messagesOf(guest, source, 'MARKETING')),
  );

  it('gets no points, rewards, list or campaign that an automation gives', async () => {
    await expectNothing((guest) => actsOf(guest, "reason_code = 'AUTOMATION'"));
    await expectNothing((guest) => rowsOf(guest, 'redemptions'));
    await expectNothing((guest) => rowsOf(guest, 'segment_members'));
    await expectNothing((guest) => actsOf(guest, "type = 'JOIN'"));
  });

  it('gets no points and no money off of a campaign, at a sale or for its tasks', () => {
    expect(sold.held.discount).toBe(0);
    expect(sold.other.discount).toBe(10_000);
    // The campaign doubles the points of the payment and adds 100 for the visit.
    const ofProgramme = sold.held.pointsEarned;
    expect(sold.other.pointsEarned).toBeGreaterThan(ofProgramme + 100);
  });

  it('is not asked after the visit, and gets no points for an answer', async () => {
    await expectNothing(async (guest) =>
      desk.sql("SELECT 1 FROM feedback_requests WHERE network_id = $1 AND sale_id = $2 AND state = 'ASKED'", [
        sales.get(guest),
      ]),
    );
    await expectNothing((guest) => actsOf(guest, "reason_code = 'FEEDBACK'"));
  });

  it('gets the points of the programme, gifts of staff, warnings and codes as others do', async () => {
    expect(sold.held.pointsEarned).toBeGreaterThan(0);
    for (const guest of [held, other]) {
      expect(await actsOf(guest, "reason_code = 'GOODWILL'")).toHaveLength(1);
      expect(await messagesOf(guest, 'EXPIRY_WARNING', 'SERVICE')).not.toEqual([]);
      expect(await messagesOf(guest, null, 'CODE')).not.toEqual([]);
    }
  });

  it('gets no marketing of a source that forgets the control group, and all service', async () => {
    const snapshot = await test.app.get(Snapshots).current(desk.network.id);
    const wanted = [held, other].flatMap((guestId) =>
      (['MARKETING', 'SERVICE'] as const).map((purpose) => ({
        id: newId(),
        guestId,
        purpose,
        withheld: null,
        tried: [],
      })),
    );
    const routed = await desk.network.database.inNetwork(desk.network.id, (tx) =>
      test.app.get(GuestMessages).route(tx, snapshot, wanted),
    );
    expect(routed.map(({ routing }) => ('reason' in routing ? routing.reason : routing.outcome))).toEqual([
      'HELD_OUT',
      expect.stringMatching(/QUEUED|INBOX/),
      expect.stringMatching(/QUEUED|INBOX/),
      expect.stringMatching(/QUEUED|INBOX/),
    ]);
  });
});
