import type { SpendConfirmation } from '../../entities/transaction/transaction.api';
import { readEntry } from '../find/find.rules';
import { ungrouped } from '../../../../src/typed/marks';

/**
 * The guest's confirmation in a scanned or typed text; null: it is none yet. Six digits are the card's code, or the message's code if `sentId`
 * names a confirmation for which a code was sent.
 */
export function readConfirmation(text: string, sentId: string | null): SpendConfirmation | null {
  const entry = readEntry(ungrouped(text));
  if (entry?.kind !== 'key') return null;
  if ('qr' in entry.key) return { qr: entry.key.qr };
  if (!('code' in entry.key)) return null;
  return sentId === null ? { code: entry.key.code } : { id: sentId, oneTimeCode: entry.key.code };
}
