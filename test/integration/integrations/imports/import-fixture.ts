import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DemoNetwork } from '../../../../packages/demo/src/demo-networks';
import { DemoPlaces } from '../../../../packages/demo/src/demo-places';
import type { ImportReceipts, ImportRequest, ImportSummary } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { newId } from '../../../../src/platform/ids/ids';
import { scratchFolder } from '../../../support/scratch';

/** A network of a test's own, in pounds, with one restaurant and two tills. */
export interface TestNetwork {
  readonly id: string;
  readonly code: string;
}

export async function makeNetwork(
  app: INestApplicationContext,
  settings: DemoNetwork['network']['settings'] = {},
): Promise<TestNetwork> {
  const code = `import-${newId().slice(-12)}`;
  const { networkId } = await app.get(DemoPlaces).ensure({
    network: {
      code,
      name: 'Import',
      currency: 'GBP',
      timeZone: 'Europe/London',
      language: 'en',
      country: 'GB',
      settings,
    },
    rewards: [],
    preset: 'points-4',
    restaurants: [
      {
        code: 'shop',
        name: 'Shop',
        address: 'High Street',
        tills: [
          { code: 'till-1', name: 'Till 1' },
          { code: 'till-2', name: 'Till 2' },
        ],
      },
    ],
    staff: [{ email: `${code}@example.test`, name: 'Manager', role: 'manager' }],
  });
  return { id: networkId, code };
}

/** Imports a file into a network as the command does. */
export function importFile(
  imports: ImportReceipts,
  networkId: string,
  file: string,
  rest: Partial<ImportRequest> = {},
): Promise<ImportSummary> {
  return imports.run({
    networkId,
    file,
    mapping: 'retail-invoices',
    moveToYesterday: false,
    progress: SILENT,
    ...rest,
  });
}

export const RETAIL_HEADER = 'invoice_number,invoiced_at,customer_id,item_types,quantity,total_minor';

/** Writes a file in a folder of its own. */
export async function writeCsv(lines: readonly string[], name = 'receipts.csv'): Promise<string> {
  const path = join(scratchFolder('import'), name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

/** A history of sales and credit notes of a few customers, one a minute; the same each time. */
export function historyOf(rows: number): string[] {
  const lines = [RETAIL_HEADER];
  for (let row = 0; row < rows; row += 1) {
    const at = new Date(Date.UTC(2026, 0, 1, 9) + row * 60_000).toISOString().slice(0, 19);
    const customer = row % 5 === 0 ? '' : `c${String((row * 7) % 40)}`;
    const isCredit = row % 11 === 10;
    const amount = 100 + ((row * 37) % 900);
    lines.push(
      `${isCredit ? 'C' : ''}${String(1_000 + row)},${at},${customer},1,${isCredit ? -1 : 1},${isCredit ? -amount : amount}`,
    );
  }
  return lines;
}

/** Figures of a network's ledger that must not differ between one run of an import and many. */
export async function figuresOf(pool: Pool, networkId: string): Promise<Record<string, unknown>> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `SELECT count(*) FILTER (WHERE type = 'SALE')::int AS sales, coalesce(sum(amount) FILTER (WHERE type = 'SALE'), 0)::int AS sold,
       count(*) FILTER (WHERE type = 'REFUND')::int AS refunds, coalesce(sum(amount) FILTER (WHERE type = 'REFUND'), 0)::int AS refunded,
       coalesce(sum(points_earned) FILTER (WHERE type = 'SALE'), 0)::int AS earned,
       (SELECT coalesce(sum(available), 0)::int FROM guest_states WHERE network_id = $1) AS available,
       (SELECT coalesce(sum(receivable), 0)::int FROM guest_states WHERE network_id = $1) AS receivable,
       (SELECT count(*)::int FROM guests WHERE network_id = $1) AS guests
     FROM transactions WHERE network_id = $1`,
    [networkId],
  );
  return rows[0] ?? {};
}
