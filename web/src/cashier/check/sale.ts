import { answerOf, api } from '../../shared/api/client';
import type { KeyedAct } from '../../shared/api/act-key';
import type { ReceiptBody, SaleBody, Transaction } from '../../shared/api/types';

/** What the primary button asks for: a sale of a guest, or a receipt of nobody. */
export type Sale =
  { readonly guestId: string; readonly body: SaleBody } | { readonly guestId: null; readonly body: ReceiptBody };

export async function sendSale({ key, body: sale }: KeyedAct<Sale>): Promise<Transaction> {
  const header = { 'Idempotency-Key': key };
  if (sale.guestId === null) return answerOf(api.POST('/api/receipts', { params: { header }, body: sale.body }));
  const path = { id: sale.guestId };
  const answer = await answerOf(api.POST('/api/guest/{id}/transaction', { params: { path, header }, body: sale.body }));
  if (answer.status === 'AWAITING_APPROVAL') throw new Error('only manual acts and refunds wait for an approval');
  return answer;
}
