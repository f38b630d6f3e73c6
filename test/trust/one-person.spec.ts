import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { SoleDeciders, TWO_PEOPLE } from '../../src/configuration/pure';
import { presetForNetwork } from '../../src/configuration/programs/drafts/scaled-preset.rules';
import { minorUnits, points, type ProgramDocument } from '../../src/decision';
import { InboxWork } from '../../src/integrations/inbox/inbox.job';
import { AutomationEvents } from '../../src/marketing/automations/events/automation-events';
import { AutomationsJob } from '../../src/marketing/automations/runs/automations.job';
import { newId } from '../../src/platform/ids/ids';
import { Sessions } from '../../src/security';
import { LedgerVerification } from '../../src/transactions/books/verification/ledger-verification';
import { systemActOf } from '../../src/transactions/ledger/act/system-act';
import { MOST_UNPRICED_A_DAY } from '../../src/transactions/till/sole-gifts/person-budget.rules';
import { Till } from '../../src/transactions/till/queue/till';
import { LogReader } from '../../src/transactions/jobs/log-reader';
import { FraudJob } from '../../src/transactions/watch/job/fraud.job';
import { addressOfThisRun, phoneOfThisRun } from '../e2e/people';
import { FarcardsTill } from '../doubles/farcards-till';
import { IikoDouble } from '../doubles/iiko-double';
import { GiftDesk } from '../integration/transactions/gifts/gift-desk';
import { addOwner, tokenOfUser } from '../integration/support/people-fixture';
import { itAtNight } from '../support/at-night';
import { applicationsOfWorker, type TestApp } from '../support/app';
import { codeSentTo } from '../support/outbox';
import { superuserPool } from '../support/database';
import { eventually } from '../support/eventually';
import { AGAIN_BY_EVENT, automationDraft } from '../support/marketing/automation-desk';
import { alwaysOn } from '../support/marketing/campaign-drafts';
import { RewardShop } from '../support/rewards/reward-shop';
import { connectRkeeper } from '../support/rkeeper';
import { seeded } from '../support/seeded';
import { TillNetwork } from '../support/till-network';
import { firstTrial, kindsOf, reportTrials, trialsOf } from './trials';

/** The most points that one person may give without a second person, in a day in all and to one guest. */
const BOUND = 1_000;
/** Two of these exceed the bound. */
const GIFT = 700;
/** A sale that earns more than a gift. */
const LARGE_SALE = 800_000;
const POOL = { perDay: points(GIFT), perMonth: points(GIFT), pointsCoolFor: 0, membersCoolFor: 0 };
/** The most points that the sales of a story earn by the network's own programme. */
const HONEST = 60;

/** A dishonest manager with the accomplices of one network. */
class Plot {
  readonly phones = Array.from({ length: 3 }, phoneOfThisRun);

  private constructor(
    readonly test: TestApp,
    readonly second: TestApp,
    readonly network: TillNetwork,
    readonly manager: string,
    readonly guests: readonly string[],
    readonly document: ProgramDocument,
  ) {}

  static async open(test: TestApp, second: TestApp): Promise<Plot> {
    const limits = {
      managerManualPerDay: BOUND,
      managerManualAtOnce: BOUND,
      managerMoneyPerDay: BOUND,
      cashierManualAtOnce: GIFT,
      cashierManualPerShift: GIFT,
      campaignBudget: null,
      saleAtOnce: LARGE_SALE - 1,
    };
    const hybrid = presetForNetwork('hybrid-5', 2);
    const document = {
      ...hybrid,
      // Without gifts of the programme itself, which the system put in force.
      activities: { ...hybrid.activities, firstSale: null, registration: null },
      families: { mostMembers: 5, pool: POOL },
    };
    const transfers = { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0 };
    const network = await TillNetwork.create(test, { document, settings: { limits, transfers } });
    const guests = [await network.guest(), await network.guest(), await network.guest()];
    const plot = new Plot(test, second, network, await network.tokenOf('manager'), guests, document);
    // Set while the guests have no points, as at registration.
    for (const [n, guest] of guests.entries()) await plot.change(guest, { phone: plot.phones[n] }).expect(200);
    return plot;
  }

  guest(n = 0): string {
    return this.guests[n % this.guests.length] as string;
  }

