import { Injectable } from '@nestjs/common';
import { COMMON_REASON_CODES, type ConfigurationSnapshot, type Place, Snapshots } from '../../../configuration';
import { dayOfIsoDate, isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { IdentificationWay } from '../../../decision';
import { LookUps } from '../../../identity';
import { keyDigest } from '../../../platform/claims/claim-digest';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../../platform/problems/problem';
import { newId } from '../../../platform/ids/ids';
import {
  type KeyPrincipal,
  mayUse,
  networkOf,
  type Origin,
  type Principal,
  refuseOwnAccount,
  requireRestaurant,
} from '../../../security';
import type { ConfirmationDto } from './act.dto';
import { Shifts } from './shifts';
import { SpendConfirmations } from './spend-confirmations';
import { FUTURE_TOLERANCE_MS } from '../decide/decide-group';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import {
  type ActBody,
  type ActKey,
  type Actor,
  type ActReceipt,
  NO_RECEIPT,
  type TillAct,
} from '../../ledger/act/till-act';
import { kindOf } from '../kinds/kinds';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

const HOUR_MS = 3_600_000;
/** A shift may cross midnight, and an evening may be dated by its morning: the day of a till is ours or one beside it. */
const BUSINESS_DATE_DAYS = 1;

/** An act as its controller received it, before its till is looked up. Instants in milliseconds, null for now. */
export interface IncomingAct {
  readonly principal: Principal;
  readonly guestId: string | null;
  readonly body: ActBody;
  readonly pointOfSaleId: string | null;
  readonly receipt: ActReceipt;
  readonly occurredAt: number | null;
  readonly key: ActKey | null;
  readonly requestId: string | null;
  readonly claims?: TillAct['claims'];
  /** Left out: by who asks. */
  readonly channel?: TillAct['channel'];
  readonly deviceTime?: number | null;
  readonly allowance?: TillAct['allowance'];
  /** How a service says that it identified the guest; left out: as it was looked up. */
  readonly identifiedBy?: IdentificationWay | null | undefined;
  /** The guest's word for a spend, as it was sent. */
  readonly confirmation?: ConfirmationDto | null | undefined;
  readonly origin?: Origin | undefined;
  /** A quote opens no shift. */
  readonly isQuote?: boolean;
  /** Refusal found by the controller's checks. */
  readonly refused?: Refusing | undefined;
}

/**
 * Places an act: its till and restaurant, the right to act there, its shift, its channel. A refusal of the business that
 * shows here already goes with the act into the till, which keeps it under the key of the act like its own: so an act
 * that was recorded is told again by its key, whatever was closed or taken away since.
 */
@Injectable()
export class ActIntake {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly shifts: Shifts,
    private readonly spendConfirmations: SpendConfirmations,
    private readonly lookUps: LookUps,
    private readonly clock: Clock,
  ) {}

  /**
   * Refuses by the act itself `point_of_sale_closed`, `reason_code_unknown`, `business_date_out_of_range`,
   * `confirmation_failed`.
   * @throws ProblemError 404 for a till that the network does not have, 403 `restaurant_not_allowed`, `own_account`
   */
  async place(incoming: IncomingAct): Promise<TillAct> {
    const { principal } = incoming;
    const networkId = networkOf(principal);
    if (incoming.guestId !== null) refuseOwnAccount(principal, incoming.guestId);
    const snapshot = this.snapshots.cached(networkId) ?? (await this.snapshots.current(networkId));
    const place = incoming.pointOfSaleId === null ? null : placeOf(snapshot, principal, incoming.pointOfSaleId);
    const now = this.clock.now().getTime();
    const refused = incoming.refused ?? refusalOf(incoming, snapshot, place, now);
    const shift = refused === undefined ? this.shiftOf(incoming, snapshot, place, now) : null;
    const identified = refused === undefined ? identify(incoming) : UNKNOWN;
    // A look-up that this process answered a moment ago is written before the act that rests on it.
    const { lookedUpAs = null } = identified;
    const lookUp = lookedUpAs === null ? null : this.lookUps.written(principal.id, lookedUpAs);
    if (lookUp !== null) await lookUp;
    const isSpend = refused === undefined && spends(incoming);
    const confirmed = isSpend ? await this.spendConfirmations.find(incoming, snapshot.profile) : null;
    const confirmation = confirmed === null || 'refused' in confirmed ? null : confirmed;
    return {
      id: newId(),
      networkId,
      guestId: incoming.guestId,
      body: incoming.body,
      actor: actorOf(principal),
      channel: incoming.channel ?? channelOf(incoming, snapshot, now),
      requestId: incoming.requestId,
      key: incoming.key,
      restaurantId: place?.restaurantId ?? null,
      pointOfSaleId: place?.pointOfSaleId ?? null,
      // A plain sale has nothing to wait for.
      shiftId: typeof shift === 'string' ? shift : await shift,
      receipt: incoming.receipt,
      occurredAt: incoming.occurredAt,
      deviceTime: incoming.deviceTime ?? null,
      identifiedBy: identified.identifiedBy,
      lookedUpAs: identified.lookedUpAs,
      spending: isSpend ? { confirmation, since: startOfToday(snapshot, now) } : undefined,
      networkLimit: null,
      claims: incoming.claims ?? [],
      allowance: incoming.allowance,
      refused: confirmed !== null && 'refused' in confirmed ? confirmed : refused,
    };
  }

  /** A person's act at a till belongs to a shift; a service's does not, nor does a quote's. */
  private shiftOf(
    { principal, isQuote, receipt, occurredAt }: IncomingAct,
    snapshot: ConfigurationSnapshot,
    place: Place | null,
    now: number,
  ): string | Promise<string> | null {
    if (principal.kind !== 'user' || place === null || isQuote === true) return null;
    const businessDate = receipt.businessDate ?? isoDateOf(calendarOfNetwork(snapshot).businessDay(occurredAt ?? now));
    const owner = { pointOfSaleId: place.pointOfSaleId, userId: principal.id, businessDate };
    const { id: networkId } = snapshot.profile;
    return occurredAt === null ? this.shifts.open(networkId, owner) : this.shifts.ofTime(networkId, owner, occurredAt);
  }
}

