import { Injectable } from '@nestjs/common';
import { points } from '../../../decision';
import type { ShownFace } from '../../../identity';
import type { Statements, Tx } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';
import { type AuditAction, Audit, type RequestContext } from '../../../security';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { GiveBody, Outcome, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeTransferDetails } from '../../ledger/journal/stored-json';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { GuestPresence, isPresenceAsked } from '../../till/intake/guest-presence';
import { type MultiGuestRound, MultiGuestTransaction } from '../../till/queue/multi-guest-transaction';
import { StaffHandOvers } from '../../till/sole-gifts/staff-hand-overs';
import { receiveOf } from '../../till/family/receiving.rules';
import * as limits from '../../till/family/transfer-limits.rules';
import { listParties, readNow } from '../../till/family/transfer-parties.sql';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

export const NOT_AVAILABLE = refusing('recipient_not_available');

const DAY_MS = 86_400_000;

interface PointsGift {
  readonly guestId: string;
  readonly toGuestId: string;
  readonly points: number;
  readonly comment: string | null;
  /** The live QR or code that the giver showed a cashier. */
  readonly confirmation?: ShownFace | null | undefined;
}

interface TransferPlan {
  /** The action's name in the audit. */
  readonly action: AuditAction;
  readonly claims?: TillAct['claims'];
  /** A refusal found before the guests were locked. */
  readonly refused?: RefusalReason | undefined;
  /** Runs with both guests locked: may refuse, and completes the body. */
  readonly prepare: (
    round: MultiGuestRound,
  ) => Promise<{ readonly refused: RefusalReason | null; readonly earnedBefore?: number | null }>;
}

/** Moves points from guest to guest within the network's limits. Each lot keeps its end. */
@Injectable()
export class TwoGuestTransfer {
  constructor(
    private readonly intake: ActIntake,
    private readonly multiGuest: MultiGuestTransaction,
    private readonly audit: Audit,
    private readonly presence: GuestPresence,
    private readonly handOvers: StaffHandOvers,
  ) {}

  /** Gives points. A gift to oneself is refused like one to a guest who may not receive. */
  give(
    context: RequestContext,
    { guestId, toGuestId, points: wanted, comment, confirmation }: PointsGift,
    refused = guestId === toGuestId ? NOT_AVAILABLE : undefined,
  ): Promise<Outcome> {
    const body: GiveBody = {
      kind: 'GIVE',
      purpose: 'GIFT',
      toGuestId,
      points: points(wanted),
      earnedBefore: null,
      named: null,
      relatedId: null,
      comment,
    };
    return this.run(context, guestId, body, {
      action: 'points.transferred',
      refused,
      prepare: async (round) => {
        const now = await readNow(round.tx);
        const { transfers } = round.snapshot.profile.settings;
        return {
          refused:
            refused ??
            (await refuseGift(round, { guestId, toGuestId }, wanted, now)) ??
            (await this.presence.refuse(round.tx, context, guestId, confirmation)),
          earnedBefore: limits.earnedBefore(transfers, now),
        };
      },
    });
  }

  async run(context: RequestContext, guestId: string, body: GiveBody, run: TransferPlan): Promise<Outcome> {
    const { principal, networkId, call } = context;
    const lead = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body,
      claims: run.claims ?? [],
      channel: principal.kind === 'user' ? 'TILL' : 'API',
      refused: run.refused,
    });
    return this.multiGuest.run({
      networkId,
      guestIds: [guestId, body.toGuestId],
      lead,
      decide: async (round) => {
        const { refused, earnedBefore = null } = await run.prepare(round);
        const outcome = await decideBoth(round, { ...lead, body: { ...body, earnedBefore } }, refused);
        if (outcome.kind === 'POSTED' && body.purpose === 'GIFT' && !isPresenceAsked(principal))
          await this.handOvers.charge(round.tx, principal, body.points);
        return outcome;
      },
      after: (tx, given) => this.appendAudit(tx, context, run.action, given),
    });
  }

  private appendAudit(
    tx: Tx,
    { networkId, author }: RequestContext,
    action: AuditAction,
    row: JournalRow,
  ): Promise<void> {
    return this.audit.append(tx, networkId, {
      ...author,
      action,
      subjectKind: 'guest',
      subjectId: row.guestId ?? '',
      after: { transactionId: row.id, toGuestId: decodeTransferDetails(row).otherGuestId, points: row.pointsEarned },
    });
  }
}

/** Refuses a gift that the network's settings forbid now. Both guests are locked. */
async function refuseGift(
  { tx, snapshot }: MultiGuestRound,
  { guestId, toGuestId }: { readonly guestId: string; readonly toGuestId: string },
  wanted: number,
  now: number,
): Promise<RefusalReason | null> {
  const { id, settings } = snapshot.profile;
  const size = limits.refuseSize(settings.transfers, wanted);
  if (size !== null) return size;
  const parties = await listParties(tx, id, [guestId, toGuestId]);
  if (!limits.mayReceive(parties.get(toGuestId), settings.transfers, now)) return NOT_AVAILABLE;
  const giver = parties.get(guestId);
  if (giver?.isChild === true) return { refused: 'family_role_unfit', data: {} };
  if (giver !== undefined && limits.isTooNew(giver, settings.transfers, now))
    return { refused: 'guest_too_new', data: {} };
  const given = await sumGiven(tx, id, guestId, limits.periodsAt(calendarOfNetwork(snapshot), now));
  return limits.refuseSum(settings.transfers, wanted, given);
}

/** The giver's decision chooses the points, and the receiver takes in exactly those. If the giver is refused, nothing is decided for the receiver. */
async function decideBoth(round: MultiGuestRound, give: TillAct, refused: RefusalReason | null): Promise<Outcome> {
  const outcome = await round.decideOne(give, refused);
  if (outcome.kind !== 'POSTED') return outcome;
  const received = await round.decideOne(receiveOf(give, outcome.row));
  if (received.kind === 'POSTED') return outcome;
  throw new Error(`what ${outcome.row.id} moved was not taken in`);
}

/** Points that a guest has given away since two instants, undone transfers included. Read under the guest's lock. */
function sumGiven(
  tx: Statements,
  networkId: string,
  guestId: string,
  { day, month }: { readonly day: number; readonly month: number },
): Promise<{ day: number; month: number }> {
  // Ids are ordered by time; one day of margin before the month covers a clock that is off.
  return tx.one<{ day: number; month: number }>`
    SELECT coalesce(sum(t.points_earned) FILTER (WHERE t.recorded_at >= to_timestamp(${day}::double precision / 1000)), 0)::bigint AS day,
      coalesce(sum(t.points_earned), 0)::bigint AS month
    FROM transactions t
    WHERE t.network_id = ${networkId} AND t.guest_id = ${guestId} AND t.id >= ${lowestIdAt(month - DAY_MS)} AND t.type = 'TRANSFER' AND t.direction = 'DEBIT'
      AND t.reason_code = 'GIFT' AND t.recorded_at >= to_timestamp(${month}::double precision / 1000)`;
}
