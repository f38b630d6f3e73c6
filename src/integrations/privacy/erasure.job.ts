import { z } from 'zod';
import { deleteUnusedAccount } from '../../identity';
import type { Tx, Statements } from '../../platform/database/database';
import { Audit, NO_ORIGIN, Pii, Sessions } from '../../security';
import {
  GivingWay,
  lockGuests,
  Job,
  NetworkJob,
  type PieceOptions,
  type PieceOutcome,
  rowsOf,
} from '../../transactions';
import { type ErasureRow, COLUMNS } from './erasure.sql';
import { Persons } from './person';
import { eraseRows } from './personal-rows.sql';
import { SEARCHED_TABLES, type SearchedTable } from './personal-tables.rules';
import { namesOneOf } from './sought-text.rules';
import { sql } from '../../platform/database/sql';

interface StoredBody {
  readonly id: string;
  readonly bodies: readonly (Buffer | null)[];
}

export const ERASURE_JOB = 'erasures';
const BODIES_A_PIECE = 500;
/** The JSON that replaces an erased body, because readers expect JSON. */
const EMPTY_BODY = '{}';

const SEARCHES = Object.keys(SEARCHED_TABLES) as (keyof typeof SEARCHED_TABLES)[];

/** A person's ids and texts, kept for later stages, because the rows are empty by then. */
const soughtSchema = z.object({
  guestIds: z.array(z.string()),
  accountIds: z.array(z.string()),
  texts: z.array(z.string()),
});
type ErasureTarget = z.infer<typeof soughtSchema>;

/**
 * Erases guests whose time has come, one stage in each transaction: first the network's rows, then sessions and the guest account, then stored
 * bodies that name the person, piece by piece. A killed job continues with the next stage.
 */
@Job(ERASURE_JOB, { everyMs: 60_000, signs: ['due'], failure: 'erasing a guest failed' })
export class ErasureJob extends NetworkJob {
  constructor(
    private readonly persons: Persons,
    private readonly pii: Pii,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {
    super();
  }

  override doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    return this.doStage(networkId, null, rowsOf(BODIES_A_PIECE, options));
  }

  /** Finishes an erasure, even before it is due, for a command that waits for it. */
  async finish(networkId: string, id: string): Promise<void> {
    const way = new GivingWay(this.database);
    do await way.before();
    while ((await this.doStage(networkId, id)) === 'more');
  }

