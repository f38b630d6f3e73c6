import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { findLastSeal } from './seals.sql';

/** The end of a network's journal, which a backup notes and a restore is compared with. */
export interface JournalEnd {
  readonly code: string;
  readonly networkId: string;
  readonly epoch: number;
  readonly transactions: number;
  /** The last seal (0: none so far) and its hash in hexadecimal. */
  readonly seal: number;
  readonly sealHash: string | null;
}

@Injectable()
export class JournalEnds {
  constructor(private readonly database: Database) {}

  /** The journal ends of all networks, sorted by network code. */
  async list(): Promise<JournalEnd[]> {
    const networks = await this.database.asPlatform(
      (tx) => tx.query<{ id: string; code: string; epoch: number }>`SELECT id, code, epoch FROM networks ORDER BY code`,
    );
    const ends: JournalEnd[] = [];
    for (const { id, code, epoch } of networks) {
      ends.push(
        await this.database.snapshotOfNetwork(id, async (tx) => {
          const last = await findLastSeal(tx, id);
          const { transactions } = await tx.one<{ transactions: number }>`
            SELECT count(*)::int AS transactions FROM transactions WHERE network_id = ${id}`;
          const sealHash = last?.hash.toString('hex') ?? null;
          return { code, networkId: id, epoch, transactions, seal: last?.number ?? 0, sealHash };
        }),
      );
    }
    return ends;
  }
}
