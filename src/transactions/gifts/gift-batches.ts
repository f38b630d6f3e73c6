import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, type Principal } from '../../security';
import { MAX_GIFT_CARDS } from './gift-act.rules';
import { BATCH_COLUMNS, type GiftBatchRow } from './gift-cards.sql';
import type { GiftFace } from './gift-code.rules';
import { GiftFaces, type MadeCard } from './gift-faces';
import { actorOf, type AppendedAct } from './gift-journal';
import { giftPlaceOfNetwork } from './gift-place.rules';

/** Batches of gift cards that were never sold. */
@Injectable()
export class GiftBatches {
  constructor(
    private readonly faces: GiftFaces,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** Makes the cards of a batch. */
  async create(
    tx: Tx,
    networkId: string,
    batch: { readonly name: string; readonly count: number; readonly createdBy: string },
  ): Promise<GiftBatchRow> {
    const id = newId();
    const cards = Array.from({ length: batch.count }, () => this.faces.make(networkId));
    await appendBatch(tx, networkId, { id, name: batch.name, createdBy: batch.createdBy, isDigital: false }, cards);
    return getBatch(tx, networkId, id);
  }

  /** Makes a digital card in a batch of its own, named by the business day. Returns the card's id. */
  async createDigital(tx: Tx, principal: Principal, name: string): Promise<string> {
    const networkId = networkOf(principal);
    const [id, card] = [newId(), this.faces.make(networkId)];
    await appendBatch(tx, networkId, { id, name, createdBy: principal.id, isDigital: true }, [card]);
    return card.id;
  }

  /**
   * The codes and PINs of the cards of a batch that were never sold, sorted by number: a sold card's code is its holder's
   * alone. From the second download on, the journal of each card says that its code was downloaded.
   */
  async download(tx: Tx, principal: Principal, batchId: string): Promise<{ number: number; face: GiftFace }[]> {
    const networkId = networkOf(principal);
    const { downloads } = await tx.one<{ downloads: number }>`
      UPDATE gift_batches SET downloads = downloads + 1 WHERE network_id = ${networkId} AND id = ${batchId}
       RETURNING downloads`;
    if (downloads > 1) {
      const { businessDate } = giftPlaceOfNetwork(
        await this.snapshots.currentWithin(tx, networkId),
        this.clock.now().getTime(),
      );
      const ids = Array.from({ length: MAX_GIFT_CARDS }, () => newId());
      await appendDownloads(tx, networkId, batchId, { ids, ...actorOf(principal), businessDate });
    }
    // The faces of the cards of a batch that were never sold, sorted by number; at most as many as a batch may have.
    const rows = await tx.query<{ number: number; face: Buffer }>`SELECT number, face_encrypted AS face FROM gift_cards
      WHERE network_id = ${networkId} AND batch_id = ${batchId} AND sold_at IS NULL ORDER BY number`;
    return rows.map(({ number, face }) => ({ number, face: this.faces.read(networkId, face) }));
  }
}

/** @throws ProblemError `not_found` */
export async function getBatch(tx: Tx, networkId: string, id: string): Promise<GiftBatchRow> {
  const batch = await tx.maybe<GiftBatchRow>`
    SELECT ${BATCH_COLUMNS} FROM gift_batches b WHERE b.network_id = ${networkId} AND b.id = ${id} AND NOT b.digital`;
  if (batch === undefined) throw new ProblemError('not_found');
  return batch;
}

async function appendBatch(
  tx: Tx,
  networkId: string,
  batch: { readonly id: string; readonly name: string; readonly createdBy: string; readonly isDigital: boolean },
  cards: readonly MadeCard[],
): Promise<void> {
  await tx.query`INSERT INTO gift_batches (network_id, id, name, cards, created_by, digital)
     VALUES (${networkId}, ${batch.id}, ${batch.name}, ${cards.length}, ${batch.createdBy}, ${batch.isDigital})`;
  await tx.query`INSERT INTO gift_cards (network_id, id, batch_id, number, code_index, face_encrypted, last4)
     SELECT ${networkId}, m.id, ${batch.id}, m.number, m.code_index, m.face, m.last4
     FROM unnest(${cards.map(({ id }) => id)}::uuid[], ${cards.map(({ codeIndex }) => codeIndex)}::bytea[],
     ${cards.map(({ face }) => face)}::bytea[], ${cards.map(({ last4 }) => last4)}::text[]) WITH ORDINALITY AS m (id, code_index, face, last4, number)`;
}

/** Writes into the journal of each unsold card of a batch that its code was downloaded again. `ids` has an id for each card. */
async function appendDownloads(
  tx: Tx,
  networkId: string,
  batchId: string,
  {
    ids,
    actorKind,
    actorId,
    businessDate,
  }: Pick<AppendedAct, 'actorKind' | 'actorId' | 'businessDate'> & { readonly ids: readonly string[] },
): Promise<void> {
  await tx.query`WITH locked AS (SELECT c.id FROM gift_cards c WHERE c.network_id = ${networkId} AND c.batch_id = ${batchId}
       AND c.sold_at IS NULL ORDER BY c.id FOR UPDATE),
       counted AS (UPDATE gift_cards c SET version = c.version + 1 FROM locked WHERE c.network_id = ${networkId} AND c.id = locked.id
         RETURNING c.id, c.version, c.balance),
       numbered AS (SELECT *, row_number() OVER (ORDER BY id) AS place FROM counted)
     INSERT INTO gift_transactions (network_id, id, card_id, number, kind, amount, balance, actor_kind, actor_id, business_date)
     SELECT ${networkId}, (${ids}::uuid[])[n.place], n.id, n.version, 'DOWNLOADED', 0, n.balance, ${actorKind}, ${actorId}, ${businessDate}
     FROM numbered n`;
}
