import type { GuestPseudonyms } from '../../shadow-receipts';
import type { FileReceipt } from './receipt';

/** Whether the guest spent points on the receipt in the earlier system. */
export function spentBefore({ oldSpent }: Pick<FileReceipt, 'oldSpent'>): boolean {
  return oldSpent !== null && oldSpent > 0;
}

/** The receipt as a shadow takes it: its guest under a pseudonym, and with the points that the earlier system took. */
export function shadowReceipt(pseudonyms: GuestPseudonyms, networkId: string, receipt: FileReceipt): FileReceipt {
  return {
    ...receipt,
    guest: pseudonyms.of(networkId, receipt),
    card: null,
    phone: null,
    pointsToRedeem: spentBefore(receipt) ? receipt.oldSpent : null,
  };
}
