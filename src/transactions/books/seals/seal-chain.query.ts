import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { sealKeys } from '../../../security';
import { type LostSeals, PublishedHeads } from './published-heads';
import { SealKeys } from './seal-keys';
import { type WrittenSeal, writtenSealOf } from './written-seal.rules';
import { listSealsAfter } from './seals.sql';

const AT_ONCE = 500;

/** The first line of a written chain. */
interface ChainStart {
  /** The network. */
  readonly chainOf: string;
  /** Seals that restores lost; the numbers have a gap there. */
  readonly lost: readonly LostSeals[];
}

/** The seals of a network for somebody who checks them elsewhere. */
@Injectable()
export class SealChain {
  private readonly keys = new SealKeys(sealKeys);
  private readonly heads = new PublishedHeads(settings.sealDirectory);

  constructor(private readonly database: Database) {}

  /** Which network it is and what restores lost, then each seal in order with the public key that signed it. */
  async *linesOf(networkId: string): AsyncGenerator<ChainStart | WrittenSeal> {
    const { lost } = await this.heads.list(networkId);
    const carried = await this.heads.listCarriedKeys(networkId);
    yield { chainOf: networkId, lost };
    for (let after = 0; ;) {
      const seals = await this.database.inNetwork(networkId, (tx) => listSealsAfter(tx, networkId, after, AT_ONCE));
      yield* seals.map((seal) => writtenSealOf(seal, this.keys, carried));
      const last = seals.at(-1);
      if (last === undefined) return;
      after = last.number;
    }
  }
}
