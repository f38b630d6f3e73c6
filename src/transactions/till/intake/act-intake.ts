import { Injectable } from '@nestjs/common';
import { COMMON_REASON_CODES, type ConfigurationSnapshot, type TillPlace, Snapshots } from '../../../configuration';
import { dayOfIsoDate, isoDateOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { IdentificationWay } from '../../../decision';
import { LookUps } from '../../../identity';
import { keyDigest } from '../../../platform/claims/claim-digest';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError, found } from '../../../platform/problems/problem';
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
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import {
  type ActBody,
  type ActConfirmation,
  type ActKey,
  type Actor,
  type ActReceipt,
  NO_RECEIPT,
  type TillAct,
} from '../../ledger/act/till-act';
import { kindOf } from '../kinds/kinds';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

const HOUR_MS = 3_600_000;
/** A shift may cross midnight, and an evening may count as the next morning's date, so a till's date may differ from ours by a day. */
const BUSINESS_DATE_DAYS = 1;

/** An act as its controller received it, before its till is looked up. Instants are in milliseconds; null means now. */
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
  /** Absent: the kind of caller tells the channel. */
  readonly channel?: TillAct['channel'];
  readonly deviceTime?: number | null;
  readonly allowance?: TillAct['allowance'];
  /** How a service says that it identified the guest. Absent: by the look-up. */
  readonly identifiedBy?: IdentificationWay | null | undefined;
  /** The guest's confirmation of a spend, as the request has it. */
  readonly confirmation?: ConfirmationDto | null | undefined;
  readonly origin?: Origin | undefined;
  /** True: the act is a quote, which opens no shift. */
  readonly isQuote?: boolean;
  /** The refusal that the controller's checks found. */
  readonly refused?: RefusalReason | undefined;
}

/**
 * Finds the till, restaurant, shift and channel of an act, and checks the right to act there. A business refusal found
 * here goes along with the act, and the till stores it under the act's key like its own refusals. So a repeated key
 * gets the recorded answer, even if a till was closed or a right taken away since.
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
   * The act itself carries the refusals `point_of_sale_closed`, `restaurant_in_shadow`, `reason_code_unknown`, `business_date_out_of_range`,
   * `confirmation_failed`. Not a promise where the memory of the process has everything, as for a plain sale.
   * @throws ProblemError 404 for a till that the network does not have, 403 `restaurant_not_allowed`, `own_account`
   */
  place(incoming: IncomingAct): TillAct | Promise<TillAct> {
    const { principal } = incoming;
    const networkId = networkOf(principal);
    if (incoming.guestId !== null) refuseOwnAccount(principal, incoming.guestId);
    const snapshot = this.snapshots.cached(networkId);
    if (snapshot !== undefined) return this.placeBy(snapshot, incoming);
    return this.snapshots.current(networkId).then((current) => this.placeBy(current, incoming));
  }

  private placeBy(snapshot: ConfigurationSnapshot, incoming: IncomingAct): TillAct | Promise<TillAct> {
    const { principal } = incoming;
    const place = incoming.pointOfSaleId === null ? null : placeOf(snapshot, principal, incoming.pointOfSaleId);
    const now = this.clock.now().getTime();
    const refused = incoming.refused ?? refusalOf(incoming, snapshot, place, now);
    const shift = refused === undefined ? this.shiftOf(incoming, snapshot, place, now) : null;
    const identified = refused === undefined ? identify(incoming) : UNKNOWN;
    const isSpend = refused === undefined && spends(incoming);
    const placed: PlacedAct = { incoming, snapshot, place, now, refused, identified, isSpend };
    // A look-up that this process has just answered is written before the act that relies on it.
    const { lookedUpAs = null } = identified;
    const lookUp = lookedUpAs === null ? null : this.lookUps.written(principal.id, lookedUpAs);
    if (lookUp === null && !isSpend && (shift === null || typeof shift === 'string')) return actOf(placed, shift, null);
    return this.awaited(placed, shift, lookUp);
  }

  private async awaited(
    placed: PlacedAct,
    shift: string | Promise<string> | null,
    lookUp: Promise<void> | null,
  ): Promise<TillAct> {
    await lookUp;
    const { incoming, snapshot, isSpend } = placed;
    const confirmed = isSpend ? await this.spendConfirmations.find(incoming, snapshot.profile) : null;
    return actOf(placed, await shift, confirmed);
  }

  /** The shift of a person's act at a till. Acts of a service and quotes have no shift. */
  private shiftOf(
    { principal, isQuote, receipt, occurredAt }: IncomingAct,
    snapshot: ConfigurationSnapshot,
    place: TillPlace | null,
    now: number,
  ): string | Promise<string> | null {
    if (principal.kind !== 'user' || place === null || isQuote === true) return null;
    const businessDate = receipt.businessDate ?? isoDateOf(calendarOfNetwork(snapshot).businessDay(occurredAt ?? now));
    const owner = { pointOfSaleId: place.pointOfSaleId, userId: principal.id, businessDate };
    const { id: networkId } = snapshot.profile;
    return occurredAt === null ? this.shifts.open(networkId, owner) : this.shifts.ofTime(networkId, owner, occurredAt);
  }
}

