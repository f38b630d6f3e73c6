import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { sealKeys } from '../../../security';
import { type LostSeals, PublishedHeads } from './published-heads';
import { SealKeys } from './seal-keys';
import { type WrittenSeal, writtenSealOf } from './written-seal.rules';
import { listSealsAfter } from './seals.sql';

const AT_ONCE = 500;

/** The first line of an exported chain. */
interface ChainStart {
  /** The network's id. */
  readonly chainOf: string;
  /** Seals lost in restores, which leave gaps in the numbers. */
  readonly lost: readonly LostSeals[];
}

/** A seal of an exported chain. */
interface ChainLink extends WrittenSeal {
  /** The time stamp's token in base64. Absent: the seal has none. */
  readonly timeStamp?: string;
}

/** Exports the seals of a network for a check elsewhere. */
@Injectable()
export class SealChain {
  private readonly keys = new SealKeys(sealKeys);
  private readonly heads = new PublishedHeads(settings.sealDirectory);

  constructor(private readonly database: Database) {}

  /** First a line with the network and the seals lost in restores; then each seal in order, with the public key that signed it and its time stamp. */
  async *linesOf(networkId: string): AsyncGenerator<ChainStart | ChainLink> {
    const { lost } = await this.heads.list(networkId);
    const carried = await this.heads.listCarriedKeys(networkId);
    yield { chainOf: networkId, lost };
    for (let after = 0; ;) {
      const { seals, last, stamps } = await this.database.inNetwork(networkId, async (tx) => {
        const page = await listSealsAfter(tx, networkId, after, AT_ONCE);
        const end = page.at(-1);
        const of = end === undefined ? undefined : await listTimeStamps(tx, networkId, after + 1, end.number);
        return { seals: page, last: end, stamps: of };
      });
      if (last === undefined) return;
      yield* seals.map((seal) => {
        const timeStamp = stamps?.get(seal.number);
        return { ...writtenSealOf(seal, this.keys, carried), ...(timeStamp !== undefined && { timeStamp }) };
      });
      after = last.number;
    }
  }
}

/** The time stamps of a range of seals, in base64 by number. */
async function listTimeStamps(
  tx: Tx,
  networkId: string,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.query<{ number: number; receipt: string }>`
    SELECT number, receipt AS "receipt!" FROM seal_publications
     WHERE network_id = ${networkId} AND place = 'TIMESTAMP' AND number BETWEEN ${from} AND ${to} AND published_at IS NOT NULL`;
  return new Map(rows.map(({ number, receipt }) => [number, receipt]));
}
