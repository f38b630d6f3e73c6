import { Injectable } from '@nestjs/common';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';
import { decodeTrace } from '../../ledger/journal/stored-json';
import { LedgerBalances } from '../../till/balances/ledger-balances';
import type { ExtendedAnswer, GuestWarningAnswer } from './extended.dto';

/** Points that were extended because their warning was not delivered, and points that expired even so after the last extension. */
@Injectable()
export class ExtendedQuery {
  constructor(
    private readonly database: Database,
    private readonly balances: LedgerBalances,
  ) {}

  /** Newest first, before a row. A partial index of the journal serves this list. */
  async list(networkId: string, before: string | null, limit: number): Promise<ExtendedAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.query<JournalRow>(
        `SELECT ${JOURNAL_COLUMNS} FROM transactions t
          WHERE t.network_id = $1 AND ($2::uuid IS NULL OR t.id < $2)
            AND (t.type = 'EXTENSION' OR (t.type = 'EXPIRY' AND t.reason_code = 'UNWARNED'))
          ORDER BY t.id DESC LIMIT $3`,
        [networkId, before, limit],
      ),
    );
    return rows.map((row) => ({
      ...toldOf(row),
      outcome: row.type === 'EXTENSION' ? 'EXTENDED' : 'EXPIRED_UNWARNED',
      guestId: row.guestId ?? '',
    }));
  }

  /** The list for one guest, with the warnings that arrived. Throws `guest_not_found`. */
  async listOfGuest(
    networkId: string,
    guestId: string,
    before: string | null,
    limit: number,
  ): Promise<GuestWarningAnswer[]> {
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      const known = await this.balances.listStatuses(tx, networkId, [guestId]);
      if (!known.has(guestId)) throw new ProblemError('guest_not_found');
      return tx.query<JournalRow>(
        `SELECT ${JOURNAL_COLUMNS} FROM transactions t
          WHERE t.network_id = $1 AND t.guest_id = $2 AND ($3::uuid IS NULL OR t.id < $3)
            AND (t.type IN ('WARNING', 'EXTENSION') OR (t.type = 'EXPIRY' AND t.reason_code = 'UNWARNED'))
          ORDER BY t.id DESC LIMIT $4`,
        [networkId, guestId, before, limit],
      );
    });
    return rows.map((row) => ({ ...toldOf(row), outcome: OUTCOMES[row.type] ?? 'EXPIRED_UNWARNED' }));
  }
}

const OUTCOMES: Readonly<Partial<Record<JournalRow['type'], GuestWarningAnswer['outcome']>>> = {
  WARNING: 'WARNED',
  EXTENSION: 'EXTENDED',
};

const TOLD: readonly string[] = ['WARN', 'EXTEND', 'EXPIRE'];

/** The points that a row extends, and the last day on which they can be spent. */
function toldOf(row: JournalRow): Omit<ExtendedAnswer, 'outcome' | 'guestId'> {
  const trace = decodeTrace(row).filter(({ effect }) => TOLD.includes(effect));
  const numberIn = (name: string) =>
    trace.map((entry) => entry.arguments[name]).find((value) => typeof value === 'number');
  const untilDay = numberIn('untilDay');
  return {
    id: row.id,
    points: trace.reduce((sum, entry) => sum + entry.amount, 0),
    extension: numberIn('extension') ?? null,
    lastDay: untilDay === undefined ? null : isoDateOf(untilDay),
    occurredAt: new Date(row.occurredAt).toISOString(),
  };
}
