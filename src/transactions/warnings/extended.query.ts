import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../ledger/journal-row';
import { decodeTrace } from '../ledger/stored-json';
import type { ExtendedAnswer } from './extended.dto';
import { isoDateOf } from '../../platform/clock/calendar';

/** Points that lived on because their warning was not delivered, and those that in the end expired so. */
@Injectable()
export class ExtendedQuery {
  constructor(private readonly database: Database) {}

  /** Newest first, before a row; read from the journal by its own small index. */
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
    return rows.map(answerOf);
  }
}

function answerOf(row: JournalRow): ExtendedAnswer {
  const trace = decodeTrace(row).filter(({ effect }) => effect === 'EXTEND' || effect === 'EXPIRE');
  const numberIn = (name: string) =>
    trace.map((entry) => entry.arguments[name]).find((value) => typeof value === 'number');
  const untilDay = numberIn('untilDay');
  return {
    id: row.id,
    outcome: row.type === 'EXTENSION' ? 'EXTENDED' : 'EXPIRED_UNWARNED',
    guestId: row.guestId ?? '',
    points: trace.reduce((sum, entry) => sum + entry.amount, 0),
    extension: numberIn('extension') ?? null,
    lastDay: untilDay === undefined ? null : isoDateOf(untilDay),
    occurredAt: new Date(row.occurredAt).toISOString(),
  };
}
