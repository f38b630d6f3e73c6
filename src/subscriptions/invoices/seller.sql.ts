import type { Tx } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import type { SellerDetails } from './seller.dto';

// SQL by hand: the next number within an insert.

/** The installation has one seller; the code leaves room for more. */
export const SELLER = 'MAIN';

export const OF_CELL = `${SELLER}/`;

/**
 * The series of numbers of invoices with the name of a cell; empty: that of the cell with the directory, and of an installation without cells. Each
 * cell counts by itself, so that no number is given twice and none waits for another cell.
 */
export function seriesOf(cell: string): string {
  return cell === '' ? SELLER : `${OF_CELL}${cell}`;
}

/** The series in which this cell issues. */
export function ownSeries(): string {
  return seriesOf(settings.invoiceSeries);
}

/** The schema of its body is that of `vatRates`. */
export async function findSeller(tx: Tx): Promise<SellerDetails | null> {
  const omit = { code: true, changedAt: true } as const;
  return (await tx.prisma.seller.findUnique({ where: { code: SELLER }, omit })) as SellerDetails | null;
}

const MOST_YEARS = 100;

/** The last number of each year, newest first. */
export function listSeries(tx: Tx): Promise<{ readonly year: number; readonly lastNumber: number }[]> {
  const where = { seller: ownSeries() };
  return tx.prisma.invoiceSeries.findMany({
    where,
    omit: { seller: true },
    orderBy: { year: 'desc' },
    take: MOST_YEARS,
  });
}

/**
 * The next number of the year, or the last of so many. The row stays locked to the end of the transaction, so no number is
 * skipped.
 */
export async function takeInvoiceNumber(tx: Tx, year: number, count = 1): Promise<number> {
  const { number } = await tx.one<{ number: number }>`
    INSERT INTO invoice_series AS s (seller, year, last_number) VALUES (${ownSeries()}, ${year}, ${count})
     ON CONFLICT (seller, year) DO UPDATE SET last_number = s.last_number + excluded.last_number
     RETURNING last_number AS number`;
  return number;
}
