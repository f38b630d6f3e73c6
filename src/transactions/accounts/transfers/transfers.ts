import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile } from '../../../configuration';
import { points } from '../../../decision';
import { Guests } from '../../../identity';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { Database, type Tx } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import {
  Audit,
  type GuessRule,
  networkOf,
  type Origin,
  type Principal,
  RateLimiter,
  refuseOwnAccount,
} from '../../../security';
import { actKeyOf, ActIntake } from '../../till/intake/act-intake';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { decodeTransferDetails } from '../../ledger/journal/stored-json';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import { findClaimHolder } from '../../ledger/claims/claims.sql';
import { type GiveBody, NO_RECEIPT, type Outcome, type TillAct } from '../../ledger/act/till-act';
import { calendarOfNetwork } from '../../till/queue/till-batch';
import { type TogetherRound, TillTogether } from '../../till/queue/till-together';
import * as limits from '../../till/spending/family-and-allowance/transfer-limits.rules';
import { listParties, readNow, sumGiven } from '../../till/spending/family-and-allowance/transfer-parties.sql';
import { receiveOf } from '../../till/spending/family-and-allowance/receiving.rules';
import type { OwnTransferDto, TransferDto } from './transfer.dto';

/** Numbers that a guest may try in vain before the guest has to wait: a phone is looked for by guessing else. */
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 3_600, lockSeconds: 3_600 };