  put(path: string, body: object, token = this.manager) {
    return this.test.api().put(path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', newId()).send(body);
  }

  change(guest: string, body: object) {
    return this.test.api().patch(`/api/guests/${guest}`).set('Authorization', `Bearer ${this.manager}`).send(body);
  }

  post(path: string, body: object) {
    return this.network.post(path, this.manager, body).set('X-Forwarded-For', addressOfThisRun());
  }

  /** A guest of the network with points that no member of staff gave. */
  async stranger(): Promise<string> {
    const guest = await this.network.guest();
    const body = { kind: 'MANUAL', direction: 'CREDIT', points: GIFT, reasonCode: 'EARNED' } as const;
    const act = systemActOf(this.network.id, guest, { ...body, comment: null, expiryId: null });
    expect(await this.test.app.get(Till).submit({ ...act, source: TWO_PEOPLE })).toMatchObject({ kind: 'POSTED' });
    return guest;
  }

  /** Every other call goes to the second process. */
  async sell(n: number, amount: number, token = this.manager): Promise<Sold> {
    const app = n % 2 === 0 ? this.test : this.second;
    const [key, sale] = [newId(), this.network.sale(amount)];
    return eventually('the sale is recorded', async () => {
      const path = `/api/guests/${this.guest(n)}/transaction`;
      const call = app.api().post(path).set('Authorization', `Bearer ${token}`).set('Idempotency-Key', key);
      const { status, body } = await call.send(sale);
      // A busy machine may keep the sale first.
      if (status === 202) return undefined;
      expect([status, body.code]).toEqual([201, undefined]);
      return body as Sold;
    });
  }

  async byHand(token: string, guest: string, amount = GIFT): Promise<number> {
    const body = { type: 'MANUAL', direction: 'CREDIT', points: amount, reasonCode: 'GOODWILL' };
    return (await this.network.post(`/api/guests/${guest}/transaction`, token, body)).status;
  }

  /** After other gifts of the manager the credit may wait for a second person. */
  async tryByHand(token: string, guest: string): Promise<void> {
    expect([201, 202]).toContain(await this.byHand(token, guest));
  }

  async startCampaign(document: object): Promise<void> {
    const made = await this.network.post('/api/campaigns', this.manager, { document });
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    const started = await this.put(`/api/campaigns/${made.body.id as string}/state`, { state: 'RUNNING' });
    expect([started.status, started.body.state]).toEqual([200, 'ACTIVE']);
  }

  /** Money that campaigns took off. */
  async moneyOff(): Promise<number> {
    const { sum } = await this.network.database.inNetwork(this.network.id, (tx) =>
      tx.one<{ sum: number }>(
        `SELECT coalesce(sum(u.amount), 0)::bigint AS sum FROM budget_uses u JOIN budgets b ON b.network_id = u.network_id AND b.id = u.budget_id
          WHERE b.network_id = $1 AND b.unit = 'MONEY'`,
        [this.network.id],
      ),
    );
    return sum;
  }

  /** A guest buys something and spins the wheel. */
  async spin(n: number): Promise<void> {
    const { id } = await this.sell(n, 1_000);
    const { accessToken } = await this.test.app.get(Sessions).openForGuest(this.network.id, this.guest(n));
    const { body } = await this.network.get('/api/wheel', this.manager).expect(200);
    const spin = { epochId: body.epoch.id as string, sourceKind: 'SALE', sourceId: id, number: 'lucky-7' };
    expect((await this.network.post('/api/auth/me/wheel/draws', accessToken, spin)).status).toBe(201);
  }

  async idOf(token: string): Promise<string> {
    return (await this.network.get('/api/auth/me', token).expect(200)).body.id as string;
  }

  /** An account that the manager made, and can sign in to. */
  async puppet(role = 'cashier'): Promise<string> {
    const email = `${newId()}@example.test`;
    const made = await this.network.post('/api/users', this.manager, {
      email,
      role,
      name: 'Puppet',
      restaurantIds: [this.network.restaurantId],
    });
    expect(made.status).toBe(201);
    return tokenOfUser(this.test.app, made.body.id as string);
  }

  /** A second manager, into whose account the first could sign in. */
  async openedManager(): Promise<string> {
    const token = await this.network.tokenOf('manager');
    const [own, other] = [await this.idOf(this.manager), await this.idOf(token)];
    await this.network.database.inNetwork(this.network.id, (tx) =>
      tx.query(`INSERT INTO account_openings (network_id, opened_by, user_id, way) VALUES ($1, $2, $3, 'LINK')`, [
        this.network.id,
        own,
        other,
      ]),
    );
    return token;
  }

  /** Points that the guests can spend now or by themselves later. */
  async free(): Promise<number> {
    return this.sum(({ available, pending, held }) => available + pending + held);
  }

  inReview(): Promise<number> {
    return this.sum(({ inReview }) => inReview);
  }

  private async sum(of: (balance: Balance) => number): Promise<number> {
    let sum = 0;
    for (const guest of this.guests) {
      const { body } = await this.network.get(`/api/guests/${guest}/balance`, this.manager).expect(200);
      sum += of(body as Balance);
    }
    return sum;
  }

  async openCases(): Promise<{ id: string; stake: number; rules: { key: string }[] }[]> {
    const job = this.test.app.get(FraudJob);
    return eventually('the cases', async () => {
      while ((await job.doNext(this.network.id)) === 'more');
      const { body } = await this.network.get('/api/fraud/cases?state=OPEN', this.manager).expect(200);
      const waiting = await this.inReview();
      const items = body.items as { id: string; stake: number; rules: { key: string }[] }[];
      return items.reduce((all, { stake }) => all + stake, 0) === waiting ? items : undefined;
    });
  }

  decide(id: string, token: string, decision = 'DISMISS', more: object = {}) {
    return this.network.post(`/api/fraud/cases/${id}/decision`, token, { decision, ground: 'We looked', ...more });
  }

  async verify(): Promise<void> {
    const { findings } = await this.test.app.get(LedgerVerification).verify(this.network.id);
    expect(findings.list()).toEqual([]);
  }
}

interface Sold {
  readonly id: string;
  readonly pointsEarned: number;
  readonly programVersion: number;
  readonly discount: number;
}

interface Balance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
}

