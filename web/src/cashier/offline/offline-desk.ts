import { availableAt, type Decision, type GuestState } from '../../../../src/decision';
import type { FoundGuest, GuestKey } from '../../entities/guest/guest.api';
import { askAllowanceToken, askCopy, type Bearer } from '../../entities/offline/offline.api';
import type { CheckQuote, QuotedSale, Sale } from '../../entities/transaction/transaction.api';
import { newKey } from '../../shared/api/act-key';
import { ApiProblem } from '../../shared/api/problem';
import type { Till } from '../till/till';
import { courierOf } from './courier';
import { CopiedCampaigns, givenBy, type GivenByCampaign, type TillCopy } from './copied-campaigns';
import { decideAfterWaiting, settledBy, type WaitingSale } from './decide-offline';
import { type ListedAct, NOTHING_WAITS, type Outlook } from './kept-act';
import { SessionKeeper } from './offline-session';
import { Outbox } from './outbox';
import { Sender } from './sender';
import { type Copies, MOST_GUESTS, TillMemory } from './till-memory';
import { TillStore } from './till-store';

const DEVICE = 'device';
const CLOCK_OFFSET = 'clock-offset';
const COPY_EVERY_MS = 10 * 60_000;
/** How long after a sale the guests' states are copied, so that the sales of a rush need one copy. */
const COPY_AFTER_MS = 20_000;
const DIGITS_OF_PHONE = 10;

/** The kept act, as the screen shows it. */
export interface KeptActView {
  readonly key: string;
  readonly guestId: string | null;
  readonly payable: number;
  readonly pointsRedeemed: number;
  readonly pointsEarned: number;
  /** The part of the points that campaigns give; null: this device has no copy of campaigns. */
  readonly campaignPoints: number | null;
  /** The discount by campaigns, in minor units. */
  readonly campaignMoney: number;
  readonly guestName: string | null;
}

/** A quote by this device, and the amounts that it takes from campaigns' budgets. */
interface OwnQuote {
  readonly quote: CheckQuote & Pick<KeptActView, 'campaignPoints' | 'campaignMoney'>;
  readonly given: readonly GivenByCampaign[];
}

/** A person's till on this device while the server is away; later it sends the kept acts. */
export class OfflineDesk {
  private readonly store = new TillStore();
  private readonly memory = new TillMemory(this.store);
  private readonly session = new SessionKeeper(this.memory);
  private readonly outbox = new Outbox(this.store);
  private readonly listeners = new Set<() => void>();
  private sender: Sender | null = null;
  private clockOffsetMs = 0;
  private deviceId = '';
  private copiedAt = 0;
  private allowedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private copying: Promise<void> | null = null;
  private shown: Outlook = NOTHING_WAITS;
  private keeps = false;

  private constructor(
    private readonly userId: string,
    private readonly till: Till,
  ) {}

  static async open(userId: string, till: Till): Promise<OfflineDesk> {
    const desk = new OfflineDesk(userId, till);
    desk.deviceId = await desk.store.metaOf(DEVICE, () => crypto.randomUUID());
    desk.clockOffsetMs = await desk.store.metaOf(CLOCK_OFFSET, () => 0);
    // An installed till gets this without a question; without it the browser may delete the data of a full device.
    await navigator.storage.persist().catch(() => false);
    desk.sender = new Sender(
      desk.outbox,
      courierOf(desk.deviceId, () => desk.serverNow()),
      userId,
      () => {
        void desk.look();
      },
    );
    await desk.look();
    desk.sender.start();
    return desk;
  }

  /** Ends the work of this tab; waiting acts stay. */
  close(): void {
    clearTimeout(this.timer);
    this.sender?.end();
    this.store.close();
  }

  get outlook(): Outlook {
    return this.shown;
  }

