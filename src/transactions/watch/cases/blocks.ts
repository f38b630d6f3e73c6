import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../../platform/database/database';
import { systemActOf } from '../../ledger/act/system-act';
import { Till } from '../../till/queue/till';
import { FRAUD_REASON } from '../review/reviews';

/** Blocks the guests of confirmed cases where the manager chose to. */
@Injectable()
export class Blocks {
  constructor(
    private readonly database: Database,
    private readonly till: Till,
  ) {}

  async advance(networkId: string): Promise<void> {
    // Cases whose guest has to be blocked.
    for (const { id, guestId, by } of await this.database.readsOf(networkId).query<{
      id: string;
      guestId: string;
      by: string;
    }>`
      SELECT id, subject_id AS guest_id, blocked_by AS by FROM fraud_cases
       WHERE network_id = ${networkId} AND subject_kind = 'GUEST' AND blocked_by IS NOT NULL ORDER BY id LIMIT 50`) {
      const body = { kind: 'BLOCK', blocked: true, reasonCode: FRAUD_REASON, comment: null } as const;
      const act = systemActOf(networkId, guestId, body, { actor: { kind: 'user', id: by } });
      const outcome = await this.till.submit(act, { after: (tx) => noteBlocked(tx, networkId, id) });
      // The act is refused if the guest is blocked already or was erased.
      if (outcome.kind === 'REFUSED') await this.database.inNetwork(networkId, (tx) => noteBlocked(tx, networkId, id));
    }
  }
}

async function noteBlocked(tx: Pick<Statements, 'query'>, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE fraud_cases SET blocked_by = NULL WHERE network_id = ${networkId} AND id = ${id}`;
}
