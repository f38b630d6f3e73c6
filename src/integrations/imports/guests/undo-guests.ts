import { Injectable } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { BroughtGuests } from '../../../identity';
import type { OpeningDetails } from '../../../decision';
import { Database, type Tx } from '../../../platform/database/database';
import { Clock } from '../../../platform/clock/clock';
import { Audit, NO_ORIGIN, Pii, type RequestContext } from '../../../security';
import { GivingWay, lockGuests, type Outcome, systemActOf, type TillAct, TillHistory } from '../../../transactions';
import { eraseRows } from '../../privacy/personal-rows.sql';
import { ImportFileError } from '../file/import-file.error';
import { tryLockImport } from '../record/imports.sql';
import { transactionIdsOf } from '../record/transaction-ids.rules';
import { type GuestImportRow, type GuestLine, listLines, COLUMNS, KIND } from './guest-imports.sql';
import { sql } from '../../../platform/database/sql';

/** A row of the journal `t` that is no act of the platform itself. */
const ACT_OF_GUEST = sql`t.type NOT IN ('OPENING', 'EXPIRY', 'TIER', 'WARNING', 'ACTIVATION', 'EXTENSION')`;

const PIECE = 250;
/** Guests in a piece beside tills; a piece takes some 25 ms. */
const PIECE_BESIDE_TILLS = 20;
const DAY_MS = 86_400_000;

export interface UndoOptions {
  /** Called with the number of the last line of each piece. */
  readonly onPiece?: (line: number) => Promise<void>;
  /** When aborted, the undo stops before its next piece; the next run continues. */
  readonly signal?: AbortSignal;
}

const SYSTEM = { actor: 'system', origin: NO_ORIGIN } as const;

/** The guests of an undone import. */
export interface UndoneGuests {
  readonly guests: number;
  /** Guests who bought or spent while the undo ran: they stay. */
  readonly kept: number;
}

/** Undoes an import of guests as a whole, within the days that the network set and while none of its guests has acted. */
@Injectable()
export class UndoGuests {
  constructor(
    private readonly database: Database,
    private readonly guests: BroughtGuests,
    private readonly till: TillHistory,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly networks: Networks,
    private readonly clock: Clock,
  ) {}

  /** Null: the undo was stopped. A stopped undo continues. @throws ImportFileError */
  async run(networkId: string, importId: string, { onPiece, signal }: UndoOptions = {}): Promise<UndoneGuests | null> {
    const { importUndoDays } = (await this.networks.getProfile(networkId)).settings;
    const take = async (lock: Tx): Promise<void> => {
      if (!(await tryLockImport(lock, networkId, importId))) throw new ImportFileError('import_running', importId);
    };
    return this.database.underLocks(networkId, take, async () => {
      const begun = await this.database.inNetwork(networkId, (tx) =>
        this.begin(tx, networkId, importId, importUndoDays),
      );
      const openingUndoneAs = transactionIdsOf(`undo of ${importId}`, begun.startedAt.getTime());
      const way = new GivingWay(this.database);
      let [guests, kept] = [0, 0];
      for (let after = 0; ;) {
        await way.before();
        if (signal?.aborted === true) return null;
        const lines = await this.database.inNetwork(networkId, (tx) =>
          listLines(tx, networkId, importId, after, way.isBesideTills ? PIECE_BESIDE_TILLS : PIECE),
        );
        if (lines.length === 0) break;
        const left = await this.takeBack(networkId, begun, lines, openingUndoneAs);
        [guests, kept] = [guests + lines.length - left, kept + left];
        after = lines.at(-1)?.line ?? after;
        await onPiece?.(after);
      }
      await this.database.inNetwork(networkId, (tx) => setStatus(tx, networkId, importId, 'UNDONE'));
      return { guests, kept };
    });
  }

  /** Marks an import as being undone. @throws ImportFileError `import_unknown`, `guests_acted`, `undo_over` */
  async begin(
    tx: Tx,
    networkId: string,
    importId: string,
    withinDays: number,
    author: RequestContext['author'] | { readonly actor: 'system'; readonly origin: typeof NO_ORIGIN } = SYSTEM,
  ): Promise<GuestImportRow> {
    // The import, locked, that a command names for its undo.
    const row = await tx.maybe<GuestImportRow>`
      SELECT ${COLUMNS} FROM imports WHERE network_id = ${networkId} AND kind = '${KIND}' AND id = ${importId} FOR UPDATE`;
    if (row === undefined || row.status === 'UNDONE') throw new ImportFileError('import_unknown', importId);
    if (row.status === 'UNDOING') return row;
    const ended = (row.finishedAt ?? row.startedAt).getTime() + withinDays * DAY_MS;
    if (this.clock.now().getTime() > ended) throw new ImportFileError('undo_over', String(withinDays));
    const acted = await countActed(tx, networkId, row);
    if (acted > 0) throw new ImportFileError('guests_acted', String(acted));
    await setStatus(tx, networkId, importId, 'UNDOING');
    await this.audit.appendOn(tx, networkId, author, 'guests.import_undone', ['import', importId], {
      after: { accepted: row.accepted },
    });
    return row;
  }

