import type { ReceiptScope } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { partDigests, receiptDigests } from '../../ledger/claims/claim-digests';
import { decodeFacts } from '../../ledger/journal/stored-json';
import type { Finding } from './finding';

const ROWS_A_PROBE = 1_000;
const SCOPES: readonly ReceiptScope[] = ['BUSINESS_DAY', 'YEAR', 'FOREVER'];

/** A journal row with the digests that each name of its receipt has under the network's scope of that time. */
interface NamedRow {
  readonly row: JournalRow;
  readonly names: readonly (readonly string[])[];
}

/**
 * Check 5, from rows to claims: every sale that was not undone claims its receipt, and every name of a redemption's
 * receipt is claimed. A network may have changed the scope of numbers, so any scope is accepted. The scope of the row's
 * time is tried first, and the others only for the few rows without a match.
 */
export class ReceiptsCheck {
  readonly findings: Finding[] = [];
  private waiting: NamedRow[] = [];

  constructor(
    private readonly tx: Tx,
    private readonly networkId: string,
    /** The network's scope of receipt numbers at the time of a row. */
    private readonly scopeOf: (row: JournalRow) => ReceiptScope,
  ) {}

  async take(row: JournalRow): Promise<void> {
    if (row.type !== 'SALE' && row.type !== 'REDEMPTION') return;
    const names = namesOf(row, [this.scopeOf(row)]);
    if (names.length === 0) return;
    this.waiting.push({ row, names });
    if (this.waiting.length >= ROWS_A_PROBE) await this.finish();
  }

  /** Checks the claims of the rows that still wait. */
  async finish(): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    const inOtherScopes = (await this.listUnclaimed(rows)).map(({ row }) => ({ row, names: namesOf(row, SCOPES) }));
    const wrong = await this.listUnclaimed(inOtherScopes);
    if (wrong.length === 0) return;
    const exempt = await this.findExempt(wrong.map(({ row }) => row.id));
    for (const { row, holder } of wrong) {
      if (exempt.has(row.id)) continue;
      const problem = holder === undefined ? 'its receipt is not claimed' : `its receipt is claimed by ${holder}`;
      this.findings.push({ check: 5, row: 'transactions', id: row.id, problem: `${row.type}: ${problem}` });
    }
  }

  /** The rows without their claims, each with the act that holds a name of its receipt, if any. */
  private async listUnclaimed(rows: readonly NamedRow[]): Promise<(NamedRow & { readonly holder?: string })[]> {
    if (rows.length === 0) return [];
    const holders = await this.findHolders(rows.flatMap(({ names }) => names.flat()));
    return rows
      .filter((named) => !isClaimed(named, holders))
      .map(({ row, names }) => ({
        row,
        names,
        holder: names
          .flat()
          .map((digest) => holders.get(digest))
          .find((id) => id !== undefined),
      }));
  }

  private async findHolders(digests: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.tx.query<{ digest: string; holderId: string }>`
      SELECT c.digest, c.holder_id FROM unnest(${digests}::uuid[]) i(digest)
       CROSS JOIN LATERAL (SELECT * FROM claims c WHERE c.network_id = ${this.networkId} AND c.digest = i.digest LIMIT 1) c`;
    return new Map(rows.map((row) => [row.digest, row.holderId]));
  }

  /** The ids among these of undone acts, whose receipt is free again, and of sales that claimed an anonymous receipt, which holds it. */
  private async findExempt(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { networkId } = this;
    const rows = await this.tx.query<{ id: string }>`
      SELECT x.id FROM transactions x
       WHERE x.network_id = ${networkId} AND x.id = ANY (${ids}::uuid[]) AND (
         EXISTS (SELECT FROM transactions r WHERE r.network_id = ${networkId} AND r.related_id = x.id AND r.type = 'REFUND' AND r.reason_code = 'UNDO')
         OR (x.type = 'SALE' AND EXISTS (SELECT FROM transactions r WHERE r.network_id = ${networkId} AND r.id = x.related_id AND r.type = 'SALE')))`;
    return new Set(rows.map((row) => row.id));
  }
}

/** Whether each name of the receipt is claimed. The sale itself has to hold the first name, the only one in builds before 0.3. */
function isClaimed({ row, names }: NamedRow, holders: ReadonlyMap<string, string>): boolean {
  return names.every((digests, nth) =>
    digests.some((digest) => (row.type === 'SALE' && nth === 0 ? holders.get(digest) === row.id : holders.has(digest))),
  );
}

/** The digests that each name of the receipt may have, under each scope. */
function namesOf(row: JournalRow, scopes: readonly ReceiptScope[]): string[][] {
  const { businessDate } = row;
  if (businessDate === null) return [];
  const { part, ofUnknownTill } = decodeFacts(row);
  const { pointOfSaleId, externalOrderId } = row;
  const receiptNumber = ofUnknownTill ? null : row.receiptNumber;
  const named = { pointOfSaleId, receiptNumber, externalOrderId, businessDate };
  // A part of a receipt holds its own names; one of the parts holds the names of the whole receipt.
  const byScope = scopes.map((scope) => [
    ...(part === null ? [] : partDigests(named, scope, part.number)),
    ...receiptDigests(named, scope),
  ]);
  const [names = []] = byScope;
  return names.map((_, nth) => [...new Set(byScope.flatMap((digests) => digests[nth] ?? []))]);
}