/** An act with what this process has cached about it. */
interface PlacedAct {
  readonly incoming: IncomingAct;
  readonly snapshot: ConfigurationSnapshot;
  readonly place: TillPlace | null;
  readonly now: number;
  readonly refused: RefusalReason | undefined;
  readonly identified: Pick<TillAct, 'identifiedBy' | 'lookedUpAs'>;
  readonly isSpend: boolean;
}

function actOf(
  { incoming, snapshot, place, now, refused, identified, isSpend }: PlacedAct,
  shiftId: string | null,
  confirmed: ActConfirmation | RefusalReason | null,
): TillAct {
  const confirmation = confirmed === null || 'refused' in confirmed ? null : confirmed;
  return {
    id: newId(),
    networkId: snapshot.profile.id,
    guestId: incoming.guestId,
    body: incoming.body,
    actor: actorOf(incoming.principal),
    channel: incoming.channel ?? channelOf(incoming, snapshot, now),
    requestId: incoming.requestId,
    key: incoming.key,
    restaurantId: place?.restaurantId ?? null,
    pointOfSaleId: place?.pointOfSaleId ?? null,
    shiftId,
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

/**
 * How the caller identified the guest: by a look-up within the last half hour, which the till reads with the guest, or
 * by the way that a service names, up to the limit of its key. A service whose act spends no points need not name a
 * way.
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

/** Whether the act, or its quote, spends points of a guest at somebody else's request. */
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

/** Ways of identification, the strongest first. */
const STRENGTH: readonly IdentificationWay[] = ['QR', 'CODE', 'CARD', 'PHONE', 'TILL_SYSTEM', 'NAME'];

/** The caller as the journal writes them. */
export function actorOf(principal: Principal): Actor {
  const { kind, id } = principal;
  if (kind === 'key') return { kind, id, soleDecider: principal.soleDecider };
  return { kind, id, sessionId: principal.sessionId };
}

/** The claim of a call's idempotency key. Null: the call has no key. */
export function actKeyOf(call: KeyedCall): ActKey | null {
  return call.key === null ? null : { digest: keyDigest(call.key, call.space), requestHash: call.requestHash };
}

/** The members of an act that come from its call: the caller and the key. It has no till, receipt or time yet. */
export function actOfCall({ principal, call }: { readonly principal: Principal; readonly call: KeyedCall }) {
  const key = actKeyOf(call);
  const { requestId } = call;
  return { principal, key, requestId, pointOfSaleId: null, receipt: NO_RECEIPT, occurredAt: null } as const;
}

/**
 * The till of an act.
 * @throws ProblemError `not_found`, `restaurant_not_allowed`
 */
export function placeOf(snapshot: ConfigurationSnapshot, principal: Principal, pointOfSaleId: string): TillPlace {
  const place = found(snapshot.place(pointOfSaleId));
  requireRestaurant(principal, place.restaurantId);
  return place;
}

/** Whether an earlier system decides the act: its restaurant is in the shadow, or was there when the act happened. */
function isOfShadow({ isInShadow, shadowUntil }: TillPlace, occurredAt: number | null): boolean {
  return isInShadow || (shadowUntil !== null && occurredAt !== null && occurredAt < shadowUntil);
}

function refusalOf(
  incoming: IncomingAct,
  snapshot: ConfigurationSnapshot,
  place: TillPlace | null,
  now: number,
): RefusalReason | undefined {
  const isNew = kindOf(incoming.body).concernsSold !== true;
  if (isNew && place?.closed === true) return refusing('point_of_sale_closed');
  if (isNew && place !== null && isOfShadow(place, incoming.occurredAt)) return refusing('restaurant_in_shadow');
  if (!isReasonKnown(snapshot, incoming.body)) return refusing('reason_code_unknown');
  return refuseFarBusinessDate(incoming, calendarOfNetwork(snapshot), now);
}

/**
 * The channel of an act. A key that may import can name any past time: acts before the offline window are history, and
 * are decided as of their own time. Later acts are acts like any others.
 */
function channelOf(
  { principal, occurredAt }: IncomingAct,
  snapshot: ConfigurationSnapshot,
  now: number,
): TillAct['channel'] {
  if (principal.kind !== 'key') return 'TILL';
  if (occurredAt === null || !mayUse(principal, 'import.use')) return 'API';
  // The decision checks the window again a moment later. An act at its very edge counts as history instead of too old.
  const recent = now - snapshot.profile.settings.offlineWindowHours * HOUR_MS + FUTURE_TOLERANCE_MS;
  return occurredAt < recent ? 'IMPORT' : 'API';
}

/** Refuses a business date far from today, since receipts, shifts and limits are counted by it. */
function refuseFarBusinessDate(
  { receipt, occurredAt }: IncomingAct,
  calendar: ZoneCalendar,
  now: number,
): RefusalReason | undefined {
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