  /** Whether the browser has promised to keep the stored data, even on a full device. */
  get isStorageKept(): boolean {
    return this.keeps;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Called when the server answers again: sends waiting acts and renews the copy. */
  async isBack(): Promise<void> {
    try {
      if (Date.now() - this.copiedAt > COPY_EVERY_MS) await this.copy();
    } finally {
      this.sender?.wake();
    }
  }

  /** Stores a found guest and the key of the look-up, for the time when the server is away. */
  async remember(found: FoundGuest, key: GuestKey | null): Promise<void> {
    const digits = key !== null && 'phone' in key ? phoneEnd(key.phone) : null;
    const known = await this.memory.guest(found.id);
    const phone = digits ?? known?.phone ?? (found.phone === null ? null : phoneEnd(found.phone));
    await this.memory.remember({ found, phone, state: known?.state ?? null }, Date.now());
    // The connection may break during this visit, so the guest's state is copied now.
    await this.copyOf([found.id]);
  }

  /** Copies guests' changed states soon. */
  copySoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.copy().catch(leaveToNextCopy), COPY_AFTER_MS);
  }

  /** Copies the programme, the allowance and the states of recently seen guests. */
  copy(): Promise<void> {
    this.copying ??= this.copyAll().finally(() => {
      this.copying = null;
    });
    return this.copying;
  }

  /** @throws ApiProblem where this till has not seen the guest recently */
  async find(key: GuestKey): Promise<FoundGuest> {
    if ('qr' in key || 'code' in key) throw problemOf('code_not_checked_offline');
    const guests = await this.memory.guests();
    const match =
      'phone' in key
        ? guests.find(({ phone }) => phone !== null && phone === phoneEnd(key.phone))
        : guests.find(({ found }) => found.cardNumber === key.card);
    if (match === undefined) throw problemOf('not_known_offline');
    return this.withWaiting(match.found);
  }

  async findById(id: string): Promise<FoundGuest | null> {
    const known = await this.memory.guest(id);
    return known === undefined ? null : this.withWaiting(known.found);
  }

  /** Finds guests by a word of the name or the end of the phone. */
  async search(query: string): Promise<FoundGuest[]> {
    const wanted = query.trim().toLowerCase();
    const guests = await this.memory.guests();
    return guests
      .filter(({ found, phone }) => {
        const names = (found.name ?? '').toLowerCase().split(/\s+/);
        return /^\d+$/.test(wanted) ? phone?.endsWith(wanted) === true : names.some((name) => name.startsWith(wanted));
      })
      .map(({ found }) => found);
  }

  /** @throws ApiProblem for a refusal, like the server's quote */
  async quote(guestId: string, sale: QuotedSale): Promise<CheckQuote> {
    return (await this.decide(guestId, sale)).quote;
  }

  /**
   * Keeps the sale; resolves when it is on the disk.
   * @param sentKey the key of a call without an answer, under which the sale is recorded at most once
   * @throws NotKept, ApiProblem as `quote`
   */
  async keep(sale: Sale, sentKey: string | null, guestName: string | null): Promise<KeptActView> {
    const { figures, given } = await this.figuresOf(sale);
    const { payable, pointsRedeemed, pointsEarned } = figures;
    const allowance = pointsRedeemed > 0 ? ((await this.allowance())?.token ?? null) : null;
    const { userId, clockOffsetMs } = this;
    const key = sentKey ?? newKey();
    const told = { payable, pointsRedeemed, pointsEarned, guestName };
    await this.outbox.add(
      { key, sale, ...told, campaigns: given, allowance, ...(sentKey !== null && { wasSent: true }) },
      { userId, pointOfSaleId: this.till.pointOfSaleId, clockOffsetMs },
    );
    this.sender?.tell();
    const { campaignPoints, campaignMoney } = figures;
    return { key, guestId: sale.guestId, ...told, campaignPoints, campaignMoney };
  }

  list(): Promise<ListedAct[]> {
    return this.outbox.list();
  }

  async dismiss(seq: number): Promise<void> {
    await this.outbox.dismiss(seq);
    this.sender?.tell();
  }

  async retry(seq: number): Promise<void> {
    await this.outbox.retry(seq);
    this.sender?.tell();
  }

  /** Sends what another person kept at this device, with a session of theirs. */
  async deliverFor(userId: string, as: Bearer): Promise<void> {
    const courier = courierOf(this.deviceId, () => this.serverNow(), as);
    await this.outbox.deliver(courier, userId);
    this.sender?.tell();
  }

  /** The people whose acts wait at this device. */
  async listWaitingFor(): Promise<string[]> {
    return [...new Set((await this.outbox.waiting()).map(({ userId }) => userId))];
  }

  /** Notes that the server answered this person, so the till can open without the server for one shift from now. */
  keepSession(session: unknown): Promise<void> {
    return this.session.answered(session);
  }

  private async copyAll(): Promise<void> {
    const askedAt = Date.now();
    const guests = (await this.memory.guests()).slice(0, MOST_GUESTS);
    await this.copyOf(guests.map(({ found }) => found.id));
    // A new allowance does not cover older acts, so the present one stays until those are delivered.
    if (this.shown.waiting === 0 && askedAt - this.allowedAt > COPY_EVERY_MS) await this.copyAllowance();
    this.copiedAt = askedAt;
  }

  private async copyOf(guestIds: string[]): Promise<void> {
    const askedAt = Date.now();
    const { guests: states, ...copy } = await askCopy(this.till, guestIds);
    const middle = (askedAt + Date.now()) / 2;
    this.clockOffsetMs = Math.round(Date.parse(copy.serverTime) - middle);
    await this.store.meta.put({ name: CLOCK_OFFSET, value: this.clockOffsetMs });
    await this.memory.keep('till', copy);
    await this.memory.refresh(states.map(({ guestId, state }) => ({ guestId, state: state as unknown as GuestState })));
  }

  private async copyAllowance(): Promise<void> {
    try {
      const answer = await askAllowanceToken(this.till, this.deviceId);
      await this.memory.keep('allowance', answer);
      this.allowedAt = Date.now();
    } catch (error) {
      // A person without permission to redeem points has no allowance.
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  private async allowance(): Promise<Copies['allowance'] | undefined> {
    const kept = await this.memory.read<Copies['allowance']>('allowance');
    return kept?.until == null || Date.parse(kept.until) <= this.serverNow() ? undefined : kept;
  }

  private async decide(guestId: string, sale: QuotedSale): Promise<OwnQuote> {
    const [copy, known, acts, allowed] = await Promise.all([
      this.memory.read<Copies['till']>('till'),
      this.memory.guest(guestId),
      this.outbox.waiting(),
      this.allowance(),
    ]);
    if (copy === undefined || known?.state == null) throw problemOf('not_known_offline');
    const own = acts.filter(({ act }) => act.sale.guestId === guestId);
    const allowance = Math.max(0, (allowed?.points ?? 0) - spentBy(acts));
    const campaigns = await CopiedCampaigns.of(copy, guestId);
    for (const { act } of acts) if (act.sale.guestId !== guestId) campaigns?.take(act.campaigns ?? []);
    const now = this.serverNow();
    const asked = { ...sale, restaurantId: this.till.restaurantId, allowance };
    const waiting = own.flatMap((one) => this.waitingOf(one));
    const decision = decideAfterWaiting(copy, known.state, waiting, asked, now, newKey(), campaigns);
    if (decision === null) throw problemOf('no_program');
    if (decision.kind === 'REFUSED') throw problemOf(decision.code, decision.data);
    const redeemable = this.redeemableOf(
      decision,
      allowance,
      availableIn(copy, known.state, this.till.restaurantId, now) - spentBy(own),
    );
    if (sale.pointsToRedeem > redeemable.most) throw problemOf('redemption_limit_exceeded', { max: redeemable.most });
    const { amounts } = decision;
    const given = givenBy(decision);
    return {
      quote: {
        amount: amounts.amount,
        discount: amounts.discount,
        discountByLine: decision.lines.map(({ discount }) => discount),
        trace: decision.trace,
        pointsRedeemed: amounts.pointsRedeemed,
        pointsValue: amounts.pointsValue,
        payable: amounts.payable,
        pointsEarned: amounts.pointsEarned,
        redeemable: redeemable.shown,
        confirmAbove: null,
        rewardsAvailable: { ready: [], offered: [] },
        campaignMoney: given.reduce((sum, { money = 0 }) => sum + money, 0),
        campaignPoints: copy.campaigns == null ? null : given.reduce((sum, { points }) => sum + points, 0),
      },
      given,
    };
  }

  /**
   * The points that may be spent offline. The guest's points may be gone by the delivery, so only points that the allowance covers may be spent,
   * and no points from acts that still wait.
   * @param unspent the guest's points by the last copy
   */
  private redeemableOf({ redeemable }: Decision, allowance: number, unspent: number) {
    const { min = 0, max = 0, limitedBy = null } = redeemable ?? {};
    const most = Math.max(0, Math.min(max, allowance, unspent));
    const cutBy = unspent < allowance ? ('BALANCE' as const) : ('NETWORK' as const);
    return { most, shown: { min, max: most < min ? 0 : most, limitedBy: most < max ? cutBy : limitedBy } };
  }

  /** A waiting act of the guest, in the form that the decision takes. */
  private waitingOf({ act: { key, sale, pointsRedeemed }, deviceTime, clockOffsetMs }: ListedAct): WaitingSale[] {
    if (sale.guestId === null) return [];
    const { pointOfSaleId, amount, items = null, pointsToRedeem } = sale.body;
    const { restaurantId } = this.till;
    const figures = { amount, items, pointsToRedeem: pointsToRedeem ?? 0, allowance: pointsRedeemed };
    return [{ key, at: deviceTime + clockOffsetMs, sale: { restaurantId, pointOfSaleId, ...figures } }];
  }

  /** The figures of a sale by this device's decision. */
  private async figuresOf({
    guestId,
    body,
  }: Sale): Promise<
    { readonly figures: Omit<KeptActView, 'key' | 'guestId' | 'guestName'> } & Pick<OwnQuote, 'given'>
  > {
    const { amount } = body;
    if (guestId === null)
      return {
        figures: { payable: amount, pointsRedeemed: 0, pointsEarned: 0, campaignPoints: 0, campaignMoney: 0 },
        given: [],
      };
    const { pointsToRedeem = 0, items = null, pointOfSaleId } = body;
    const asked = { pointsToRedeem: pointsToRedeem ?? 0, items: items ?? null, redemptionIds: [], coupons: [] };
    const { quote, given } = await this.decide(guestId, { ...asked, amount, pointOfSaleId });
    return { figures: quote, given };
  }

  /** The guest with the effects of waiting acts on top of the server's last data. */
  private async withWaiting(found: FoundGuest): Promise<FoundGuest> {
    const acts = await this.outbox.waiting();
    const spent = spentBy(acts.filter(({ act }) => act.sale.guestId === found.id));
    const less = (balance: FoundGuest['balance']) => ({ ...balance, available: balance.available - spent });
    return {
      ...found,
      balance: less(found.balance),
      account: { ...found.account, available: found.account.available - spent },
    };
  }

  private serverNow(): number {
    return Date.now() + this.clockOffsetMs;
  }

  private async look(): Promise<void> {
    const before = this.shown.waiting;
    [this.shown, this.keeps] = await Promise.all([
      this.outbox.outlook(this.userId),
      navigator.storage.persisted().catch(() => false),
    ]);
    for (const listener of this.listeners) listener();
    if (before > 0 && this.shown.waiting === 0) {
      // The server has counted the spent points, so a new allowance is requested.
      this.allowedAt = 0;
      this.copySoon();
    }
  }
}

/** Points that the guest may spend at the restaurant: by the last copy, with changes due by time since. */
function availableIn(copy: TillCopy, state: GuestState, restaurantId: string, now: number): number {
  return availableAt(settledBy(copy, state, now), restaurantId);
}

/** Points that waiting acts spend. */
function spentBy(acts: readonly ListedAct[]): number {
  return acts.reduce((sum, { act }) => sum + act.pointsRedeemed, 0);
}

function phoneEnd(phone: string): string {
  return phone.replace(/\D/g, '').slice(-DIGITS_OF_PHONE);
}

function problemOf(code: string, beside: object = {}): ApiProblem {
  return new ApiProblem({ title: '', status: 422, ...beside, code }, null);
}

function leaveToNextCopy(): void {
  // The earlier copy is used until the server answers.
}