  private doStage(networkId: string, id: string | null, bodies = BODIES_A_PIECE): Promise<PieceOutcome> {
    return this.database.inNetwork(networkId, async (tx) => {
      // Locks the next erasure that is due or unfinished, for this transaction.
      const erasure = await tx.maybe<ErasureRow>`
        SELECT ${COLUMNS} FROM erasures
         WHERE network_id = ${networkId} AND status IN ('WAITING', 'RUNNING')
           AND ${id === null ? sql`due_at <= now()` : sql`id = ${id}`}
         ORDER BY status, due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
      if (erasure === undefined) return 'idle';
      if (erasure.status === 'WAITING') await this.eraseNetwork(tx, networkId, erasure);
      else if (erasure.stage === 'PLATFORM') await this.erasePlatform(tx, networkId, erasure);
      else await this.search(tx, networkId, erasure, bodies);
      return 'more';
    });
  }

  private async eraseNetwork(tx: Tx, networkId: string, { id, guestId }: ErasureRow): Promise<void> {
    const { guestIds } = await this.persons.get(tx, networkId, guestId);
    await lockGuests(tx, networkId, guestIds);
    // Read under the lock, so that a profile changed meanwhile is erased in its present form.
    const person = await this.persons.get(tx, networkId, guestId);
    const sought = { guestIds: person.guestIds, accountIds: person.accountIds, texts: person.sought } as ErasureTarget;
    const indexes = this.persons.indexesOf(networkId, person);
    await eraseRows(tx, 'network', this.pii, { networkId, guestIds: person.guestIds, indexes });
    await this.audit.appendChange(tx, networkId, { actor: 'system', origin: NO_ORIGIN }, 'guest.erased', guestId, {
      after: { erasureId: id, guests: person.guestIds.length },
    });
    const sealed = this.pii.encrypt(networkId, 'subject', JSON.stringify(sought));
    await moveErasure(tx, networkId, id, { stage: 'PLATFORM', position: null, sought: sealed });
  }

  /** Runs in another role, so in a separate transaction; repeating it changes nothing. */
  private async erasePlatform(tx: Tx, networkId: string, erasure: ErasureRow): Promise<void> {
    const { guestIds, accountIds } = this.soughtOf(networkId, erasure);
    for (const guestId of guestIds) await this.sessions.endAllOfGuest(networkId, guestId, 'erased');
    await this.database.asPlatform(async (platform) => {
      await eraseRows(platform, 'platform', this.pii, { networkId, guestIds, indexes: [] });
      for (const accountId of accountIds) await deleteUnusedAccount(platform, accountId);
    });
    await moveErasure(tx, networkId, erasure.id, { stage: SEARCHES[0] ?? '', position: null });
  }

  private async search(tx: Tx, networkId: string, erasure: ErasureRow, atMost: number): Promise<void> {
    const stage = SEARCHES.find((name) => name === erasure.stage);
    if (stage === undefined) throw new Error(`an erasure has no stage ${String(erasure.stage)}`);
    const table = SEARCHED_TABLES[stage];
    const { texts } = this.soughtOf(networkId, erasure);
    const stored = await listStoredBodies(tx, table, networkId, erasure.position, atMost);
    const named = stored.filter(({ bodies }) =>
      bodies.some((body) => body !== null && namesOneOf(texts, this.pii.decrypt(networkId, table.kind, body))),
    );
    const empty = this.pii.encrypt(networkId, table.kind, EMPTY_BODY);
    const ids = named.map(({ id }) => id);
    if (ids.length > 0) await emptyStoredBodies(tx, table, networkId, ids, empty);
    if (stored.length === atMost) {
      const position = stored.at(-1)?.id ?? null;
      await moveErasure(tx, networkId, erasure.id, { stage, position });
      return;
    }
    const next = SEARCHES[SEARCHES.indexOf(stage) + 1];
    if (next === undefined)
      await tx.query`
        UPDATE erasures SET status = 'DONE', stage = NULL, position = NULL, sought_encrypted = NULL, finished_at = now()
         WHERE network_id = ${networkId} AND id = ${erasure.id}`;
    else await moveErasure(tx, networkId, erasure.id, { stage: next, position: null });
  }

  private soughtOf(networkId: string, { soughtEncrypted }: ErasureRow): ErasureTarget {
    if (soughtEncrypted === null) throw new Error('a running erasure does not say whom it seeks');
    return soughtSchema.parse(JSON.parse(this.pii.decrypt(networkId, 'subject', soughtEncrypted)));
  }
}

async function moveErasure(
  tx: Statements,
  networkId: string,
  id: string,
  to: { readonly stage: string; readonly position: string | null; readonly sought?: Buffer },
): Promise<void> {
  await tx.query`UPDATE erasures SET status = 'RUNNING', stage = ${to.stage}, position = ${to.position},
      sought_encrypted = coalesce(${to.sought ?? null}, sought_encrypted)
       WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Stored bodies after this row, ordered by id. */
async function listStoredBodies(
  tx: Statements,
  { table, columns, rows }: SearchedTable,
  networkId: string,
  after: string | null,
  limit: number,
): Promise<StoredBody[]> {
  const found = await tx.query<{ id: string } & Record<string, Buffer | null | string>>(
    `SELECT id, ${columns.join(', ')} FROM ${table}
      WHERE network_id = $1 AND ($2::uuid IS NULL OR id > $2) AND ${rows} AND ${columns[0] ?? ''} IS NOT NULL
      ORDER BY id LIMIT ${String(limit)}`,
    [networkId, after],
  );
  return found.map((row) => ({ id: row.id, bodies: columns.map((column) => row[column] as Buffer | null) }));
}

async function emptyStoredBodies(
  tx: Statements,
  { table, columns, also }: SearchedTable,
  networkId: string,
  ids: readonly string[],
  empty: Buffer,
): Promise<void> {
  if (also !== '') {
    await tx.query(`UPDATE ${table} SET ${also} WHERE network_id = $1 AND id = ANY ($2::uuid[])`, [networkId, ids]);
    return;
  }
  const sets = columns.map((column) => `${column} = CASE WHEN ${column} IS NULL THEN NULL ELSE $3::bytea END`);
  await tx.query(`UPDATE ${table} SET ${sets.join(', ')} WHERE network_id = $1 AND id = ANY ($2::uuid[])`, [
    networkId,
    ids,
    empty,
  ]);
}