const CONNECTIONS = '/api/integrations/connections';
const OFF_700 = { gift: { kind: 'AMOUNT_OFF', amount: GIFT } } as const;
const TIER = { tier: 'GOLD', reasonCode: 'GOODWILL' };
const BY_HAND = 'points by hand';

/** Ways in which one manager gives three guests, or one of them, far more than the bound. */
const DOORS: Readonly<Record<string, (plot: Plot) => Promise<void>>> = {
  [BY_HAND]: async (plot) => {
    expect(await plot.byHand(plot.manager, plot.guest(0))).toBe(201);
    expect(await plot.byHand(plot.manager, plot.guest(1))).toBe(202);
  },
  'points by hand of the manager and of a cashier whom the manager made': async (plot) => {
    const puppet = await plot.puppet();
    await plot.tryByHand(plot.manager, plot.guest(0));
    await plot.tryByHand(puppet, plot.guest(1));
  },
  'points by hand of the manager and of a cashier as accomplice, for one guest': async (plot) => {
    const accomplice = await plot.network.tokenOf('cashier');
    await plot.tryByHand(plot.manager, plot.guest());
    await plot.tryByHand(accomplice, plot.guest());
  },
  'sales that nobody made': async (plot) => {
    for (let n = 0; n < 3; n += 1) await plot.sell(n, LARGE_SALE);
  },
  'a sale that nobody made, in parts of a usual size': async (plot) => {
    const { network, manager } = plot;
    const receiptNumber = newId();
    for (let number = 1; number <= 6; number += 1) {
      const part = { number, of: 6, receiptAmount: 6 * (LARGE_SALE - 1) };
      const sale = network.sale(LARGE_SALE - 1, { receiptNumber, part });
      await network.post(`/api/guests/${plot.guest(number)}/transaction`, manager, sale).expect(201);
    }
  },
  'receipts that nobody made, attached to guests': async (plot) => {
    const { network, manager } = plot;
    for (let n = 0; n < 3; n += 1) {
      const { body } = await network.post('/api/receipts', manager, network.sale(LARGE_SALE)).expect(201);
      const path = `/api/receipts/${String((body as { id: unknown }).id)}/claim`;
      await network.post(path, manager, { guestId: plot.guest(n) }).expect(201);
    }
  },
  'a wheel with one prize': async (plot) => {
    const prize = { name: { en: 'All', ru: 'Всё' }, kind: 'POINTS', points: GIFT, weight: 9_999 };
    const nothing = { name: { en: 'Nothing', ru: 'Ничего' }, kind: 'NOTHING', weight: 1, isFallback: true };
    const opened = await plot.network.post('/api/wheel/epochs', plot.manager, {
      total: 10_000,
      leastSale: 500,
      useDays: 7,
      prizes: [prize, nothing],
    });
    expect([opened.status, opened.body.errors]).toEqual([201, undefined]);
    for (let n = 0; n < 4; n += 1) await plot.spin(n);
  },
  'an automation for a list of guests': async (plot) => {
    const { network, manager, test } = plot;
    const document = automationDraft({
      trigger: { kind: 'EVENT', event: 'transaction.sale', conditions: [] },
      entry: AGAIN_BY_EVENT,
      steps: [{ name: 'gift', kind: 'POINTS', points: GIFT, validDays: null, next: null }],
    });
    const made = await network.post('/api/automations', manager, { document });
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    const started = await plot.put(`/api/automations/${made.body.id as string}/state`, {
      state: 'ACTIVE',
      confirmedGuests: 9,
    });
    expect([started.status, started.body.code]).toEqual([200, undefined]);
    for (let n = 0; n < 3; n += 1) await plot.sell(n, 1_000);
    const job = test.app.get(AutomationsJob);
    await eventually('the gifts', async () => {
      await test.app.get(LogReader).advanceOne(network.id, test.app.get(AutomationEvents));
      while ((await job.doNext(network.id)) === 'more');
      return (await plot.free()) + (await plot.inReview()) >= 3 * GIFT;
    });
  },
  'a campaign': async (plot) => {
    await plot.startCampaign(alwaysOn({ offer: { kind: 'POINTS', points: points(GIFT) } }));
    await eventually('the campaign', async () => (await plot.sell(0, 1_000)).pointsEarned >= GIFT);
    for (let n = 1; n < 3; n += 1) await plot.sell(n, 1_000);
  },
  'a programme that gives a hundred times more': async (plot) => {
    const { network, manager } = plot;
    const { earning } = plot.document;
    const rich = { ...plot.document, earning: { ...earning, base: { step: 1_000, points: 100 } } };
    const made = await network.post('/api/programs', manager, { document: rich });
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    const version = made.body.version as number;
    const published = await network.post(`/api/programs/${String(version)}/publish`, manager);
    expect([published.status, published.body.code]).toEqual([200, undefined]);
    await eventually('the programme', async () => (await plot.sell(0, 100)).programVersion === version);
    for (let n = 0; n < 3; n += 1) await plot.sell(n, 8_000);
  },
  'a key of a till': async (plot) => {
    const made = await plot.network.post('/api/api-keys', plot.manager, { name: 'My till', scopes: ['till'] });
    expect([made.status, typeof made.body.key]).toEqual([201, 'string']);
    for (let n = 0; n < 3; n += 1) await plot.sell(n, 740_000, made.body.key as string);
  },
  'a connection to iiko that sends orders nobody made': async (plot) => {
    const { network, manager, test } = plot;
    const double = await IikoDouble.start();
    const places = [{ organization: double.organizationId, terminal: null, pointOfSaleId: network.pointOfSaleId }];
    const credentials = { apiLogin: double.apiLogin };
    const body = { kind: 'IIKO', name: 'iiko', baseUrl: double.url, credentials, options: {}, places };
    const made = await network.post(CONNECTIONS, manager, body).expect(201);
    double.setWebhook(`${test.url}/api/hooks/iiko`, String(made.body.token));
    for (let n = 0; n < 3; n += 1) {
      const phone = plot.phones[n];
      const items = [{ type: 'Product', amount: 1, product: { id: 'dish', name: 'Dish' }, resultSum: 7_400 }];
      await double.send(double.tableOrder(randomUUID(), Date.now() + 1_000, { phone, sum: 7_400, items }));
    }
    const inbox = test.app.get(InboxWork);
    while ((await inbox.doNext(network.id)) === 'more');
    await double.stop();
  },
  'a connection to R-Keeper that sends checks nobody made': async (plot) => {
    const { network, manager, test } = plot;
    const { path } = await connectRkeeper(network, manager);
    const till = new FarcardsTill(`${test.url}${path}`);
    for (let n = 0; n < 3; n += 1) {
      const card = `790011223344556677${String(n)}`;
      await network.database.inNetwork(network.id, (tx) =>
        tx.query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', [
          network.id,
          plot.guest(n),
          card,
        ]),
      );
      const sold = await till.transactions({
        card,
        rows: [{ kind: 3, sum: 740_000 }],
        checkNumber: String(n + 1),
        date: network.businessDate(),
      });
      expect(sold).toMatchObject({ result: 0 });
    }
  },
  'points by hand of a manager whose account the manager opened': async (plot) => {
    const puppet = await plot.openedManager();
    await plot.tryByHand(plot.manager, plot.guest(0));
    await plot.tryByHand(puppet, plot.guest(1));
  },
  'points by hand of two managers, for one guest': async (plot) => {
    const other = await plot.network.tokenOf('manager');
    await plot.tryByHand(plot.manager, plot.guest());
    await plot.tryByHand(other, plot.guest());
  },
};

