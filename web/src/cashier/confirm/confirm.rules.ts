import type { SpendConfirmation } from '../../entities/transaction/transaction.api';
import { readEntry } from '../find/find.rules';

/**
 * The guest's word in what was scanned or typed; null while it is none. Six digits are those of the card, unless a code
 * was sent: then `sentId` names what the guest was asked.
 */
export function readConfirmation(text: string, sentId: string | null): SpendConfirmation | null {
  const entry = readEntry(text.replace(/[\s-]/g, ''));
  if (entry?.kind !== 'key') return null;
  if ('qr' in entry.key) return { qr: entry.key.qr };
  if (!('code' in entry.key)) return null;
  return sentId === null ? { code: entry.key.code } : { id: sentId, oneTimeCode: entry.key.code };
}
