import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { points } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { Database } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { refuseOwnAccount, UseCase } from '../../../security';
import { refusing } from '../../ledger/act/refusing';
import type { GiveBody, Outcome } from '../../ledger/act/till-act';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { findJournalRows } from '../../ledger/journal/journal-row';
import { decodeTransferDetails } from '../../ledger/journal/stored-json';
import { listParties } from '../../till/family/transfer-parties.sql';
import { NOT_AVAILABLE, TwoGuestTransfer } from './two-guest-transfer';

const ALREADY_UNDONE = refusing('already_undone');

/** The points of a transfer that are not spent yet go back; once. */
export class UndoTransfer extends UseCase<Outcome, { readonly transferId: string; readonly reason: string }> {}

@CommandHandler(UndoTransfer)
export class UndoTransferHandler implements ICommandHandler<UndoTransfer> {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly transfer: TwoGuestTransfer,
  ) {}

  /** @throws ProblemError 404, `not_a_transfer`, `own_account` */
  async execute({ context, input: { transferId, reason } }: UndoTransfer): Promise<Outcome> {
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
}
