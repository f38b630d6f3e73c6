import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { keyDigest } from '../../platform/claims/claim-digest';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { canonicalJson } from '../../platform/http/canonical-json';
import { judge } from '../../platform/http/failure';
import { ProblemError, ReplayedProblemError } from '../../platform/problems/problem';
import { Logger } from '../../platform/telemetry/logger';
import { networkOf } from '../../security';
import {
  ActIntake,
  isDecidedAlone,
  findRowOfOrder,
  occurredAtOf,
  type Outcome,
  type ReceiptDto,
  receiptOf,
  saleBodyOf,
  Till,
  type TillAct,
  TillHistory,
} from '../../transactions';
import { ShadowDoor, type ToldReceipt } from '../shadow-receipts';
import { requireOwnCode } from '../customers/own-network';
import { passedIn, CustomersOfEvents } from './customers-of-events';
import { networkNamedBy } from './envelope.rules';
import { parseSale, SALE_EVENT_TYPES, type SaleEventType } from './event-sales.rules';
import { LoyaltyActions } from './loyalty-actions';
import type { EventSource, EventResult } from './stream-event';
import type { StreamEventType } from './topic.rules';

/** An open till in an open restaurant. */
interface PosPlace {
  readonly id: string;
  readonly code: string;
  readonly restaurantId: string;
  readonly restaurantCode: string;
}

/** Statuses of problems that are not the event's fault, so the same event may be sent again. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 503]);

/** With fewer sales the till's own batches are just as quick. */
const BURST = 50;
/** The size of a batch, as for an import. */
const SALES_A_BATCH = 1_000;
const LANES = 3;
/** How many last digits of a guest's UUID choose the lane; those digits are random. */
const LANE_DIGITS = 6;

type OtherEventType = Exclude<StreamEventType, SaleEventType>;

/** Turns events of other systems into ordinary acts and changes. Sales are recorded in the till's batches. */
@Injectable()
export class StreamEvents {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly customers: CustomersOfEvents,
    private readonly actions: LoyaltyActions,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly history: TillHistory,
    private readonly log: Logger,
    private readonly shadow: ShadowDoor,
    private readonly clock: Clock,
  ) {}

  /** Records events of one type and returns their outcomes in order. A failed event does not affect the others. */
  async record(asker: EventSource, type: StreamEventType, events: readonly unknown[]): Promise<EventResult[]> {
    const network = await this.networks.getProfile(networkOf(asker.principal));
    return isSale(type)
      ? this.recordSales(asker, network, type, events)
      : this.recordOthers(asker, network, type, events);
  }

  private async recordSales(
    asker: EventSource,
    network: NetworkProfile,
    type: SaleEventType,
    events: readonly unknown[],
  ): Promise<EventResult[]> {
    const places = await this.database.inNetwork(
      network.id,
      (tx) => tx.query<PosPlace>`
        SELECT p.id, p.code, r.id AS restaurant_id, r.code AS restaurant_code FROM points_of_sale p
         JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
         WHERE p.network_id = ${network.id} AND p.closed_at IS NULL AND r.closed_at IS NULL ORDER BY p.code LIMIT 10000`,
    );
    const placed = await Promise.all(
      events.map((event) =>
        this.place(asker, network, places, { type, event }).catch((error: unknown) => this.resultOf(error)),
      ),
    );
    const outcomes = await this.recordBurst(
      network.id,
      placed.filter((act): act is TillAct => !('status' in act)),
    );
    // Submitted at once: the till collects them into batches and keeps each guest's order.
    return Promise.all(
      placed.map((act) => {
        if ('status' in act) return Promise.resolve(act);
        const outcome = outcomes.get(act);
        return outcome === undefined
          ? this.submit(act)
          : this.resultOfOutcome(act, outcome).catch((error: unknown) => this.resultOf(error));
      }),
    );
  }

  /**
   * Records many sales like an import, in large batches, each guest in one lane. The till then decides the rest one by one: acts that can't be
   * batched, repeated acts, acts of a merged guest, and acts of a failed batch.
   */
  private async recordBurst(networkId: string, acts: readonly TillAct[]): Promise<ReadonlyMap<TillAct, Outcome>> {
    const outcomes = new Map<TillAct, Outcome>();
    const lanes = lanesOf(acts);
    if (acts.length < BURST) return outcomes;
    const record = async (lane: readonly TillAct[]): Promise<void> => {
      for (let at = 0; at < lane.length; at += SALES_A_BATCH) {
        const recorded = await this.history.record(networkId, lane.slice(at, at + SALES_A_BATCH));
        for (const [act, outcome] of recorded)
          if (outcome.kind !== 'REFUSED' || outcome.code !== 'guest_merged') outcomes.set(act, outcome);
      }
    };
    const ended = await Promise.allSettled(lanes.map(record));
    for (const end of ended) if (end.status === 'rejected') this.resultOf(end.reason);
    return outcomes;
  }

  /** Records acts one after another, so that acts of one customer keep their order. */
  private async recordOthers(
    asker: EventSource,
    network: NetworkProfile,
    type: OtherEventType,
    events: readonly unknown[],
  ): Promise<EventResult[]> {
    const results: EventResult[] = [];
    for (const event of events)
      results.push(await this.recordOther(asker, network, type, event).catch((error: unknown) => this.resultOf(error)));
    return results;
  }

  private async recordOther(
    asker: EventSource,
    network: NetworkProfile,
    type: OtherEventType,
    event: unknown,
  ): Promise<EventResult> {
    requireOwnCode(network, networkNamedBy(event) ?? network.code);
    switch (type) {
      case 'loyalty.action':
        return this.actions.act(asker, network, event);
      case 'customer.updated':
        return this.customers.update(asker, network, event);
      case 'payment.confirmed':
        return this.actions.confirm(asker, network, event);
    }
  }

  /** @throws ProblemError the reason why the event can't be a sale of the network */
  private async place(
    asker: EventSource,
    network: NetworkProfile,
    places: readonly PosPlace[],
    { type, event }: { readonly type: SaleEventType; readonly event: unknown },
  ): Promise<TillAct | EventResult> {
    const told = parseSale(type, event);
    requireOwnCode(network, told.network ?? network.code);
    const named = told.location === null ? undefined : findPlaceOf(places, told.location);
    const place = told.location === null ? places[0] : named?.place;
    if (place === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'location_id', code: 'not_valid', message: '' }]);
    const sale = told.receiptAt(place.id, network.currencyDigits);
    if (await this.shadow.isInShadow(network.id, place.id)) {
      await this.shadow.take(network.id, shadowedSale(told, sale, this.clock.now()));
      return { status: 'recorded', transactionId: null, isShadowed: true };
    }
    const guestId = await this.customers.guestOf(asker, network, told.customerId);
    const { principal, space, requestId } = asker;
    const key = `events/${type}/${told.eventId}${passedIn(asker)}`;
    return this.intake.place({
      principal,
      guestId,
      body: type === 'buy' ? { ...saleBodyOf(sale), isUnpriced: true } : saleBodyOf(sale),
      pointOfSaleId: place.id,
      // Two tills may use the same receipt numbers, so a number without its till identifies no receipt.
      receipt: named?.isTill === true ? receiptOf(sale) : { ...receiptOf(sale), isOfUnknownTill: true },
      occurredAt: occurredAtOf(sale),
      key: { digest: keyDigest(key, space), requestHash: hash('sha256', canonicalJson(told.event), 'hex') },
      requestId,
    });
  }

  private async submit(act: TillAct): Promise<EventResult> {
    try {
      return await this.resultOfOutcome(act, await this.till.submit(act));
    } catch (error) {
      return this.resultOf(error);
    }
  }

  private resultOf(error: unknown): EventResult {
    const { problem, log } = judge(error);
    if (log !== null) this.log.event(log, 'an event of another system failed', { err: error });
    const isReplayed = problem instanceof ReplayedProblemError;
    return { status: isPassing(problem) ? 'try_again' : 'refused', problem, isReplayed };
  }

  private async resultOfOutcome(act: TillAct, outcome: Outcome): Promise<EventResult> {
    switch (outcome.kind) {
      case 'POSTED':
        return { status: outcome.replayed ? 'duplicate' : 'recorded', transactionId: outcome.row.id };
      case 'REFUSED': {
        const { code, data, replayed: isReplayed } = outcome;
        const known = code === 'receipt_already_recorded' ? await this.findSaleOf(act) : undefined;
        if (known !== undefined) return { status: 'duplicate', transactionId: known };
        return { status: 'refused', problem: new ProblemError(code, data), isReplayed };
      }
      case 'STORED':
        throw new Error('a sale waits for nobody');
    }
  }

  /** The sale that another event with the same order id of the source recorded. The receipt number alone could be another sale's. */
  private async findSaleOf({ networkId, receipt: { externalOrderId } }: TillAct): Promise<string | undefined> {
    if (externalOrderId === null) return undefined;
    return (await this.database.inNetwork(networkId, (tx) => findRowOfOrder(tx, networkId, externalOrderId)))?.id;
  }
}

