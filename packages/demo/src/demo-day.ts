import { MADE_UP } from 'loyalty-platform/security';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { dayOfIsoDate, isoDateOf } from 'loyalty-platform/platform/clock/calendar';
import { demoCampaigns, INVITING_RESTAURANT } from './demo-campaigns';
import { setUpChain } from './demo-chain';
import { DEMO_MENU, DRINK, type Dish, PIZZAS } from './demo-dishes';
import { type ApiDoor, DemoDesk, named } from './demo-desk';
import { DEMO_CONSENT, DEMO_MARKETING } from './demo-networks';
import { externalIdOf, GUEST } from './demo-parts';
import {
  CATEGORY_COSTS,
  COUPON_BATCHES,
  COUPON_REWARD,
  LAST_SEGMENT,
  type ProgramOfApi,
  programOfApi,
  ALERTS,
  NEWS,
  PAST_LISTS,
  REGULARS,
  SHARED_COUPON,
  withLessPaidByPoints,
  withStampsFamiliesAndFriends,
} from './demo-rules';
import { drawBelow, drawOne, seededRandom } from './seeded-random.rules';

/** The network's clock on the simulated day. */
export interface DemoClock {
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** How many minutes of the local day have passed. */
  readonly minute: number;
  /** The instant of a minute of the day. */
  instantOf(minute: number): Date;
  /** Past months since the first receipt: `YYYY-MM`. */
  readonly monthsOver: readonly string[];
}

const SEED = 20_150_102;
const EVENING_SEED = 20_150_103;
/** More than a day's receipts before the evening. */
const RECEIPTS_BEFORE_EVENING = 500;
const POLL_MS = 250;
const FIRST_RECEIPT = 1_000;
/** When the restaurants open, and the minutes between two of the day's sales that are recorded later. */
const OPENS_AT = 11 * 60;
const BETWEEN_SALES = 9;
/** The newest past month stays open, so that a visitor can close it. */
const MONTHS_LEFT_OPEN = 1;

const listOf = <Item>(item: z.ZodType<Item>) => z.object({ items: z.array(item) });
const versioned = z.object({ version: z.int() });
const answered = z.looseObject({});
/** A campaign that started, or the change request for it. */
const startAnswer = z.looseObject({ id: z.uuid(), kind: z.string().optional() });
const rewards = listOf(named.extend({ code: z.string() }));
const history = listOf(named.extend({ type: z.string() }));

/** The phone of a guest by rank, as `guestProfile` makes it; ranks from 9,000 on are new guests. */
const phoneOf = (rank: number): string => `${MADE_UP.ru}${String(rank).padStart(4, '0')}`;

/** The number of past days whose receipts the backtest replays under the version that waits for approval. */
const BACKTEST_DAYS = 90;
const COUPONS_USED = 6;
/** After so many days, points given as an apology expire. */
const GOODWILL_DAYS = 30;
/** Ranks of other guests of the day. */
const PASSERS_BY = { from: 100, to: 900 } as const;
const NEW_GUESTS = [
  { isFriend: false, person: { phone: phoneOf(9_001), name: 'Дарья Осипова', birthDate: '1994-04-17' } },
  { isFriend: true, person: { phone: phoneOf(9_002), name: 'Лев Миронов' } },
  { isFriend: true, person: { phone: phoneOf(9_003), name: 'Зоя Крылова', birthDate: '1987-12-02' } },
] as const;

/** Relatives whom the head of the family registers with the own code, so that a manager decides whether they are new guests. */
const RELATIVES = [
  { phone: phoneOf(9_005), name: 'Алиса Нестерова', birthDate: '1996-09-11' },
  { phone: phoneOf(9_006), name: 'Тимур Нестеров' },
] as const;

/** Simulates the day after the last receipt: a manager, two cashiers and their guests make the calls that their pages would make. */
export class DemoDay {
  private random = seededRandom(SEED);
  private tills: readonly string[] = [];
  private receipts = 0;
  /** Whether an earlier run finished the day; set by `prepare`. */
  isPlayed = false;
  private program: ProgramOfApi = { earning: {}, activities: {}, redemption: {} };
  private version = 1;

