import type { Tx } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import type { SellerDetails } from './seller.dto';

/** The installation has one seller; the code leaves room for more. */
export const SELLER = 'MAIN';
const OF_CELL = `${SELLER}/`;

/**
 * The series of numbers of invoices with the name of a cell; empty: that of the cell with the directory, and of an installation without cells. Each
 * cell counts by itself, so that no number is given twice and none waits for another cell.
 */
export function seriesOf(cell: string): string {
  return cell === '' ? SELLER : `${OF_CELL}${cell}`;
}

/** The name of the cell in a series; empty: the series has none. */
export function cellOfSeries(series: string): string {
  return series.startsWith(OF_CELL) ? series.slice(OF_CELL.length) : '';
}

/** The series in which this cell issues. */
export function ownSeries(): string {
  return seriesOf(settings.isHomeCell ? '' : (settings.cell ?? ''));
}

export function findSeller(tx: Tx): Promise<SellerDetails | undefined> {
  return tx.maybe<SellerDetails>(
    `SELECT name, tax_id AS "taxId", address, account, bank, bic, kpp,
       correspondent_account AS "correspondentAccount", time_zone AS "timeZone", vat_rates AS "vatRates"
       FROM sellers WHERE code = $1`,
    [SELLER],
  );
}

const MOST_YEARS = 100;

/** The last number of each year, newest first. */
export function listSeries(tx: Tx): Promise<{ readonly year: number; readonly lastNumber: number }[]> {
  return tx.query(
    `SELECT year, last_number AS "lastNumber" FROM invoice_series WHERE seller = $1 ORDER BY year DESC LIMIT $2`,
    [ownSeries(), MOST_YEARS],
  );
}

/**
 * The next number of the year, or the last of so many. The row stays locked to the end of the transaction, so no number is
 * skipped.
 */
export async function takeInvoiceNumber(tx: Tx, year: number, count = 1): Promise<number> {
  const { number } = await tx.one<{ number: number }>(
    `INSERT INTO invoice_series AS s (seller, year, last_number) VALUES ($1, $2, $3)
     ON CONFLICT (seller, year) DO UPDATE SET last_number = s.last_number + excluded.last_number
     RETURNING last_number AS number`,
    [ownSeries(), year, count],
  );
  return number;
}