const THOUSAND = 1_000;

/** A sale as a shadow takes it; without a time it happens now. */
function shadowedSale(
  { customerId, eventId, old }: ReturnType<typeof parseSale>,
  sale: ReceiptDto,
  now: Date,
): ToldReceipt {
  const items = sale.items?.map(({ sku, name, category, quantity, total }) => ({
    sku: sku ?? null,
    name: name ?? null,
    category: category ?? null,
    quantity: Math.round(quantity * THOUSAND),
    total,
  }));
  return {
    number: sale.receiptNumber ?? sale.externalOrderId ?? eventId,
    occurredAt: sale.occurredAt ?? now.toISOString(),
    pointOfSaleId: sale.pointOfSaleId,
    amount: sale.amount,
    guest: { id: customerId },
    items: items ?? null,
    old,
  };
}

/** Acts that can be batched, without repetitions. All acts of a guest are in one lane. */
function lanesOf(acts: readonly TillAct[]): readonly TillAct[][] {
  const lanes = Array.from({ length: LANES }, (): TillAct[] => []);
  const seen = new Set<string | undefined>();
  for (const act of acts) {
    if (isDecidedAlone(act) || seen.has(act.key?.digest)) continue;
    seen.add(act.key?.digest);
    const place = Number.parseInt((act.guestId ?? act.id).slice(-LANE_DIGITS), 16) % LANES;
    lanes[place]?.push(act);
  }
  return lanes;
}

function isSale(type: StreamEventType): type is SaleEventType {
  return SALE_EVENT_TYPES.some((known) => known === type);
}

function isPassing({ status, code }: ProblemError): boolean {
  return PASSING.has(status) || code === 'request_in_progress';
}

/** The till that a source names: by itself, or as the first till of a restaurant. */
function findPlaceOf(
  places: readonly PosPlace[],
  location: string,
): { readonly place: PosPlace; readonly isTill: boolean } | undefined {
  const isNamed = (id: string, code: string): boolean => id === location.toLowerCase() || code === location;
  const till = places.find(({ id, code }) => isNamed(id, code));
  if (till !== undefined) return { place: till, isTill: true };
  const place = places.find(({ restaurantId, restaurantCode }) => isNamed(restaurantId, restaurantCode));
  return place === undefined ? undefined : { place, isTill: false };
}