  private constructor(
    private readonly manager: DemoDesk,
    private readonly colleague: DemoDesk,
    private readonly cashier: DemoDesk,
    private readonly secondCashier: DemoDesk,
    private readonly clock: DemoClock,
  ) {}

  static async open(door: ApiDoor, clock: DemoClock): Promise<DemoDay> {
    const manager = await DemoDesk.signIn(door, 'manager@demo.test');
    const colleague = await DemoDesk.signIn(door, 'manager2@demo.test');
    const cashier = await DemoDesk.signIn(door, 'cashier@demo.test');
    return new DemoDay(manager, colleague, cashier, await DemoDesk.signIn(door, 'cashier2@demo.test'), clock);
  }

  /** The managers prepare rules and offers, which come into force while the receipts are imported. */
  async prepare(): Promise<void> {
    const { manager } = this;
    const { items } = await manager.get('/segments', listOf(z.object({ code: z.string() })));
    this.isPlayed = items.some(({ code }) => code === LAST_SEGMENT.code);
    if (this.isPlayed) return;
    const { document } = await manager.get('/programs/1', programOfApi);
    this.program = withStampsFamiliesAndFriends(document);
    this.version = await this.publish('second-version', this.program);
    const redemptionItemId = await manager.post('coupon-reward', '/redemption-items', COUPON_REWARD);
    const shared = {
      kind: 'SHARED',
      name: COUPON_BATCHES.shared,
      redemptionItemId,
      code: SHARED_COUPON,
      uses: 500,
      perGuest: 1,
    };
    await manager.post('shared-coupon', '/coupons/batches', shared);
    await manager.post('single-coupons', '/coupons/batches', {
      kind: 'SINGLE',
      name: COUPON_BATCHES.single,
      redemptionItemId,
      count: 100,
    });
    await manager.post('regulars', '/segments', REGULARS);
    await manager.post('news', '/message-templates', NEWS);
    for (const [name, alert] of Object.entries(ALERTS)) await manager.post(`alert-${name}`, '/analytics/alerts', alert);
    await manager.send('menu', 'POST', '/menu-items/import', { items: DEMO_MENU }, answered);
    await manager.send('food-cost', 'PUT', '/menu-categories/costs', { items: CATEGORY_COSTS }, answered);
  }

  /** Runs after the import, so that a server running beside it checks all guests for campaigns that start. */
  async planCampaigns(): Promise<void> {
    const { manager, colleague, clock } = this;
    const { items } = await manager.get('/restaurants', listOf(z.object({ id: z.uuid(), code: z.string() })));
    const invitesTo = items.find(({ code }) => code === INVITING_RESTAURANT)?.id;
    if (invitesTo === undefined) throw new Error(`the demonstration has the restaurant ${INVITING_RESTAURANT}`);
    for (const { code, document, isStarted } of demoCampaigns(clock.today, invitesTo)) {
      const id = await manager.post(`campaign-${code}`, '/campaigns', { code, document });
      if (!isStarted) continue;
      const state = { state: 'RUNNING', reason: null };
      const started = await manager.send(`start-${code}`, 'PUT', `/campaigns/${id}/state`, state, startAnswer);
      // A campaign whose budget has no end starts by a second manager.
      if (started.kind !== undefined)
        await colleague.send(`approve-${code}`, 'POST', `/change-requests/${started.id}/approve`, {}, answered);
    }
  }

  /** Puts the guests of the past campaigns on their lists, once the import has registered them. */
  async invite(): Promise<void> {
    for (const { key, list, from, to } of PAST_LISTS) {
      const guests = Array.from({ length: to - from }, (_, index) => externalIdOf(from + index));
      const id = await this.manager.post(key, '/segments', list);
      const file = { csv: guests.join('\n'), isIn: true };
      await this.manager.send(`${key}-guests`, 'POST', `/segments/${id}/members/file`, file, answered);
    }
  }