/**
 * How the caller knew the guest: as looked up within the last half hour, which the till reads with the guest, or as a
 * service says, up to the setting of its key. A service that has nothing to spend and says nothing is not asked.
 */
function identify(incoming: IncomingAct): Pick<TillAct, 'identifiedBy' | 'lookedUpAs'> {
  const { principal, guestId, identifiedBy: named } = incoming;
  if (named != null && principal.kind !== 'key') throw new ProblemError('forbidden');
  if (guestId === null || principal.kind === 'guest') return UNKNOWN;
  if (principal.kind === 'user') return { identifiedBy: undefined, lookedUpAs: guestId };
  const isLookedUp = named == null && spends(incoming);
  return { identifiedBy: wayOfKey(principal, named ?? null), lookedUpAs: isLookedUp ? guestId : null };
}

function startOfToday(snapshot: ConfigurationSnapshot, now: number): number {
  const calendar = calendarOfNetwork(snapshot);
  return calendar.startOfDay(calendar.localDay(now));
}

const UNKNOWN = { identifiedBy: undefined, lookedUpAs: null };

/** Whether an act, or its quote, spends points of a guest that somebody else asks for. */
function spends({ principal, guestId, body, channel, isQuote }: IncomingAct): boolean {
  if (guestId === null || principal.kind === 'guest' || channel === 'IMPORT') return false;
  return isQuote === true || kindOf(body).isLimited?.(body) === true;
}