/** Ways in which one manager lets a guest as accomplice use the points of a stranger; each answers as its last call. */
const OPENINGS: Readonly<Record<string, (plot: Plot, stranger: string) => Promise<Response>>> = {
  'a stranger who is merged into the accomplice': (plot, sourceId) =>
    plot.post(`/api/guests/${plot.guest()}/merge`, { sourceId, reason: 'two cards' }),
  'the accomplice who is merged into a stranger, and keeps the card': async (plot, stranger) =>
    plot.post(`/api/guests/${stranger}/merge`, { sourceId: await plot.network.guest(), reason: 'two cards' }),
  'the phone of a guest who had none': (plot, stranger) => plot.change(stranger, { phone: phoneOfThisRun() }),
  'another phone': async (plot, stranger) => {
    const phone = phoneOfThisRun();
    const asked = await plot.post(`/api/guests/${stranger}/phone`, { phone }).expect(202);
    const { verificationId } = asked.body as { verificationId: string };
    const code = await codeSentTo(plot.test, plot.network.id, phone);
    return plot.post(`/api/guests/${stranger}/phone/confirm`, { verificationId, code });
  },
  'a new card': (plot, stranger) => plot.post(`/api/guests/${stranger}/card/replace`, {}),
  'the number of a till system': (plot, stranger) => plot.change(stranger, { externalId: newId() }),
  'a gift of a stranger': (plot, stranger) =>
    plot.post(`/api/guests/${stranger}/transfers`, { toGuestId: plot.guest(), points: GIFT }),
  'the family of the accomplice': async (plot, guestId) => {
    const { body } = await plot.post('/api/families', { headId: await plot.network.guest() }).expect(201);
    return plot.post(`/api/families/${(body as { id: string }).id}/members`, { guestId, role: 'ADULT' });
  },
  'a code of a stranger’s family': async (plot, headId) => {
    const { body } = await plot.post('/api/families', { headId }).expect(201);
    return plot.post(`/api/families/${(body as { id: string }).id}/invitations`, { role: 'ADULT' });
  },
};

