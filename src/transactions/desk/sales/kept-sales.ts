import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { judge } from '../../../platform/http/failure';
import { ProblemError } from '../../../platform/problems/problem';
import { isTemporary } from '../../../platform/problems/problem-codes';
import { Logger } from '../../../platform/telemetry/logger';
import { Spool } from '../../../platform/spool/spool';
import { PastPrincipals, Pii, type Principal } from '../../../security';
import { withoutGuest } from '../../ledger/act/sale-without-guest';
import type { ActKey, Outcome } from '../../ledger/act/till-act';
import { listErasedGuests } from '../../ledger/read/known-guest.sql';
import { actBodyOf, occurredAtOf, receiptOf, spendOf } from '../../till/intake/act-body.rules';
import { ActIntake } from '../../till/intake/act-intake';
import { type SaleDto, saleSchema } from '../../till/intake/act.dto';
import { Till } from '../../till/queue/till';
import { requirePosted } from '../../till/responses/respond';
import { recordPastRefusals } from './past-refusals';

const KIND = 'till sale';
/** A sale waits so long for the disk, in place of 503: a till counts the server as away only after five seconds (decision 67). */
const DISK_LEAST_MS = 4_000;

/** The sale of a call, with everything needed to record it later. */
export interface SaleCall {
  readonly principal: Principal;
  readonly networkId: string;
  readonly guestId: string;
  readonly sale: SaleDto;
  readonly key: ActKey;
  readonly requestId: string;
}

/** A kept sale that cannot be recorded. `text` is the sale as `recordAgain` takes it; it may hold personal data. */
export interface RefusedSale {
  readonly principal: Principal;
  readonly networkId: string;
  readonly text: string;
  readonly problem: ProblemError;
}

const uncheckedPrincipal = z.custom<Principal>((value) => typeof value === 'object' && value !== null);
const keySchema = z.strictObject({ digest: z.string(), requestHash: z.string() });
const callSchema = z.strictObject({
  principal: uncheckedPrincipal,
  networkId: z.uuid(),
  guestId: z.uuid(),
  sale: saleSchema,
  key: keySchema,
  requestId: z.string(),
  /** Milliseconds since 1970. */
  receivedAt: z.int(),
});
const keptSchema = z.strictObject({ networkId: z.uuid(), key: keySchema, sealed: z.string() });

/**
 * Sales of tills that the server accepts while the database is down or slow. They are stored on disk, encrypted, and
 * recorded under their own key once the database is back. So a sale that had got through is not doubled. Sales that
 * spend points, holds, rewards or a promo code that can be used up are refused in the meantime.
 */
@Injectable()
export class KeptSales implements OnModuleInit {
  private listRefused: (refused: RefusedSale) => Promise<void> = () =>
    Promise.reject(new Error('no part of this process lists refused sales'));

  constructor(
    private readonly spool: Spool,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly principals: PastPrincipals,
    private readonly pii: Pii,
    private readonly clock: Clock,
    private readonly snapshots: Snapshots,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.spool.define({ name: KIND, deliver: (body) => this.deliver(body) });
  }

  /** Sets the function that lists later refusals for a manager. It may get the same sale more than once. */
  listRefusalsIn(list: (refused: RefusedSale) => Promise<void>): void {
    this.listRefused = list;
  }

  /**
   * Records the sale within the time that a till waits, or stores it on disk.
   * @param isUnchecked the caller was admitted by its last known rights
   * @param endsAtMs when the call must be answered, by the monotonic clock
   * @throws ProblemError the refusals of `work`; `idempotency_key_reused`; `unavailable`: the sale is not stored, or it
   * spends something
   */
  recordOrKeep<T>(
    call: SaleCall,
    { isUnchecked, endsAtMs }: { readonly isUnchecked: boolean; readonly endsAtMs: number },
    work: () => Promise<T>,
  ): Promise<{ done: T } | 'kept'> {
    const receivedAt = this.clock.now();
    const checked = isUnchecked ? () => this.principals.requireInForce(call.principal, receivedAt).then(work) : work;
    const { promoCode } = call.sale;
    if (spends(call.sale) || this.snapshots.isPromoCodeLimited(call.networkId, promoCode, receivedAt))
      return this.spool.doInTime(checked, endsAtMs).then((done) => ({ done }));
    const lane = `${KIND} ${call.networkId} ${call.guestId}`;
    if (this.isWaiting(lane, call.key)) return Promise.resolve('kept');
    const body = (): string => this.bodyOf(call, receivedAt.getTime());
    return this.spool.doOrKeep([{ kind: KIND, lane, body }], checked, endsAtMs, DISK_LEAST_MS);
  }

