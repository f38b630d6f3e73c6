import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { NetworkProfile } from '../../configuration';
import { Guests, RegisterGuest, ReportGuest } from '../../identity';
import { canonicalJson } from '../../platform/http/canonical-json';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../platform/problems/problem';
import { NO_ORIGIN, RequestContext, requirePermission } from '../../security';
import { guestChangeOf } from '../customers/customer.dto';
import { parseEvent } from './envelope.rules';
import type { EventSource, EventResult } from './stream-event';
import { customerUpdatedSchema } from './stream-event.dto';

/** The idempotency key of a call made for an event, and the event. */
interface CallOfEvent {
  readonly key: string;
  readonly body: unknown;
  readonly onReplay?: () => void;
}

/** Finds, registers and changes the customers that events name. */
@Injectable()
export class CustomersOfEvents {
  constructor(
    private readonly guests: Guests,
    private readonly commands: CommandBus,
  ) {}

  /**
   * The guest of a customer id; registers an unknown customer where the network has chosen so.
   * @throws ProblemError `guest_not_found`
   */
  async guestOf(asker: EventSource, network: NetworkProfile, customerId: string): Promise<string> {
    const known = await this.find(asker, customerId);
    if (known !== undefined) return known;
    if (!network.settings.eventsRegister) throw new ProblemError('guest_not_found');
    return this.register(asker, network, customerId);
  }

  /** @throws ProblemError `invalid_body`, `forbidden`, and the refusals of a change or registration */
  async update(asker: EventSource, network: NetworkProfile, given: unknown): Promise<EventResult> {
    const event = parseEvent(customerUpdatedSchema, given);
    requirePermission(asker.principal, 'customers.manage');
    const guestId = (await this.find(asker, event.customer_id)) ?? null;
    const seen = { isReplayed: false };
    const onReplay = (): void => void (seen.isReplayed = true);
    const key = `events/${event.event_type}/${event.event_id}${passedIn(asker)}`;
    const report = {
      guestId,
      externalId: event.customer_id,
      profile: guestChangeOf(event.payload),
      asOf: Date.parse(event.timestamp),
    };
    const context = contextOf(asker, network, { key, body: event, onReplay });
    const { isApplied } = await this.commands.execute(new ReportGuest(context, report));
    const status = isApplied ? 'recorded' : 'outdated';
    return { status: seen.isReplayed ? 'duplicate' : status, transactionId: null };
  }

  private async find({ principal }: EventSource, customerId: string): Promise<string | undefined> {
    try {
      return await this.guests.getIdByReference(principal, customerId);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'guest_not_found') return undefined;
      throw error;
    }
  }

  /** Registers an unknown customer once, also when several events name the customer at the same time. */
  private async register(asker: EventSource, network: NetworkProfile, customerId: string): Promise<string> {
    const body = { externalId: customerId };
    const context = contextOf(asker, network, { key: `events/customers/${customerId}`, body });
    try {
      return (await this.commands.execute(new RegisterGuest(context, { body }))).id;
    } catch (error) {
      // Another source, or an event about the customer itself, registered the customer first.
      if (!(error instanceof ProblemError) || error.code !== 'guest_exists') throw error;
      const known = await this.find(asker, customerId);
      if (known === undefined) throw error;
      return known;
    }
  }
}

/** The last part of an event's key. A stored refusal keeps its key, so each new decision about the event uses the next key. */
export function passedIn({ refusalsPassed = 0 }: EventSource): string {
  return refusalsPassed === 0 ? '' : `/${String(refusalsPassed)}`;
}

export function contextOf(
  { principal, space, requestId }: EventSource,
  network: NetworkProfile,
  { key, body, onReplay = () => undefined }: CallOfEvent,
): RequestContext {
  const call: KeyedCall = {
    key,
    space,
    makerId: principal.id,
    requestHash: hashOf(body),
    requestId,
    replayed: onReplay,
    answered: () => undefined,
  };
  return new RequestContext(principal, NO_ORIGIN, call, network.locale);
}

function hashOf(body: unknown): string {
  return hash('sha256', canonicalJson(body), 'hex');
}
