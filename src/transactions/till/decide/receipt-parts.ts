import type { ReceiptScope } from '../../../configuration';
import { freeClaimsOf, lockClaims, passClaims } from '../../../platform/claims/claims.sql';
import type { Statements } from '../../../platform/database/database';
import type { TillAct } from '../../ledger/act/till-act';
import { allPartDigests, CLAIM_LETTER, receiptDigests } from '../../ledger/claims/claim-digests';
import { listClaimHolders } from '../../ledger/claims/recorded-receipts.sql';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { type DividedReceipt, refuseAmount, refuseDivision } from './receipts.rules';

/**
 * Compares a part with the recorded parts of its receipt. All parts have to be divided in the same way and stay within
 * the receipt; the last part takes exactly the rest. `held`: the parts that hold the receipt, by its names.
 */
export async function fitPart(
  tx: Statements,
  { networkId, body, receipt, pointOfSaleId }: TillAct,
  held: ReadonlyMap<string, JournalRow>,
  { businessDate, scope }: { readonly businessDate: string; readonly scope: ReceiptScope },
): Promise<DividedReceipt | null> {
  const [holder] = held.values();
  const { part } = receipt;
  if (holder === undefined || part === undefined || body.kind !== 'SALE') return null;
  const other = decodeFacts(holder).part;
  if (other === null) return null;
  const named = { ...receipt, receiptNumber: receipt.number, pointOfSaleId, businessDate };
  const refused =
    refuseDivision(part, other, holder.id) ??
    refuseAmount(body.amount, part, await listClaimHolders(tx, networkId, allPartDigests(named, scope, part.of)));
  if (refused !== null) return { heldByParts: undefined, refused };
  const names = new Map([...held].map(([digest, { id }]) => [digest, id]));
  return { heldByParts: { names, first: other.first ?? holder.id }, refused: null };
}

/** Frees the receipt of an undone sale. The receipt of an undone part stays with the other parts. */
export async function releaseReceipt(
  tx: Statements,
  networkId: string,
  sale: JournalRow,
  scope: ReceiptScope,
): Promise<void> {
  const { part } = decodeFacts(sale);
  const { businessDate } = sale;
  if (part !== null && businessDate !== null) {
    const named = { ...sale, businessDate };
    const names = receiptDigests(named, scope);
    // When two parts are undone at once, the second call sees the names that the first one left.
    await lockClaims(tx, networkId, names);
    const recorded = await listClaimHolders(tx, networkId, allPartDigests(named, scope, part.of));
    const heir = recorded.findLast(({ id }) => id !== sale.id);
    if (heir !== undefined) await passClaims(tx, networkId, names, { from: sale.id, to: heir.id });
  }
  await freeClaimsOf(tx, networkId, CLAIM_LETTER.RECEIPT, sale.id);
}
