import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Till } from '../../till/queue/till';
import type { ManualBody, Outcome, TillAct } from '../../ledger/act/till-act';
import { Networks } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { found } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { findJournalRows } from '../../ledger/journal/journal-row';
import { ManualActs } from '../../till/approvals/manual-acts';
import { RESTORED } from '../../till/decide/late-spending.rules';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';
import type { RestoreDto } from './restore.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** Decides and records an act. All routes of the till use this command. */
export class RecordTransaction extends Command<Outcome> {
  constructor(readonly act: TillAct) {
    super();
  }
}

/** Points that expired come back by a manager's hand, for the network's grace; a credit like any other, with its limits. */
export class RestorePoints extends UseCase<Outcome, { expiryId: string; body: RestoreDto }> {}

@Injectable()
export class SalesHandlers {
  constructor(
    private readonly till: Till,
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly intake: ActIntake,
    private readonly manual: ManualActs,
  ) {}

  @Handles(RecordTransaction)
  recordTransaction({ act }: RecordTransaction): Promise<Outcome> {
    return this.till.submit(act);
  }

  /** Refuses with `not_restorable` an id that is no expiry. @throws ProblemError 404 for an id that the network does not have */
  @Handles(RestorePoints)
  async restorePoints({ context, input: { expiryId, body: dto } }: RestorePoints): Promise<Outcome> {
    const { principal, networkId, call, origin } = context;
    const { guestId, left, refused } = await this.findExpiry(networkId, expiryId);
    const body: ManualBody = {
      kind: 'MANUAL',
      direction: 'CREDIT',
      // The till computes the remaining points again under the guest's lock.
      points: dto.points ?? Math.max(1, left),
      reasonCode: RESTORED,
      comment: dto.reason,
      expiryId,
    };
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body,
      refused,
    });
    return this.manual.post(act, principal, await this.networks.getProfile(act.networkId), origin);
  }

  private async findExpiry(
    networkId: string,
    id: string,
  ): Promise<{ readonly guestId: string | null; readonly left: number; readonly refused?: RefusalReason }> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = found((await findJournalRows(tx, networkId, [id]))[0]);
      if (row.type !== 'EXPIRY') return { guestId: row.guestId, left: 0, refused: refusing('not_restorable') };
      const { points } = await tx.one<{ points: number }>`
        SELECT coalesce(sum(points_earned), 0)::bigint AS points FROM transactions
         WHERE network_id = ${networkId} AND related_id = ${id} AND type = 'MANUAL'`;
      return { guestId: row.guestId, left: row.pointsEarned - points };
    });
  }
}
