import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../../configuration';
import { Guests } from '../../../identity';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { type GuessRule, RateLimiter, refuseOwnAccount, UseCase } from '../../../security';
import type { GiveBody, Outcome } from '../../ledger/act/till-act';
import * as limits from '../../till/family/transfer-limits.rules';
import { listParties, readNow } from '../../till/family/transfer-parties.sql';
import type { OwnTransferDto, TransferDto } from './transfer.dto';
import { NOT_AVAILABLE, TwoGuestTransfer } from './two-guest-transfer';
import { points } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { refusing } from '../../ledger/act/refusing';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { findJournalRows } from '../../ledger/journal/journal-row';
import { decodeTransferDetails } from '../../ledger/journal/stored-json';
import { Handles } from '../../../platform/http/handlers-of';

/** How many unknown phones and cards a guest may try before having to wait, since trying reveals who is a guest. */
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 3_600, lockSeconds: 3_600 };

/** Points that a guest gives to the guest of a phone or a card. */
export class GiveOwnPoints extends UseCase<Outcome, { body: OwnTransferDto }> {}

/** Points from one guest to another, by staff or a service. */
export class GivePoints extends UseCase<Outcome, { guestId: string; body: TransferDto }> {}

const ALREADY_UNDONE = refusing('already_undone');

/** Returns the points of a transfer that the receiver has not spent yet. A transfer can be undone once. */
export class UndoTransfer extends UseCase<Outcome, { transferId: string; reason: string }> {}

@Injectable()
export class TransfersHandlers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly limiter: RateLimiter,
    private readonly transfer: TwoGuestTransfer,
    private readonly keyed: KeyedCalls,
  ) {}

  /**
   * An unknown phone or card gets the same answer as a guest who may not receive, and only a few tries an hour are
   * allowed.
   * @throws ProblemError `recipient_not_available`, `rate_limited`
   */
  @Handles(GiveOwnPoints)
  async giveOwnPoints({ context, input: { body } }: GiveOwnPoints): Promise<Outcome> {
    const guestId = context.principal.id;
    const network = await this.networks.getProfile(context.networkId);
    const gift = { guestId, points: body.points, comment: null };
    const refused = limits.refuseSize(network.settings.transfers, body.points);
    // Refuses before looking for the recipient.
    if (refused !== null) return this.transfer.give(context, { ...gift, toGuestId: guestId }, refused);
    const toGuestId = await this.limiter.countingMisses(
      { subject: `recipient:${guestId}`, rule: MISSES_PER_GUEST },
      () => this.findRecipient(network, guestId, body),
    );
    if (toGuestId === undefined) throw new ProblemError('recipient_not_available');
    return this.transfer.give(context, { ...gift, toGuestId });
  }

  /** @throws ProblemError `guest_not_found`, `own_account`; see docs/families.md for the refusals */
  @Handles(GivePoints)
  async givePoints({ context, input: { guestId, body } }: GivePoints): Promise<Outcome> {
    const { toGuestId, points, comment, confirmation } = body;
    const { principal, networkId } = context;
    refuseOwnAccount(principal, toGuestId);
    const parties = await this.database.inNetwork(networkId, (tx) => listParties(tx, networkId, [guestId, toGuestId]));
    if (!parties.has(guestId) || !parties.has(toGuestId)) throw new ProblemError('guest_not_found');
    return this.transfer.give(context, { guestId, toGuestId, points, comment: comment ?? null, confirmation });
  }

  /** @throws ProblemError 404, `not_a_transfer`, `own_account` */
  @Handles(UndoTransfer)
  async undoTransfer({ context, input: { transferId, reason } }: UndoTransfer): Promise<Outcome> {
    const { principal, networkId, call } = context;
    const [row] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [transferId]));
    const giverId = row?.guestId ?? null;
    if (row === undefined || giverId === null) throw new ProblemError('not_found');
    if (row.type !== 'TRANSFER' || row.direction !== 'DEBIT' || row.reasonCode !== 'GIFT')
      return this.keyed.run(networkId, call, 201, () => Promise.reject(new ProblemError('not_a_transfer')));
    refuseOwnAccount(principal, giverId);
    const { lots, otherGuestId } = decodeTransferDetails(row);
    const body: GiveBody = {
      kind: 'GIVE',
      purpose: 'UNDO',
      toGuestId: giverId,
      points: points(row.pointsEarned),
      earnedBefore: null,
      named: lots.map((lot) => ({ lotId: lot.lotId, expiresAt: lot.expiresAt, points: lot.points })),
      relatedId: row.id,
      comment: reason,
    };
    const digest = claimDigest('UNDO', row.id);
    return this.transfer.run(context, otherGuestId, body, {
      action: 'points.transfer_undone',
      claims: [{ kind: 'UNDO', digest }],
      prepare: async ({ tx }) => {
        if ((await findClaimHolder(tx, networkId, digest)) !== null) return { refused: ALREADY_UNDONE };
        const parties = await listParties(tx, networkId, [giverId]);
        return { refused: parties.get(giverId)?.overdraft === true ? NOT_AVAILABLE : null };
      },
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
        : await this.guests.findByCardNumber(network.id, cardNumber ?? '');
    if (found === undefined || found.id === guestId) return undefined;
    return this.database.inNetwork(network.id, async (tx) => {
      const party = (await listParties(tx, network.id, [found.id])).get(found.id);
      return limits.mayReceive(party, network.settings.transfers, await readNow(tx)) ? found.id : undefined;
    });
  }
}
