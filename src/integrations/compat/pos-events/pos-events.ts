import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type NetworkProfile, Networks } from '../../../configuration';
import { Guests, RegisterGuest } from '../../../identity';
import { keyDigest } from '../../../platform/claims/claim-digest';
import { Database } from '../../../platform/database/database';
import { canonicalJson } from '../../../platform/http/canonical-json';
import { judge } from '../../../platform/http/failure';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../../platform/problems/problem';
import { Logger } from '../../../platform/telemetry/logger';
import { networkOf, NO_ORIGIN, type Principal, RequestContext } from '../../../security';
import {
  ActIntake,
  occurredAtOf,
  type Outcome,
  receiptOf,
  saleBodyOf,
  Till,
  type TillAct,
} from '../../../transactions';
import { requireOwnCode } from '../own-network';
import { parsePosEvent, saleOf } from './pos-event.rules';
import { findPlaceOf, listPosPlaces, type PosPlace } from './pos-places.sql';

/** Problems that say nothing of the event, so it may be sent again as it is. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 503]);

interface Asker {
  readonly principal: Principal;
  /** The space of the source's keys. */
  readonly space: string | null;
  readonly requestId: string;
  /** Distinguishes an attempt from earlier ones, whose refusals are kept; left out: the source sends it itself. */
  readonly attempt?: number;
}

/** The outcome of an event. */
export type PosResult =
  | { readonly status: 'recorded' | 'duplicate'; readonly transactionId: string }
  | { readonly status: 'refused' | 'try_again'; readonly problem: ProblemError };

/** Events of sales, each an ordinary sale of the till, recorded in its batches. */
@Injectable()
export class PosEvents {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly commands: CommandBus,
    private readonly log: Logger,
  ) {}

  /** The outcome of each event, in their order; none is lost because of another. */
  async record(asker: Asker, events: readonly unknown[]): Promise<PosResult[]> {
    const networkId = networkOf(asker.principal);
    const network = await this.networks.getProfile(networkId);
    const places = await this.database.inNetwork(networkId, (tx) => listPosPlaces(tx, networkId));
    const placed = await Promise.all(
      events.map((event) => this.place(asker, network, places, event).catch((error: unknown) => this.resultOf(error))),
    );
    // Submitted in one go: the till collects them into batches, and keeps the order of each guest's.
    return Promise.all(placed.map((act) => ('status' in act ? Promise.resolve(act) : this.submit(act))));
  }

  /** @throws ProblemError whatever keeps the event from being a sale of the network */
  private async place(
    { principal, space, requestId, attempt }: Asker,
    network: NetworkProfile,
    places: readonly PosPlace[],
    given: unknown,
  ): Promise<TillAct> {
    const event = parsePosEvent(given);
    requireOwnCode(network, event.org_id);
    const place = findPlaceOf(places, event.location_id);
    if (place === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'location_id', code: 'not_valid', message: '' }]);
    const sale = saleOf(event, place.id, network.currencyDigits);
    const guestId = await this.guestOf({ principal, space, requestId }, network, event.customer_id);
    const key = ['events', event.event_type, event.event_id, ...(attempt === undefined ? [] : [String(attempt)])];
    return this.intake.place({
      principal,
      guestId,
      body: saleBodyOf(sale),
      pointOfSaleId: place.id,
      receipt: receiptOf(sale),
      occurredAt: occurredAtOf(sale),
      key: { digest: keyDigest(key.join('/'), space), requestHash: hash('sha256', canonicalJson(event), 'hex') },
      requestId,
    });
  }

  /** An unknown customer is registered where the network has chosen so. @throws ProblemError `guest_not_found` */
  private async guestOf(asker: Asker, network: NetworkProfile, customerId: string): Promise<string> {
    const { principal, space, requestId } = asker;
    try {
      return await this.guests.getIdByReference(principal, customerId);
    } catch (error) {
      const isUnknown = error instanceof ProblemError && error.code === 'guest_not_found';
      if (!isUnknown || !network.settings.eventsRegister) throw error;
    }
    const body = { externalId: customerId };
    const ignore = (): void => undefined;
    // Events of one unknown customer that come together register it once.
    const call: KeyedCall = {
      key: `events/customers/${customerId}`,
      space,
      makerId: principal.id,
      requestHash: hash('sha256', canonicalJson(body), 'hex'),
      requestId,
      replayed: ignore,
      answered: ignore,
    };
    const context = new RequestContext(principal, NO_ORIGIN, call, network.locale);
    return (await this.commands.execute(new RegisterGuest(context, { body }))).id;
  }

  private async submit(act: TillAct): Promise<PosResult> {
    try {
      return resultOfOutcome(await this.till.submit(act));
    } catch (error) {
      return this.resultOf(error);
    }
  }

  private resultOf(error: unknown): PosResult {
    const { problem, log } = judge(error);
    if (log !== null) this.log.event(log, 'an event of a sale failed', { err: error });
    return { status: isPassing(problem) ? 'try_again' : 'refused', problem };
  }
}

function isPassing({ status, code }: ProblemError): boolean {
  return PASSING.has(status) || code === 'request_in_progress';
}

function resultOfOutcome(outcome: Outcome): PosResult {
  switch (outcome.kind) {
    case 'POSTED':
      return { status: outcome.replayed ? 'duplicate' : 'recorded', transactionId: outcome.row.id };
    case 'REFUSED': {
      const { transactionId } = outcome.data;
      // Another event told of the same receipt: its sale is there.
      if (outcome.code === 'receipt_already_recorded' && typeof transactionId === 'string')
        return { status: 'duplicate', transactionId };
      return { status: 'refused', problem: new ProblemError(outcome.code, outcome.data) };
    }
    case 'STORED':
      throw new Error('a sale waits for nobody');
  }
}
