import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { systemActOf } from '../../ledger/act/system-act';
import { Till } from '../../till/queue/till';
import { FRAUD_REASON } from '../review/reviews';
import { listBlocks, noteBlocked } from './cases.sql';

/** Blocks the guests of confirmed cases where the manager chose to. */
@Injectable()
export class Blocks {
  constructor(
    private readonly database: Database,
    private readonly till: Till,
  ) {}

  async advance(networkId: string): Promise<void> {
    for (const { id, guestId, by } of await listBlocks(this.database.readsOf(networkId), networkId)) {
      const body = { kind: 'BLOCK', blocked: true, reasonCode: FRAUD_REASON, comment: null } as const;
      const act = systemActOf(networkId, guestId, body, { actor: { kind: 'user', id: by } });
      const outcome = await this.till.submit(act, { after: (tx) => noteBlocked(tx, networkId, id) });
      // The act is refused if the guest is blocked already or was erased.
      if (outcome.kind === 'REFUSED') await this.database.inNetwork(networkId, (tx) => noteBlocked(tx, networkId, id));
    }
  }
}
