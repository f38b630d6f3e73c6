import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { type BulkTransaction, pagesOf, snapshotOfAll } from '../../platform/database/bulk-connection';
import { literal } from '../../platform/database/copy-rows';
import { csvLine } from '../../platform/http/csv';
import { Pii, type PiiKind } from '../../security';

const ROWS_AT_ONCE = 2_000;

/** A CSV file: its columns, each with a name and SQL over the aliases of `from`. Encrypted columns are read as bytes, with their kind. */
interface CsvFile {
  readonly name: string;
  readonly from: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly encrypted?: Readonly<Record<string, PiiKind>>;
}

/** Times are in UTC, amounts in minor units. Erased guests and guests merged into another are left out. */
const FILES: readonly CsvFile[] = [
  {
    name: 'guests.csv',
    from: `guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id
      WHERE g.network_id = $1 AND g.erased_at IS NULL AND g.merged_into IS NULL ORDER BY g.id`,
    columns: {
      guest_id: 'g.id',
      card_number: 'g.card_number',
      external_id: 'g.external_id',
      name: 'g.name',
      phone: 'g.phone_encrypted',
      email: 'g.email_encrypted',
      birth_date: 'g.birth_date',
      locale: 'g.locale',
      tier: 's.tier',
      registered_at: 'g.created_at',
    },
    encrypted: { phone: 'phone', email: 'email' },
  },
  {
    name: 'balances.csv',
    from: 'guest_states s WHERE s.network_id = $1 ORDER BY s.guest_id',
    columns: {
      guest_id: 's.guest_id',
      available: 's.available',
      pending: 's.pending',
      held: 's.held',
      in_review: 's.in_review',
      receivable: 's.receivable',
      spend: 's.spend',
      visits: 's.visits',
    },
  },
  {
    name: 'lots.csv',
    from: 'lots l WHERE l.network_id = $1 ORDER BY l.guest_id, l.expires_at, l.lot_id',
    columns: {
      guest_id: 'l.guest_id',
      remaining: 'l.remaining',
      held: 'l.held',
      activates_at: 'l.activates_at',
      expires_at: 'l.expires_at',
    },
  },
  {
    name: 'transactions.csv',
    from: `transactions t LEFT JOIN restaurants r ON r.network_id = t.network_id AND r.id = t.restaurant_id
      WHERE t.network_id = $1 ORDER BY t.id`,
    columns: {
      transaction_id: 't.id',
      type: 't.type',
      guest_id: 't.guest_id',
      restaurant: 'r.code',
      occurred_at: 't.occurred_at',
      business_date: 't.business_date',
      receipt_number: 't.receipt_number',
      amount: 't.amount',
      discount: 't.discount',
      payable: 't.payable',
      points_earned: 't.points_earned',
      points_redeemed: 't.points_redeemed',
      related_id: 't.related_id',
      reason_code: 't.reason_code',
    },
  },
];

/** Exports guests, balances, lots and transactions of a network at one moment as CSV, for a network that moves to another product. */
@Injectable()
export class NetworkCsv {
  constructor(private readonly pii: Pii) {}

  /**
   * @param folder the folder to make; it must not exist
   * @param url the connection whose role reads all rows
   * @returns the number of rows by file name
   */
  async write(networkId: string, folder: string, url: string): Promise<Record<string, number>> {
    await mkdir(folder, { mode: 0o700 });
    return snapshotOfAll(url, async (tx) => {
      const rows: Record<string, number> = {};
      for (const file of FILES) rows[file.name] = await this.writeFile(tx, networkId, folder, file);
      return rows;
    });
  }

  private async writeFile(tx: BulkTransaction, networkId: string, folder: string, file: CsvFile): Promise<number> {
    const { name, from, columns, encrypted = {} } = file;
    const names = Object.keys(columns);
    const selected = names.map((column) => `${columns[column] ?? ''}::text AS "${column}"`);
    const stream = createWriteStream(path.join(folder, name), { mode: 0o600 });
    stream.write(csvLine(names));
    let written = 0;
    const select = `SELECT ${selected.join(', ')} FROM ${from.replaceAll('$1', literal(networkId))}`;
    for await (const rows of pagesOf<Record<string, string | null>>(tx, select, ROWS_AT_ONCE)) {
      const cellOf = (row: Record<string, string | null>, column: string): string | null => {
        const [cell, kind] = [row[column] ?? null, encrypted[column]];
        if (cell === null || kind === undefined) return cell;
        return this.pii.decrypt(networkId, kind, Buffer.from(cell.slice(2), 'hex'));
      };
      const lines = rows.map((row) => csvLine(names.map((column) => cellOf(row, column))));
      written += rows.length;
      if (!stream.write(lines.join(''))) await once(stream, 'drain');
    }
    stream.end();
    await once(stream, 'finish');
    return written;
  }
}
