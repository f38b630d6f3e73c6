import type { ReceiptScope } from '../../../configuration';
import { freeClaimsOf, lockClaims, passClaims } from '../../../platform/claims/claims.sql';
import type { Statements } from '../../../platform/database/database';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import type { TillAct } from '../../ledger/act/till-act';
import { allPartDigests, CLAIM_LETTER, receiptDigests } from '../../ledger/claims/claim-digests';
import { listClaimHolders } from '../../ledger/claims/recorded-receipts.sql';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeFacts } from '../../ledger/journal/stored-json';
import type { HeldByParts } from '../kinds/built-act';

/** How a part fits the recorded parts of its receipt: refused, or with the names that it takes over. */
export type DividedReceipt =
  | { readonly heldByParts: HeldByParts; readonly refused: null }
  | { readonly heldByParts: undefined; readonly refused: Refusing };

/** Whether the act is a part of a receipt that another part's row holds. */
export function isBesidePart({ body, receipt }: TillAct, holder: JournalRow): boolean {
  return body.kind === 'SALE' && receipt.part !== undefined && decodeFacts(holder).part !== null;
}

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
  if (other.of !== part.of || other.receiptAmount !== part.receiptAmount) {
    const { of, receiptAmount } = other;
    return refusal('receipt_divided_otherwise', { of, receiptAmount, transactionId: holder.id });
  }
  const named = { ...receipt, receiptNumber: receipt.number, pointOfSaleId, businessDate };
  const recorded = await listClaimHolders(tx, networkId, allPartDigests(named, scope, part.of));
  const left = recorded.reduce((rest, { amount }) => rest - amount, part.receiptAmount);
  const isLast = recorded.length === part.of - 1;
  if (body.amount > left || (isLast && body.amount !== left)) return refusal('receipt_parts_mismatch', { left });
  const names = new Map([...held].map(([digest, { id }]) => [digest, id]));
  return { heldByParts: { names, first: other.first ?? holder.id }, refused: null };
}

function refusal(code: 'receipt_divided_otherwise' | 'receipt_parts_mismatch', data: Refusing['data']): DividedReceipt {
  return { heldByParts: undefined, refused: refusing(code, data) };
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
