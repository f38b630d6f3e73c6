import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, requireRestaurant, sealKeys } from '../../../security';
import { findLeafBytes, listLeavesBetween } from './journal.sql';
import { leafHashOf, merklePathOf } from './merkle.rules';
import type { Proof } from './proof.dto';
import { PublishedHeads } from './published-heads';
import { PLACES, type PlaceName } from './place-names';
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
      const publications = await listPublications(tx, networkId, seal.number);
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
        publications,
      };
    });
  }
}

/** For each place, the first publication of this seal or of a later one in the chain, which covers it too. */
async function listPublications(tx: Tx, networkId: string, number: number): Promise<Proof['publications']> {
  const rows = await tx.query<{ place: PlaceName; number: number; publishedAt: Date; timeStamp: string | null }>`
    SELECT p.place AS "place!", x.number, x.published_at, CASE p.place WHEN 'TIMESTAMP' THEN x.receipt END AS time_stamp
      FROM unnest(${PLACES}::text[]) WITH ORDINALITY p (place, n)
      CROSS JOIN LATERAL (SELECT number, published_at, receipt FROM seal_publications
        WHERE network_id = ${networkId} AND place = p.place AND number >= ${number} AND published_at IS NOT NULL ORDER BY number LIMIT 1) x
     ORDER BY p.n`;
  return rows.map(({ publishedAt, ...publication }) => ({ ...publication, publishedAt: publishedAt.toISOString() }));
}