  /** Returns how many guests stay as they are. */
  private async takeBack(
    networkId: string,
    { id: importId, startedAt }: GuestImportRow,
    lines: readonly GuestLine[],
    idOf: (line: number) => string,
  ): Promise<number> {
    const ids = lines.flatMap(({ openingId }) => openingId ?? []);
    // The journal's details of those openings that are in the ledger.
    const openings = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{ id: string; guestId: string; details: string; isUndone: boolean }>`
      SELECT t.id, t.guest_id AS "guest_id!", t.details::text AS "details!",
            EXISTS (SELECT FROM transactions u WHERE u.network_id = ${networkId} AND u.related_id = t.id
              AND u.type = 'OPENING') AS is_undone
       FROM transactions t WHERE t.network_id = ${networkId} AND t.id = ANY (${ids}::uuid[]) AND t.type = 'OPENING'`,
    );
    const lineOf = new Map(lines.map(({ openingId, line }) => [openingId, line]));
    const acts = openings
      .filter(({ isUndone }) => !isUndone)
      .map(({ id, guestId, details }): TillAct => {
        const body = { kind: 'UNDO_OPENING', openingId: id, opened: JSON.parse(details) as OpeningDetails } as const;
        return systemActOf(networkId, guestId, body, { id: idOf(lineOf.get(id) ?? 0), channel: 'IMPORT' });
      });
    const outcomes: ReadonlyMap<TillAct, Outcome> =
      acts.length === 0 ? new Map() : await this.till.record(networkId, acts);
    const refused = new Set(acts.filter((act) => outcomes.get(act)?.kind === 'REFUSED').map(({ guestId }) => guestId));
    return this.database.inNetwork(networkId, async (tx) => {
      const ids = lines.map(({ guestId }) => guestId).sort();
      await lockGuests(tx, networkId, ids);
      // A guest who acted while the undo ran stays, also one who brought no balance that the ledger could refuse to take back.
      const acted = await listActed(tx, networkId, startedAt, ids);
      const whole = lines.filter(({ guestId }) => !refused.has(guestId) && !acted.has(guestId));
      const made = whole.filter(({ isNew }) => isNew).map(({ guestId }) => guestId);
      await this.guests.giveBack(tx, networkId, importId, whole);
      // Guests that only the file added are erased, so that their phones and cards are free again.
      if (made.length > 0) await eraseRows(tx, 'network', this.pii, { networkId, guestIds: made, indexes: [] });
      return lines.length - whole.length;
    });
  }
}

async function setStatus(tx: Tx, networkId: string, importId: string, status: 'UNDOING' | 'UNDONE'): Promise<void> {
  await tx.query`
    UPDATE imports SET status = ${status}, finished_at = now() WHERE network_id = ${networkId} AND id = ${importId}`;
}

/** How many guests of an import have acts in the journal since it started, apart from acts of the platform itself. */
async function countActed(tx: Tx, networkId: string, { id, startedAt }: GuestImportRow): Promise<number> {
  const { acted } = await tx.one<{ acted: number }>`SELECT count(*)::int AS acted FROM guest_import_lines l
      WHERE l.network_id = ${networkId} AND l.import_id = ${id} AND EXISTS (
        SELECT FROM transactions t WHERE t.network_id = ${networkId} AND t.guest_id = l.guest_id AND t.recorded_at >= ${startedAt}
           AND ${ACT_OF_GUEST})`;
  return acted;
}

/** Those of these guests who have acted since the import started, apart from acts of the platform itself. */
async function listActed(
  tx: Tx,
  networkId: string,
  startedAt: Date,
  guestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>`SELECT g.id AS "id!" FROM unnest(${guestIds}::uuid[]) g(id) WHERE EXISTS (
      SELECT FROM transactions t WHERE t.network_id = ${networkId} AND t.guest_id = g.id AND t.recorded_at >= ${startedAt}
         AND ${ACT_OF_GUEST})`;
  return new Set(rows.map(({ id }) => id));
}