/** Points from guest to guest, within what the network allows; each lot keeps its end. */
@Injectable()
export class Transfers {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly limiter: RateLimiter,
    private readonly intake: ActIntake,
    private readonly together: TillTogether,
    private readonly audit: Audit,
  ) {}

  /** By staff or a service. @throws ProblemError `guest_not_found`, `own_account`; see docs/families.md for the refusals */
  async give(
    principal: Principal,
    guestId: string,
    dto: TransferDto,
    call: KeyedCall,
    origin: Origin,
  ): Promise<Outcome> {
    refuseOwnAccount(principal, dto.toGuestId);
    const parties = await this.database.inNetwork(networkOf(principal), (tx) =>
      listParties(tx, networkOf(principal), [guestId, dto.toGuestId]),
    );
    if (!parties.has(guestId) || !parties.has(dto.toGuestId)) throw new ProblemError('guest_not_found');
    return this.run(principal, { guestId, toGuestId: dto.toGuestId }, dto.points, dto.comment ?? null, call, origin);
  }

  /**
   * By the guest. A phone or card that is nobody's, and one whose guest may not receive, have the same answer, and only
   * a few of them an hour.
   * @throws ProblemError `recipient_not_available`, `rate_limited`
   */
  async giveOwn(principal: Principal, dto: OwnTransferDto, call: KeyedCall, origin: Origin): Promise<Outcome> {
    const network = await this.networks.getProfile(networkOf(principal));
    const closed = limits.refuseSize(network.settings.transfers, dto.points);
    // Refused before anybody is looked for.
    if (closed !== null) {
      const nobody = { guestId: principal.id, toGuestId: principal.id };
      return this.run(principal, nobody, dto.points, null, call, origin, closed);
    }
    const subject = `recipient:${principal.id}`;
    const toGuestId = await this.limiter.countingMisses({ subject, rule: MISSES_PER_GUEST }, () =>
      this.findRecipient(network, principal.id, dto),
    );
    if (toGuestId === undefined) throw new ProblemError('recipient_not_available');
    return this.run(principal, { guestId: principal.id, toGuestId }, dto.points, null, call, origin);
  }

  /** What of a transfer is still there goes back; once. @throws ProblemError 404, `not_a_transfer` */
  async undo(
    principal: Principal,
    transferId: string,
    reason: string,
    call: KeyedCall,
    origin: Origin,
  ): Promise<Outcome> {
    const networkId = networkOf(principal);
    const [row] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [transferId]));
    if (row === undefined || row.guestId === null) throw new ProblemError('not_found');
    if (row.type !== 'TRANSFER' || row.direction !== 'DEBIT' || row.reasonCode !== 'GIFT')
      return this.keyed.run(networkId, call, 201, () => Promise.reject(new ProblemError('not_a_transfer')));
    const { lots, otherGuestId } = decodeTransferDetails(row);
    refuseOwnAccount(principal, row.guestId);
    const body: GiveBody = {
      kind: 'GIVE',
      purpose: 'UNDO',
      toGuestId: row.guestId,
      points: points(row.pointsEarned),
      earnedBefore: null,
      named: lots.map((lot) => ({ lotId: lot.lotId, expiresAt: lot.expiresAt, points: lot.points })),
      relatedId: row.id,
      comment: reason,
    };
    const digest = claimDigest('UNDO', row.id);
    const lead = await this.place(principal, otherGuestId, body, call, [{ kind: 'UNDO', digest }]);
    const back = row.guestId;
    return this.together.run({
      networkId,
      guestIds: [otherGuestId, back],
      lead,
      decide: async (round) => {
        const undone = await findClaimHolder(round.tx, networkId, digest);
        const parties = await listParties(round.tx, networkId, [back]);
        const refused = undone !== null ? ALREADY_UNDONE : parties.get(back)?.overdraft === true ? NOT_AVAILABLE : null;
        return decideBoth(round, lead, refused);
      },
      after: (tx, given) => this.note(tx, principal, origin, 'points.transfer_undone', given),
    });
  }

  private async run(
    principal: Principal,
    { guestId, toGuestId }: { readonly guestId: string; readonly toGuestId: string },
    wanted: number,
    comment: string | null,
    call: KeyedCall,
    origin: Origin,
    refused = guestId === toGuestId ? NOT_AVAILABLE : undefined,
  ): Promise<Outcome> {
    const networkId = networkOf(principal);
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
    const lead = await this.place(principal, guestId, body, call, [], refused);
    return this.together.run({
      networkId,
      guestIds: [guestId, toGuestId],
      lead,
      decide: async (round) => {
        const now = await readNow(round.tx);
        const { transfers } = round.snapshot.profile.settings;
        return decideBoth(
          round,
          { ...lead, body: { ...body, earnedBefore: limits.earnedBefore(transfers, now) } },
          lead.refused ?? (await refuse(round, { guestId, toGuestId }, wanted, now)),
        );
      },
      after: (tx, given) => this.note(tx, principal, origin, 'points.transferred', given),
    });
  }

  private place(
    principal: Principal,
    guestId: string,
    body: GiveBody,
    call: KeyedCall,
    claims: TillAct['claims'],
    refused?: Refusing,
  ): Promise<TillAct> {
    return this.intake.place({
      principal,
      guestId,
      body,
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
      claims,
      channel: principal.kind === 'user' ? 'TILL' : 'API',
      refused,
    });
  }

  private async findRecipient(
    network: NetworkProfile,
    guestId: string,
    { phone, cardNumber }: OwnTransferDto,
  ): Promise<string | undefined> {
    const found =
      typeof phone === 'string'
        ? await this.guests.findByPhone(network, phone)
        : await this.guests.findByCardNumber(network.id, (cardNumber ?? '').replace(/[\s-]/g, ''));
    if (found === undefined || found.id === guestId) return undefined;
    return this.database.inNetwork(network.id, async (tx) => {
      const party = (await listParties(tx, network.id, [found.id])).get(found.id);
      return limits.mayReceive(party, network.settings.transfers, await readNow(tx)) ? found.id : undefined;
    });
  }

  private note(tx: Tx, actor: Principal, origin: Origin, action: string, row: JournalRow): Promise<void> {
    return this.audit.append(tx, networkOf(actor), {
      actor,
      origin,
      action,
      subjectKind: 'guest',
      subjectId: row.guestId ?? '',
      after: { transactionId: row.id, toGuestId: decodeTransferDetails(row).otherGuestId, points: row.pointsEarned },
    });
  }
}

const NOT_AVAILABLE = refusing('recipient_not_available');
const ALREADY_UNDONE = refusing('already_undone');

/** What the network forbids of this transfer now; both guests are locked. */
async function refuse(
  { tx, snapshot }: TogetherRound,
  { guestId, toGuestId }: { readonly guestId: string; readonly toGuestId: string },
  wanted: number,
  now: number,
): Promise<Refusing | null> {
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

/** The giver decides what moves, the other takes in just that. Where the giver is refused, the other is left alone. */
export async function decideBoth(round: TogetherRound, give: TillAct, refused: Refusing | null): Promise<Outcome> {
  const outcome = await round.decideOne(give, refused);
  if (outcome.kind !== 'POSTED') return outcome;
  const received = await round.decideOne(receiveOf(give, outcome.row));
  if (received.kind === 'POSTED') return outcome;
  throw new Error(`what ${outcome.row.id} moved was not taken in`);
}