  /** Simulates the day once: the segment that is made last shows that the day was finished. */
  async play(): Promise<void> {
    if (!this.isPlayed) {
      await this.awaitSecondVersion();
      await this.findTills();
      await this.registerGuests();
      await this.spendPoints();
      await this.collectStamps();
      await this.useCoupons();
      await this.takeRewards();
      await this.refund();
      await this.sellWithoutGuest();
      await this.foundFamily();
      await this.correct();
      await this.sellSinceMorning();
      await this.closeShift();
      await this.closeMonths();
      await setUpChain(this.manager, this.monthsToClose);
      await this.leaveForApproval();
      await this.warnAtTill();
      await this.sendMessages();
      await this.manager.post('last-segment', '/segments', LAST_SEGMENT);
    }
    await this.manager.signOut();
    await this.cashier.signOut();
    await this.secondCashier.signOut();
  }

  /** Waits until the second version decides, some seconds after it was published; the import takes longer anyway. */
  private async awaitSecondVersion(): Promise<void> {
    while ((await this.manager.get('/programs/in-force', versioned)).version < this.version) await pause(POLL_MS);
  }

  /**
   * Records the sales since opening, with their times, as a till does that was offline. Their keys contain the day: a run that continues later in
   * the day has more such sales, so the following acts need new receipt numbers and a new random order.
   */
  private async sellSinceMorning(): Promise<void> {
    for (let minute = OPENS_AT; minute < this.clock.minute - BETWEEN_SALES; minute += BETWEEN_SALES) {
      const guest = PASSERS_BY.from + drawBelow(this.random, PASSERS_BY.to - PASSERS_BY.from);
      const order = { ...this.order(), occurredAt: this.clock.instantOf(minute).toISOString() };
      const desk = minute % 2 === 0 ? this.cashier : this.secondCashier;
      await this.sell(`${this.clock.today}/${String(minute)}`, guest, order, desk);
    }
    this.random = seededRandom(EVENING_SEED);
    this.receipts = RECEIPTS_BEFORE_EVENING;
  }

  private async registerGuests(): Promise<void> {
    const spender = await this.find(GUEST.spender);
    const { referralCode } = await this.cashier.get(`/guests/${spender}`, z.object({ referralCode: z.string() }));
    for (const [index, { isFriend, person }] of NEW_GUESTS.entries()) {
      const consents = [DEMO_CONSENT, DEMO_MARKETING];
      const registration = { ...person, ...(isFriend && { referralCode }), consents };
      const id = await this.cashier.post(`new-guest-${String(index)}`, '/guests', registration);
      await this.record(`first-sale-${String(index)}`, id, this.order());
    }
  }

  private async spendPoints(): Promise<void> {
    await this.sell('spender', GUEST.spender, { ...this.orderOf([PIZZAS[2], 3]), pointsToRedeem: 500 });
    await this.sell('second-spender', GUEST.takesApron, { ...this.orderOf([PIZZAS[1], 2]), pointsToRedeem: 200 });
  }

  private async collectStamps(): Promise<void> {
    await this.sell('collector', GUEST.collector, this.orderOf([PIZZAS[3], 3], [PIZZAS[0], 2]));
    await this.sell('full-card', GUEST.fullCard, this.orderOf([PIZZAS[1], 4], [PIZZAS[4], 3]));
  }

  /** Guests use coupons at the till of the second cashier. */
  private async useCoupons(): Promise<void> {
    for (let used = 0; used < COUPONS_USED; used += 1) {
      const order = { ...this.orderOf([drawOne(this.random, PIZZAS), 2]), coupons: [SHARED_COUPON] };
      await this.sell(`coupon-${String(used)}`, GUEST.couponsFrom + used, order, this.secondCashier);
    }
  }

