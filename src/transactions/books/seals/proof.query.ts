import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, requireRestaurant, sealKeys } from '../../../security';
import { findLeafBytes, listLeavesBetween } from './journal.sql';
import { leafHashOf, merklePathOf } from './merkle.rules';
import type { Proof } from './proof.dto';
import { PublishedHeads } from './published-heads';
import { listPublicationsFrom } from './published-seals.sql';
import { comparePositions } from './seal-head.rules';
import { SealKeys } from './seal-keys';
import { findSealOf } from './seals.sql';
import { writtenSealOf } from './written-seal.rules';

/** Shows that a transaction and its transfers are under a signed seal. */
@Injectable()
export class ProofQuery {
  private readonly keys: SealKeys;
  private readonly heads = new PublishedHeads(settings.sealDirectory);

  constructor(private readonly database: Database) {
    this.keys = new SealKeys(sealKeys);
  }

  /**
   * The bytes of the transaction's leaf, its Merkle path to the root, the signed head, and where the seal was
   * published. There is no seal yet for a transaction newer than the last one.
   * Refuses (404) a transaction that the network does not have or, for a guest, another guest's; (403) one of another
   * restaurant.
   */
  async proofOf(principal: Principal, transactionId: string): Promise<Proof> {
    const networkId = networkOf(principal);
    const carried = await this.heads.listCarriedKeys(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const found = await findLeafBytes(tx, networkId, transactionId);
      if (found === undefined) throw new ProblemError('not_found');
      if (principal.kind === 'guest' && found.guestId !== principal.id) throw new ProblemError('not_found');
      if (principal.kind === 'user' && found.restaurantId !== null) requireRestaurant(principal, found.restaurantId);
      const bytes = found.bytes.toString('hex');
      const leaf = leafHashOf(found.bytes).toString('hex');
      const seal = await findSealOf(tx, networkId, found);
      if (seal === undefined) return { transactionId, sealed: false, bytes, leaf, seal: null, publications: [] };
      const leaves = await listLeavesBetween(tx, networkId, seal.from, seal.to);
      const index = leaves.findIndex((other) => comparePositions(other.position, found) === 0);
      const path = merklePathOf(
        leaves.map((other) => other.hash),
        index,
      );
      const publications = await listPublicationsFrom(tx, networkId, seal.number);
      return {
        transactionId,
        sealed: true,
        bytes,
        leaf,
        seal: {
          ...writtenSealOf(seal, this.keys, carried),
          index,
          size: leaves.length,
          path: path.map((node) => node.toString('hex')),
        },
        publications: publications.map(({ publishedAt, ...publication }) => ({
          ...publication,
          publishedAt: publishedAt.toISOString(),
        })),
      };
    });
  }
}