  /**
   * Records a sale that was refused before, ignoring the refusal stored under its key, if wanted without its promo code. Returns the transaction.
   * @throws ProblemError a refusal as of now
   */
  async recordAgain(text: string, { withoutPromoCode = false } = {}): Promise<string> {
    const kept = callSchema.parse(JSON.parse(text));
    const call = withoutPromoCode ? { ...kept, sale: { ...kept.sale, promoCode: undefined } } : kept;
    const outcome = await recordPastRefusals(call.key, (key) => this.record({ ...call, key }));
    requirePosted(outcome);
    if (outcome.kind !== 'POSTED') throw new Error('a sale waits for an approval');
    return outcome.row.id;
  }

  /** Whether a call with this key is on disk and waits for the database. */
  private isWaiting(lane: string, { digest, requestHash }: ActKey): boolean {
    for (const body of this.spool.listWaiting(lane)) {
      const { key } = keptSchema.parse(JSON.parse(body));
      if (key.digest !== digest) continue;
      if (key.requestHash !== requestHash) throw new ProblemError('idempotency_key_reused');
      return true;
    }
    return false;
  }

  private bodyOf(call: SaleCall, receivedAt: number): string {
    const { networkId, key } = call;
    const text = JSON.stringify({ ...call, receivedAt } satisfies z.input<typeof callSchema>);
    const sealed = this.pii.encrypt(networkId, 'event', text).toString('base64');
    return JSON.stringify({ networkId, key, sealed } satisfies z.infer<typeof keptSchema>);
  }

  private async deliver(body: string): Promise<void> {
    const { networkId, sealed } = keptSchema.parse(JSON.parse(body));
    const text = this.pii.decrypt(networkId, 'event', Buffer.from(sealed, 'base64'));
    const call = callSchema.parse(JSON.parse(text));
    const { principal, receivedAt } = call;
    try {
      await this.principals.requireInForce(principal, new Date(receivedAt));
      requirePosted(await this.record(call));
    } catch (error) {
      const { problem, log } = judge(error);
      if (isTemporary(problem.code)) throw error;
      if (log !== null) this.logger.event('error', 'a kept sale failed', { networkId, err: error });
      await this.listRefused({ principal, networkId, text, problem });
    }
  }

  /** Records a stored sale as of the moment of its call, unless the till sent a time; of a guest who was erased meanwhile, without a guest. */
  private async record(call: z.infer<typeof callSchema>): Promise<Outcome> {
    const { principal, networkId, guestId, sale, key, requestId, receivedAt } = call;
    const body = actBodyOf(sale);
    const act = await this.intake.place({
      principal,
      guestId,
      body,
      pointOfSaleId: sale.pointOfSaleId,
      receipt: receiptOf(sale),
      occurredAt: occurredAtOf(sale) ?? receivedAt,
      key,
      requestId,
      ...spendOf(sale),
    });
    const erased = await listErasedGuests(this.database.readsOf(networkId), networkId, [guestId]);
    return this.till.submit(body.kind === 'SALE' && erased.has(guestId) ? withoutGuest({ ...act, body }) : act);
  }
}

/** Whether the sale spends something. While the database is down, nobody knows whether points, hold or reward are still there. */
function spends({ pointsToRedeem, holdId, redemptionIds, coupons }: SaleDto): boolean {
  return (pointsToRedeem ?? 0) > 0 || holdId != null || (redemptionIds ?? []).length + (coupons ?? []).length > 0;
}
