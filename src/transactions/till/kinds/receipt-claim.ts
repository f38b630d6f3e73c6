import type { ConfigurationSnapshot } from '../../../configuration';
import type { TillAct } from '../../ledger/act/till-act';
import { receiptDigest } from '../../ledger/claims/claim-digests';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import type { ClaimWrite } from '../../ledger/write/till-statements';
import type { PreparedAct } from '../decide/built-act';

const NO_CLAIMS: readonly ClaimWrite[] = [];

/** The claim of the receipt of an act; `holderId` holds it from now on. */
export function receiptClaims(
  { act, receiptHolder }: PreparedAct,
  row: JournalRow,
  snapshot: ConfigurationSnapshot,
  holderId: string,
): readonly ClaimWrite[] {
  const digest = receiptDigestOf(act, row.businessDate ?? '', snapshot);
  if (digest === null) return NO_CLAIMS;
  return [{ kind: 'RECEIPT', digest, holder: holderId, expected: receiptHolder?.row.id ?? null }];
}

/** The claim of the act's receipt, or null when it names none. */
export function receiptDigestOf(act: TillAct, businessDate: string, snapshot: ConfigurationSnapshot): string | null {
  return receiptDigest(
    {
      pointOfSaleId: act.pointOfSaleId,
      receiptNumber: act.receipt.number,
      externalOrderId: act.receipt.externalOrderId,
      businessDate,
    },
    snapshot.profile.settings.receiptScope,
  );
}