  /** Guests buy rewards for points: a drink is handed over at once, an apron later. */
  private async takeRewards(): Promise<void> {
    const { items } = await this.manager.get('/redemption-items', rewards);
    const idOf = (wanted: string) => items.find(({ code }) => code === wanted)?.id;
    const drink = await this.redeem('drink', GUEST.drinker, idOf('COLA'));
    await this.sell('drink-used', GUEST.drinker, {
      ...this.orderOf([PIZZAS[5], 2], [DRINK, 1]),
      redemptionIds: [drink],
    });
    await this.redeem('apron', GUEST.takesApron, idOf('APRON'));
  }

  private async redeem(key: string, rank: number, redemptionItemId: string | undefined): Promise<string> {
    const guest = await this.find(rank);
    const body = { type: 'REDEMPTION', pointOfSaleId: this.till(), redemptionItemId };
    return this.cashier.post(key, `/guests/${guest}/transaction`, body);
  }

  private async refund(): Promise<void> {
    const sale = await this.sell('complaint', GUEST.complains, this.orderOf([PIZZAS[6], 1], [PIZZAS[0], 1]));
    const part = { reason: 'Пицца остыла', items: [{ line: 2 }] };
    await this.cashier.post('refund-line', `/transactions/${sale}/refund`, part);
    const whole = await this.sell('refunded', GUEST.refundedAtOnce, this.orderOf([PIZZAS[4], 1]));
    await this.cashier.post('refund-whole', `/transactions/${whole}/refund`, { reason: 'Не тот заказ' });
    await this.refundEarlierSale();
    const large = await this.sell('large-order', GUEST.refundWaits, this.orderOf([PIZZAS[2], 4], [PIZZAS[6], 4]));
    // The refund exceeds a cashier's limit, so it waits for a manager.
    await this.cashier.post('refund-waits', `/transactions/${large}/refund`, { reason: 'Банкет отменили' });
    const mistake = await this.sell('mistake', GUEST.undone, this.orderOf([PIZZAS[3], 1]));
    await this.cashier.post('undo', `/transactions/${mistake}/undo`, {});
  }

  private async refundEarlierSale(): Promise<void> {
    const { manager } = this;
    const guest = await this.find(GUEST.refundedLater, manager);
    const { items } = await manager.get(`/guests/${guest}/history`, history);
    const sale = items.find(({ type }) => type === 'SALE');
    if (sale === undefined) throw new Error('a regular of the demonstration has no sale');
    const reason = { reason: 'Жалоба на доставку' };
    await manager.post('refund-earlier', `/transactions/${sale.id}/refund`, reason);
  }

  private async sellWithoutGuest(): Promise<void> {
    const ring = (key: string) => this.cashier.post(key, '/receipts', { ...this.bill(), ...this.order() });
    await ring('anonymous-1');
    await ring('anonymous-2');
    const guestId = await this.find(GUEST.claims);
    await this.cashier.post('claim', `/receipts/${await ring('anonymous-3')}/claim`, { guestId });
  }

  private async foundFamily(): Promise<void> {
    const { manager } = this;
    const [headId, adult, child] = [
      await this.find(GUEST.head, manager),
      await this.find(GUEST.adult, manager),
      await this.find(GUEST.child, manager),
    ];
    const family = await manager.post('family', '/families', { headId });
    const members = `/families/${family}/members`;
    await manager.send('family-adult', 'POST', members, { guestId: adult, role: 'ADULT' }, answered);
    await manager.send('family-child', 'POST', members, { guestId: child, role: 'CHILD' }, answered);
    const allowance = { points: 500, period: 'MONTH', giverId: headId };
    await manager.send('family-allowance', 'PUT', `${members}/${child}/allowance`, allowance, answered);
    // The amount exceeds the adult's own points, so the family's pool pays the rest.
    await this.sell('family-sale', GUEST.adult, { ...this.orderOf([PIZZAS[4], 3]), pointsToRedeem: 400 });
    await this.bringRelatives(headId, members);
  }

