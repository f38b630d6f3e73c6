import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type NetworkProfile, Networks, Sandboxes } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { plainCard } from '../../typed/card';
import { parsePhone } from '../../typed/phone';
import { type FileReceipt, listOpenPlaces, ToldReceipts } from '../imports';
import { ShadowDoor, type ShadowTaker, type ToldReceipt } from '../shadow-receipts';
import type { TakenReceipts } from './shadow.dto';

/** How far the clock of a till may be ahead. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

type OpenPlaces = Awaited<ReturnType<typeof listOpenPlaces>>;

/** Takes receipts that a caller tells: decides them in the shadow, and compares them. */
@Injectable()
export class ShadowIntake implements ShadowTaker, OnModuleInit {
  /** The call before of each shadow in this process. */
  private readonly before = new Map<string, Promise<unknown>>();

  constructor(
    private readonly door: ShadowDoor,
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly sandboxes: Sandboxes,
    private readonly told: ToldReceipts,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.door.register(this);
  }

  /** The same for receipts of the network's own connections. @throws ProblemError `not_found` for a network without a shadow run */
  async takeOf(networkId: string, told: readonly ToldReceipt[]): Promise<TakenReceipts> {
    const shadow = await this.sandboxes.find(networkId, 'SHADOW');
    if (shadow === undefined) throw new ProblemError('not_found');
    return this.take(shadow.id, told);
  }

  /**
   * A receipt that came before stays as it was recorded, and gets what the earlier system gave where that was missing.
   * @throws ProblemError `invalid_body` for a till that is not in the shadow, a time to come, lines that are not the amount, and a phone that is none
   */
  async take(shadowId: string, told: readonly ToldReceipt[]): Promise<TakenReceipts> {
    // One call after the other, so that receipts of a guest are compared in the order in which they came.
    const before = this.before.get(shadowId) ?? Promise.resolve();
    const taken = before.then(() => this.takeNext(shadowId, told));
    const settled = taken.then(
      () => undefined,
      () => undefined,
    );
    this.before.set(shadowId, settled);
    try {
      return await taken;
    } finally {
      if (this.before.get(shadowId) === settled) this.before.delete(shadowId);
    }
  }

  private async takeNext(shadowId: string, told: readonly ToldReceipt[]): Promise<TakenReceipts> {
    const profile = await this.networks.getProfile(shadowId);
    const places = await this.database.inNetwork(shadowId, (tx) => listOpenPlaces(tx, shadowId));
    const receipts = told.map((receipt, at) => this.receiptOf(profile, places, receipt, `receipts.${String(at)}`));
    const verdicts = await this.told.record(profile, places, receipts);
    return { receipts: told.map(({ number }, at) => ({ number, reason: verdicts[at] ?? null })) };
  }

  private receiptOf({ country }: NetworkProfile, places: OpenPlaces, told: ToldReceipt, path: string): FileReceipt {
    const place = places.find(({ id }) => id === told.pointOfSaleId);
    const instant = Date.parse(told.occurredAt);
    const { id = null, card = null, phone = null } = told.guest ?? {};
    const parsed = phone === null ? null : parsePhone(phone, country);
    const sum = told.items?.reduce((total, item) => total + item.total, 0) ?? told.amount;
    if (place === undefined) throw notValid(`${path}.pointOfSaleId`);
    if (instant > this.clock.now().getTime() + CLOCK_TOLERANCE_MS) throw notValid(`${path}.occurredAt`);
    if (parsed === undefined) throw notValid(`${path}.guest.phone`);
    if (sum !== told.amount) throw notValid(`${path}.amount`);
    return {
      kind: 'SALE',
      line: 0,
      lastLine: 0,
      text: '',
      number: told.number,
      clock: instant,
      instant,
      amount: told.amount,
      guest: id,
      card: card === null ? null : plainCard(card),
      phone: parsed,
      pointOfSale: place.code,
      paymentMethod: null,
      pointsToRedeem: null,
      items: told.items?.map((item) => ({ ...item, unitPrice: null })) ?? null,
      old: told.old,
      oldSpent: told.old?.spent ?? null,
    };
  }
}

function notValid(path: string): ProblemError {
  return new ProblemError('invalid_body', {}, [{ path, code: 'not_valid', message: '' }]);
}