describe('claim 11: one person is one person', () => {
  let test: TestApp;
  let second: TestApp;

  beforeAll(async () => {
    [test, second] = await applicationsOfWorker();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await test.close();
    await second.close();
  });

  // This test tries each way in a network of its own. The next test tries all of them in one network.
  it.each(kindsOf(Object.keys(DOORS), 3))('brings no more than the bound by %s, and stands in a case', async (name) => {
    const plot = await Plot.open(test, second);
    await DOORS[name]?.(plot);
    expect(await plot.free()).toBeLessThanOrEqual(BOUND + HONEST);
    const isRefusedAtOnce = name === BY_HAND;
    expect((await plot.inReview()) > 0).toBe(!isRefusedAtOnce);
    const cases = await plot.openCases();
    expect(cases.map(({ rules }) => rules.map(({ key }) => key))).toEqual(isRefusedAtOnce ? [] : [['onePerson']]);
    await plot.verify();
  });

  itAtNight('brings no more than the bound by all doors together, in any order', async () => {
    const rounds = trialsOf({ inTest: 1, full: 20 });
    for (let round = 0; round < rounds; round += 1) {
      const chance = seeded(firstTrial() + round);
      const order = Object.keys(DOORS)
        .filter((name) => name !== BY_HAND)
        .map((name) => ({ name, place: chance() }))
        .sort((a, b) => a.place - b.place);
      const plot = await Plot.open(test, second);
      for (const { name } of order) await DOORS[name]?.(plot);
      // A cashier and another manager, each with a bound of their own.
      const accomplice = 2 * GIFT;
      expect(await plot.free()).toBeLessThanOrEqual(BOUND + accomplice + HONEST * order.length);
      await plot.openCases();
      await plot.verify();
    }
    reportTrials(11, 'all doors of one person, two processes', rounds * Object.keys(DOORS).length);
  });

  it('counts for a guest what the guests who were merged into the guest were given', async () => {
    const plot = await Plot.open(test, second);
    const other = await plot.network.tokenOf('manager');
    expect(await plot.byHand(plot.manager, plot.guest(0))).toBe(201);
    const merged = await plot.network.post(
      `/api/guests/${plot.guest(1)}/merge`,
      await plot.network.tokenOf('manager'),
      {
        sourceId: plot.guest(0),
        reason: 'two cards',
      },
    );
    expect([merged.status, merged.body.code]).toEqual([201, undefined]);
    await plot.tryByHand(other, plot.guest(1));
    expect([await plot.free(), await plot.inReview()]).toEqual([BOUND, 2 * GIFT - BOUND]);
    await plot.verify();
  });

  it('gives exactly the bound where both processes sell at once', async () => {
    const plot = await Plot.open(test, second);
    await DOORS['a campaign']?.(plot);
    await Promise.all(Array.from({ length: 12 }, (_, n) => plot.sell(n, 1_000)));
    expect(await plot.free()).toBe(BOUND);
    expect(await plot.inReview()).toBe(15 * GIFT - BOUND);
    await plot.verify();
  });

  describe('with a guest as accomplice', () => {
    const openThree = async (plot: Plot, name: string): Promise<unknown[]> => {
      const codes: unknown[] = [];
      for (let n = 0; n < 3; n += 1) {
        const opening = OPENINGS[name];
        if (opening === undefined) throw new Error(`no opening is named ${name}`);
        const { status, body } = await opening(plot, await plot.stranger());
        codes.push(status < 300 ? 'opened' : (body as { code?: string }).code);
      }
      await plot.verify();
      return codes;
    };

    it.each(kindsOf(Object.keys(OPENINGS), 3))(
      'opens no more points of strangers than the bound by %s',
      async (name) => {
        const plot = await Plot.open(test, second);
        expect(await openThree(plot, name)).toEqual([
          'opened',
          'points_handed_over_exceeded',
          'points_handed_over_exceeded',
        ]);
        // Points by hand use the same bound.
        await plot.tryByHand(plot.manager, plot.guest(1));
        expect((await plot.inReview()) + BOUND).toBe(2 * GIFT);
      },
    );

    it.each(kindsOf(Object.keys(OPENINGS), 1))('finds the door that is taken out of the rule: %s', async (name) => {
      jest.spyOn(SoleDeciders.prototype, 'of').mockReturnValue(undefined);
      expect(await openThree(await Plot.open(test, second), name)).toEqual(['opened', 'opened', 'opened']);
    });
  });

  it.each(['a wheel with one prize', 'points by hand of the manager and of a cashier whom the manager made'])(
    'finds a door that is taken out of the rule: %s',
    async (name) => {
      jest.spyOn(SoleDeciders.prototype, 'of').mockReturnValue(undefined);
      const plot = await Plot.open(test, second);
      await DOORS[name]?.(plot);
      expect(await plot.free()).toBeGreaterThan(BOUND + HONEST);
      expect(await plot.openCases()).toEqual([]);
    },
  );

  it('frees no points of a sale by hand that is larger than guests buy, below the bound either', async () => {
    const plot = await Plot.open(test, second);
    const { pointsEarned } = await plot.sell(0, LARGE_SALE);
    expect([pointsEarned > 0, pointsEarned < BOUND]).toEqual([true, true]);
    expect([await plot.free(), await plot.inReview()]).toEqual([0, pointsEarned]);
    expect(await plot.openCases()).toHaveLength(1);
    await plot.verify();
  });

  it.each([
    ['everything off for all', { discountPpm: 1_000_000 }, {}],
    ['points worth a million times more', {}, { pointValue: 10 ** 12 }],
  ])('publishes no programme alone by which the network pays more: %s', async (_, gives, more) => {
    const plot = await Plot.open(test, second);
    const tiers = plot.document.tiers.map((tier) => ({ ...tier, ...gives }));
    const made = await plot.post('/api/programs', { document: { ...plot.document, tiers, ...more } });
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    const path = `/api/programs/${String(made.body.version)}`;
    expect((await plot.post(`${path}/publish`, {})).status).toBe(202);
    expect((await plot.post(`${path}/approve`, {})).body.code).toBe('own_act');
    const puppet = await plot.openedManager();
    expect((await plot.network.post(`${path}/approve`, puppet, {})).body.code).toBe('account_opened');
  });

  it('counts an act of the platform that names no source, as a new door would be', async () => {
    const plot = await Plot.open(test, second);
    const body = {
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: GIFT,
      reasonCode: 'NEW_DOOR',
      comment: null,
      expiryId: null,
    } as const;
    for (let n = 0; n < 3; n += 1) await test.app.get(Till).submit(systemActOf(plot.network.id, plot.guest(n), body));
    expect([await plot.free(), await plot.inReview()]).toEqual([BOUND, 3 * GIFT - BOUND]);
    expect((await plot.openCases()).length).toBeGreaterThan(0);
  });

  it('lets two campaigns of one person take no more money off than the bound', async () => {
    const plot = await Plot.open(test, second);
    const moneyOff = { kind: 'AMOUNT', amount: minorUnits(300) } as const;
    for (const _campaign of [1, 2])
      await plot.startCampaign(alwaysOn({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff }));
    const tier = (await plot.sell(0, 10_000)).discount;
    await eventually('the campaigns', async () => (await plot.sell(0, 10_000)).discount > tier);
    await Promise.all(Array.from({ length: 8 }, (_, n) => plot.sell(n, 10_000)));
    expect(await plot.moneyOff()).toBe(BOUND);
    await eventually('a case', async () =>
      (await plot.openCases()).some(({ rules }) => rules.some(({ key }) => key === 'onePerson')),
    );
    await plot.verify();
  });

  it('lets one person load no more on gift cards without a receipt than the bound, whatever the accounts', async () => {
    const plot = await Plot.open(test, second);
    const desk = await GiftDesk.open(plot.network);
    const faces = await desk.batch(3);
    const puppet = await plot.puppet();
    const sell = (n: number, token: string) =>
      plot.network.post('/api/gift-cards/sell', token, {
        pointOfSaleId: plot.network.pointOfSaleId,
        code: faces[n]?.code,
        amount: GIFT,
      });
    expect((await sell(0, plot.manager)).status).toBe(201);
    expect((await sell(1, puppet)).status).toBe(202);
    // Another person has their own bound.
    expect((await sell(2, desk.manager)).status).toBe(201);
    await plot.verify();
  });

  it('lets one person load no more on gift cards with a made-up receipt, by puppets', async () => {
    const plot = await Plot.open(test, second);
    const { network, manager } = plot;
    const desk = await GiftDesk.open(network);
    const made = await network.post('/api/api-keys', manager, { name: 'My till', scopes: ['till'] });
    const faces = await desk.batch(4);
    const tokens = [manager, await plot.puppet(), await plot.puppet(), await plot.puppet()];
    // Receipts that the manager made up: the manager typed one, and the manager's own API key sent the other.
    const receipt = (receiptNumber: string) => ({ ...network.sale(GIFT), receiptNumber });
    await network.post('/api/receipts', manager, receipt('made-up 1')).expect(201);
    await network.post('/api/receipts', made.body.key as string, receipt('made-up 2')).expect(201);
    const statuses: number[] = [];
    for (const [n, token] of tokens.entries()) {
      const body = { pointOfSaleId: network.pointOfSaleId, code: faces[n]?.code, amount: GIFT };
      const sold = await network.post('/api/gift-cards/sell', token, {
        ...body,
        receiptNumber: `made-up ${String(n)}`,
      });
      statuses.push(sold.status);
    }
    expect(statuses).toEqual([201, 202, 202, 202]);
    await plot.verify();
  });

  describe('rewards and coupons of one person', () => {
    let plot: Plot;
    let shop: RewardShop;

    beforeEach(async () => {
      plot = await Plot.open(test, second);
      shop = await RewardShop.open(plot.network);
    });
    afterEach(() => plot.verify());

    const made = async (path: string, body: object, token = plot.manager): Promise<{ id: string }> => {
      const answer = await plot.network.post(path, token, body);
      expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
      return answer.body as { id: string };
    };
    const reward = (members: object, token?: string) =>
      made('/api/redemption-items', { name: { en: 'Gift' }, kind: 'DISCOUNT', cost: 0, ...OFF_700, ...members }, token);
    const coupon = async (redemptionItemId: string): Promise<string> => {
      const code = `T${newId().replaceAll('-', '').slice(-12).toUpperCase()}`;
      await made('/api/coupons/batches', { kind: 'SHARED', redemptionItemId, code, uses: 100 });
      return code;
    };
    const sellWith = (n: number, more: object) => shop.sell(plot.guest(n), 10_000, { ...more });
    /** A second person decides the case, and allows its campaigns and cards to give points again. */
    const confirm = async (): Promise<void> => {
      const cases = await plot.openCases();
      expect(cases.map(({ rules }) => rules.map(({ key }) => key))).toEqual([['onePerson']]);
      const colleague = await plot.network.tokenOf('manager');
      expect((await plot.decide(cases[0]?.id ?? '', colleague)).status).toBe(200);
    };
    const waits = { status: 422, body: { code: 'reward_not_available', reason: 'SECOND_PERSON' } };

    it('take no more money off by a code than the bound, and a second person lets them go on', async () => {
      const code = await coupon((await reward({})).id);
      const { status, body: sold } = await sellWith(0, { coupons: [code] });
      expect([status, sold.discount]).toEqual([201, GIFT + Number((await sellWith(0, {})).body.discount)]);
      expect(await sellWith(1, { coupons: [code] })).toMatchObject(waits);
      // Without the code the sale succeeds.
      expect((await sellWith(1, {})).status).toBe(201);
      await confirm();
      expect((await sellWith(1, { coupons: [code] })).status).toBe(201);
    });

    it('take no more money off by codes of one manager for a reward that two people let through', async () => {
      const { id } = await reward({});
      await plot.network.database.inNetwork(plot.network.id, (tx) =>
        tx.query(
          `INSERT INTO confirmed_sources (network_id, source, confirmed_at) VALUES ($1, 'REWARD ' || $2::text || ' 1', now())`,
          [plot.network.id, id],
        ),
      );
      const code = await coupon(id);
      expect((await sellWith(0, { coupons: [code] })).status).toBe(201);
      expect(await sellWith(1, { coupons: [code] })).toMatchObject(waits);
    });

    it('take no more money off for a point each than the bound', async () => {
      const { id } = await reward({ cost: 1 });
      const redemptionOf = async (n: number): Promise<string> => {
        expect(await plot.byHand(plot.manager, plot.guest(n), 10)).toBe(201);
        return (await shop.redeem(plot.guest(n), id).expect(201)).body.id as string;
      };
      expect((await sellWith(0, { redemptionIds: [await redemptionOf(0)] })).status).toBe(201);
      expect(await sellWith(1, { redemptionIds: [await redemptionOf(1)] })).toMatchObject(waits);
    });

    it('take any money off that guests pay with points of their worth', async () => {
      const { id } = await reward({ cost: 7 });
      for (const n of [0, 1, 2]) {
        await plot.byHand(plot.manager, plot.guest(n), 10);
        const { body } = await shop.redeem(plot.guest(n), id).expect(201);
        expect((await sellWith(n, { redemptionIds: [body.id as string] })).status).toBe(201);
      }
    });

    it('are so many goods and no more in a day', async () => {
      const { id } = await reward({ kind: 'PRODUCT', gift: null, cost: 1 });
      await plot.byHand(plot.manager, plot.guest(), 100);
      expect((await shop.redeem(plot.guest(), id, { quantity: MOST_UNPRICED_A_DAY })).status).toBe(201);
      expect(await shop.redeem(plot.guest(), id)).toMatchObject(waits);
      await confirm();
      expect((await shop.redeem(plot.guest(), id)).status).toBe(201);
    });
  });

  it('lets one person set a bounded number of tiers by hand in a day, whatever the accounts', async () => {
    const plot = await Plot.open(test, second);
    const setTier = (n: number, token: string) => plot.put(`/api/guests/${plot.guest(n)}/tier`, TIER, token);
    const statuses: number[] = [];
    for (let n = 0; n < MOST_UNPRICED_A_DAY + 1; n += 1) statuses.push((await setTier(n, plot.manager)).status);
    expect(statuses.filter((status) => status < 300)).toHaveLength(MOST_UNPRICED_A_DAY);
    expect((await setTier(0, plot.manager)).body.code).toBe('tiers_by_hand_exceeded');
    expect((await setTier(0, await plot.network.tokenOf('manager'))).status).toBeLessThan(300);
    await plot.verify();
  });

  it('lets a second person alone free the points, and what gave them gives on', async () => {
    const plot = await Plot.open(test, second);
    await DOORS['a wheel with one prize']?.(plot);
    const [found] = await plot.openCases();
    const id = found?.id ?? '';
    expect(found?.stake).toBe(4 * GIFT - BOUND);
    expect((await plot.decide(id, plot.manager)).body.code).toBe('own_fraud_case');
    // A manager whom the dishonest one can sign in as is no second person.
    const puppet = await plot.openedManager();
    expect((await plot.decide(id, puppet)).body.code).toBe('account_opened');
    const shown = await plot.network.get(`/api/fraud/cases/${id}`, puppet).expect(200);
    expect(shown.body).toMatchObject({ mayDecide: false, review: { until: null } });

    const colleague = await plot.network.tokenOf('manager');
    expect((await plot.decide(id, colleague)).status).toBe(200);
    expect([await plot.free(), await plot.inReview()]).toEqual([4 * GIFT, 0]);
    await plot.spin(5);
    expect([await plot.free(), await plot.inReview()]).toEqual([5 * GIFT, 0]);
    await plot.verify();
  });

  it('lets the owner of the installation free them where the only manager decided, and no other case', async () => {
    const plot = await Plot.open(test, second);
    const others = [plot.network.id, await plot.idOf(plot.manager)];
    await superuserPool().query('UPDATE users SET disabled_at = now() WHERE network_id = $1 AND id <> $2', others);
    await DOORS['a key of a till']?.(plot);
    const [found] = await plot.openCases();
    const id = found?.id ?? '';
    expect((await plot.decide(id, plot.manager)).body.code).toBe('own_fraud_case');
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const asOwner = (call: ReturnType<TillNetwork['get']>) => call.set('X-Act-For-Network', plot.network.id);
    await plot.network.post(`/api/networks/${plot.network.id}/act-for`, owner, { reason: 'nobody else' }).expect(201);

    const ofGuest = newId();
    await plot.network.database.inNetwork(plot.network.id, (tx) =>
      tx.query(
        `INSERT INTO fraud_cases (network_id, id, subject_kind, subject_id, state, opened_at) VALUES ($1, $2, 'GUEST', $3, 'OPEN', now())`,
        [plot.network.id, ofGuest, plot.guest()],
      ),
    );
    expect((await asOwner(plot.network.get(`/api/fraud/cases/${ofGuest}`, owner))).body.mayDecide).toBe(false);
    expect((await asOwner(plot.decide(ofGuest, owner))).body.code).toBe('forbidden');

    const shown = asOwner(plot.network.get('/api/fraud/cases?state=OPEN&rule=onePerson', owner));
    expect((await shown).body.items).toEqual([expect.objectContaining({ id })]);
    expect((await asOwner(plot.network.get(`/api/fraud/cases/${id}`, owner))).body.mayDecide).toBe(true);
    expect((await asOwner(plot.decide(id, owner))).status).toBe(200);
    expect(await plot.inReview()).toBe(0);
    expect(await plot.free()).toBeGreaterThan(BOUND);

    // If two managers may approve, the owner does not count as a second person.
    const rival = await Plot.open(test, second);
    await DOORS['a key of a till']?.(rival);
    const [other] = await rival.openCases();
    await rival.network
      .post(`/api/networks/${rival.network.id}/act-for`, owner, { reason: 'somebody else' })
      .expect(201);
    const refused = await rival.decide(other?.id ?? '', owner).set('X-Act-For-Network', rival.network.id);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    await plot.verify();
  });

  it('takes the points of a confirmed case', async () => {
    const plot = await Plot.open(test, second);
    await DOORS['a key of a till']?.(plot);
    const [found] = await plot.openCases();
    const colleague = await plot.network.tokenOf('manager');
    expect((await plot.decide(found?.id ?? '', colleague, 'CONFIRM', { takeBack: true })).status).toBe(200);
    expect([await plot.free(), await plot.inReview()]).toEqual([BOUND, 0]);
    await plot.verify();
  });

  it('does not switch the rule off', async () => {
    const plot = await Plot.open(test, second);
    const answer = await plot.put('/api/fraud/rules/onePerson', { isOn: false, params: {} });
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, 'isOn']);
  });
});