  /** Each relative joins the family before the first purchase, which is what a manager is asked about. */
  private async bringRelatives(headId: string, members: string): Promise<void> {
    const { referralCode } = await this.cashier.get(`/guests/${headId}`, z.object({ referralCode: z.string() }));
    for (const [index, person] of RELATIVES.entries()) {
      const registration = { ...person, referralCode, consents: [DEMO_CONSENT, DEMO_MARKETING] };
      const guestId = await this.cashier.post(`relative-${String(index)}`, '/guests', registration);
      const member = { guestId, role: 'ADULT' };
      await this.manager.send(`family-relative-${String(index)}`, 'POST', members, member, answered);
      await this.record(`relative-sale-${String(index)}`, guestId, this.orderOf([PIZZAS[index], 2]));
    }
  }

  /**
   * Sends codes: to a guest who wants to spend many points, to a guest who registers by phone, and to a cashier who forgot the password. This comes
   * last, because a continued run sends these messages again.
   */
  private async sendMessages(): Promise<void> {
    const { cashier } = this;
    const guest = await this.find(GUEST.spender);
    await cashier.send('confirmation', 'POST', `/guests/${guest}/confirmations`, { points: 1_500 }, answered);
    const [phone, consents] = [phoneOf(9_004), [DEMO_CONSENT]];
    const registration = { networkId: cashier.networkId, phone, name: 'Вера Лукина', consents };
    await cashier.send('registration', 'POST', '/auth/register', registration, answered);
    const forgot = { email: 'cashier2@demo.test' };
    await cashier.send('forgot-password', 'POST', '/auth/password/forgot', forgot, z.null());
  }

  /** Corrects points by hand, merges a guest's two cards, and blocks an abused card. */
  private async correct(): Promise<void> {
    const { manager, cashier } = this;
    const gift = { type: 'MANUAL', direction: 'CREDIT', reasonCode: 'GOODWILL', comment: 'Долго ждали заказ' };
    const waited = await this.find(GUEST.goodwill, manager);
    const endsOn = isoDateOf(dayOfIsoDate(this.clock.today) + GOODWILL_DAYS);
    await manager.post('goodwill', `/guests/${waited}/transaction`, { ...gift, points: 300, endsOn });
    const upset = await this.find(GUEST.goodwillWaits);
    // The gift exceeds a cashier's limit, so it waits for a manager.
    await cashier.post('goodwill-waits', `/guests/${upset}/transaction`, { ...gift, points: 800 });
    const abused = await this.find(GUEST.blocked, manager);
    const block = { reasonCode: 'OTHER', comment: 'Карту предъявляли трое разных людей за вечер' };
    await manager.send('block', 'POST', `/guests/${abused}/block`, block, answered);
    const [target, sourceId] = [await this.find(GUEST.twoCards, manager), await this.find(GUEST.secondCard, manager)];
    // After the merge, the phone of the second card finds the remaining guest.
    if (sourceId === target) return;
    const merge = { sourceId, reason: 'Один человек, две карты' };
    await manager.send('merge', 'POST', `/guests/${target}/merge`, merge, answered);
  }

  /** The cashier counts the money of the first till; the shifts of the others stay open. */
  private async closeShift(): Promise<void> {
    const { today } = this.clock;
    const pointOfSaleId = this.tills[0] ?? '';
    const last = { ...this.bill(), ...this.orderOf([PIZZAS[0], 1]), pointOfSaleId };
    await this.cashier.post(`${today}/last-receipt`, '/receipts', last);
    const shift = await this.cashier.find(`/shifts/current?pointOfSaleId=${pointOfSaleId}`, named);
    // An earlier run closed this shift.
    if (shift === null) return;
    await this.cashier.send(`close-shift/${shift.id}`, 'POST', `/shifts/${shift.id}/close`, {}, answered);
  }

  private get monthsToClose(): readonly string[] {
    return this.clock.monthsOver.slice(0, -MONTHS_LEFT_OPEN);
  }

  private async closeMonths(): Promise<void> {
    for (const month of this.monthsToClose)
      await this.manager.send(`close-${month}`, 'POST', `/ledger/periods/${month}/close`, {}, answered);
  }

