import type { Tx } from '../../platform/database/database';
import type { SellerDetails } from './seller.dto';

/** The installation has one seller; the code leaves room for more. */
export const SELLER = 'MAIN';

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
    [SELLER, MOST_YEARS],
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
    [SELLER, year, count],
  );
  return number;
}