/** The way of identification that a service names, limited to the strongest that its key may name. */
function wayOfKey({ identifies = 'TILL_SYSTEM' }: KeyPrincipal, named: IdentificationWay | null): IdentificationWay {
  if (named === null) return 'TILL_SYSTEM';
  const [strongest, wanted] = [STRENGTH.indexOf(identifies), STRENGTH.indexOf(named)];
  return wanted < strongest ? identifies : named;
}

/** The strongest first. */
const STRENGTH: readonly IdentificationWay[] = ['QR', 'CODE', 'CARD', 'PHONE', 'TILL_SYSTEM', 'NAME'];

/** The caller as the journal writes them. */
export function actorOf(principal: Principal): Actor {
  const sessionId = principal.kind === 'key' ? undefined : principal.sessionId;
  return { kind: principal.kind, id: principal.id, sessionId };
}

/** The claim of a call's idempotency key; null when it came without one. */
export function actKeyOf(call: KeyedCall): ActKey | null {
  return call.key === null ? null : { digest: keyDigest(call.key, call.space), requestHash: call.requestHash };
}

/** The part of an act that its call says: who asks, under which key. Without a till, a receipt and a time of its own. */
export function actOfCall({ principal, call }: { readonly principal: Principal; readonly call: KeyedCall }) {
  const key = actKeyOf(call);
  const { requestId } = call;
  return { principal, key, requestId, pointOfSaleId: null, receipt: NO_RECEIPT, occurredAt: null } as const;
}

/**
 * The till of an act.
 * @throws ProblemError `not_found`, `restaurant_not_allowed`
 */
export function placeOf(snapshot: ConfigurationSnapshot, principal: Principal, pointOfSaleId: string): Place {
  const place = snapshot.place(pointOfSaleId);
  if (place === undefined) throw new ProblemError('not_found');
  requireRestaurant(principal, place.restaurantId);
  return place;
}

function refusalOf(
  incoming: IncomingAct,
  snapshot: ConfigurationSnapshot,
  place: Place | null,
  now: number,
): Refusing | undefined {
  if (place?.closed === true && kindOf(incoming.body).concernsSold !== true) return refusing('point_of_sale_closed');
  if (!isReasonKnown(snapshot, incoming.body)) return refusing('reason_code_unknown');
  return refuseFarBusinessDate(incoming, calendarOfNetwork(snapshot), now);
}

/**
 * A key that may import may name any past time: acts before the offline window are history and are decided as of
 * their own time. Later ones are acts like others.
 */
function channelOf(
  { principal, occurredAt }: IncomingAct,
  snapshot: ConfigurationSnapshot,
  now: number,
): TillAct['channel'] {
  if (principal.kind !== 'key') return 'TILL';
  if (occurredAt === null || !mayUse(principal, 'import.use')) return 'API';
  // The decision judges the window anew, a moment later: at its very edge an act is history rather than too old.
  const recent = now - snapshot.profile.settings.offlineWindowHours * HOUR_MS + FUTURE_TOLERANCE_MS;
  return occurredAt < recent ? 'IMPORT' : 'API';
}

/** Receipts, shifts and limits are counted by the business date, so a till cannot choose it freely. */
function refuseFarBusinessDate(
  { receipt, occurredAt }: IncomingAct,
  calendar: ZoneCalendar,
  now: number,
): Refusing | undefined {
  if (receipt.businessDate === null) return undefined;
  const day = calendar.businessDay(occurredAt ?? now);
  if (Math.abs(dayOfIsoDate(receipt.businessDate) - day) <= BUSINESS_DATE_DAYS) return undefined;
  return refusing('business_date_out_of_range', { businessDate: isoDateOf(day) });
}

function isReasonKnown(snapshot: ConfigurationSnapshot, body: ActBody): boolean {
  const reasonCode = kindOf(body).reason?.(body) ?? null;
  if (reasonCode === null || COMMON_REASONS.has(reasonCode)) return true;
  return snapshot.profile.settings.reasonCodes.includes(reasonCode);
}

const COMMON_REASONS: ReadonlySet<string> = new Set(COMMON_REASON_CODES);