  private async leaveForApproval(): Promise<void> {
    const { manager } = this;
    const change = { settings: { limits: { cashierManualAtOnce: 1_000 } } };
    await manager.send('raise-limit', 'PATCH', `/networks/${manager.networkId}`, change, answered);
    const version = await this.publish('waiting-version', withLessPaidByPoints(this.program));
    // The comparison runs in the background, so that the second manager finds its report beside the request.
    const from = isoDateOf(dayOfIsoDate(this.clock.today) - BACKTEST_DAYS);
    const period = { from: `${from}T00:00:00Z` };
    await manager.send('backtest', 'POST', `/programs/${String(version)}/backtests`, period, answered);
  }

  /** A cashier tells one guest about expiring points; the warnings of other guests stay unread. */
  private async warnAtTill(): Promise<void> {
    const { cashier, clock } = this;
    const guest = await this.find(GUEST.drinker);
    const { items } = await cashier.get(`/guests/${guest}/warnings/due`, listOf(answered));
    if (items.length === 0) return;
    // A till shows the warning within an hour of the sale, so each hour of a later run has a sale of its own.
    const hour = String(Math.floor(clock.minute / 60));
    const key = `${clock.today}/${hour}/warned`;
    const order = { ...this.orderOf([PIZZAS[0], 1]), receiptNumber: `${String(FIRST_RECEIPT)}-${hour}` };
    const transactionId = await this.record(key, guest, order);
    const told = { transactionId, way: 'SHOWN' };
    await cashier.send(`${key}/told`, 'POST', `/guests/${guest}/warnings/told`, told, answered);
  }

  private async publish(key: string, document: object): Promise<number> {
    const { version } = await this.manager.send(key, 'POST', '/programs', { document }, versioned);
    await this.manager.send(`publish-${key}`, 'POST', `/programs/${String(version)}/publish`, {}, answered);
    return version;
  }

  private async findTills(): Promise<void> {
    const restaurants = await this.cashier.get('/restaurants', listOf(named));
    const tills: string[] = [];
    for (const { id } of restaurants.items)
      tills.push(
        ...(await this.cashier.get(`/restaurants/${id}/points-of-sale`, listOf(named))).items.map((till) => till.id),
      );
    this.tills = tills;
  }

  /** Finds a guest at the till by phone, which allows spending up to the network's limit. */
  private async find(rank: number, desk = this.cashier): Promise<string> {
    const found = await desk.send('lookup', 'POST', '/guests/lookup', { phone: phoneOf(rank) }, named);
    return found.id;
  }

  private async sell(key: string, rank: number, order: object, desk = this.cashier): Promise<string> {
    return this.record(key, await this.find(rank, desk), order, desk);
  }

  private record(key: string, guest: string, order: object, desk = this.cashier): Promise<string> {
    const body = { type: 'SALE', ...this.bill(), ...order };
    return desk.post(key, `/guests/${guest}/transaction`, body);
  }

  private bill(): { readonly pointOfSaleId: string; readonly receiptNumber: string } {
    this.receipts += 1;
    return { pointOfSaleId: this.till(), receiptNumber: String(FIRST_RECEIPT + this.receipts) };
  }

  /** An order of one to three dishes, half of the time with a drink. */
  private order(): object {
    const pizzas = Array.from(
      { length: 1 + drawBelow(this.random, 3) },
      () => [drawOne(this.random, PIZZAS), 1] as const,
    );
    return drawBelow(this.random, 2) === 0 ? this.orderOf(...pizzas) : this.orderOf(...pizzas, [DRINK, 1]);
  }

  private orderOf(...lines: readonly (readonly [Dish | undefined, number])[]): object {
    const items = lines.flatMap(([dish, quantity]) => {
      if (dish === undefined) return [];
      const { price, ...named } = dish;
      return [{ ...named, quantity, unitPrice: price, total: price * quantity }];
    });
    const amount = items.reduce((sum, { total }) => sum + total, 0);
    return { amount, items, paymentMethod: drawOne(this.random, ['card', 'card', 'cash']) };
  }

  private till(): string {
    return this.tills[this.receipts % this.tills.length] ?? '';
  }
}
