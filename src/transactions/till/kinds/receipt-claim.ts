import type { ConfigurationSnapshot } from '../../../configuration';
import type { TillAct } from '../../ledger/act/till-act';
import { receiptDigest, receiptDigests } from '../../ledger/claims/claim-digests';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import type { ClaimWrite } from '../../ledger/write/till-statements';
import type { PreparedAct } from '../decide/built-act';

/** The claims of the names of an act's receipt; `holderOf` says who holds each from now on, given who held it before. */
export function receiptClaims(
  { act, heldNames }: PreparedAct,
  row: JournalRow,
  snapshot: ConfigurationSnapshot,
  holderOf: (before: string | null) => string,
): readonly ClaimWrite[] {
  return receiptDigestsOf(act, row.businessDate ?? '', snapshot).map((digest) => {
    const expected = heldNames?.get(digest) ?? null;
    return { kind: 'RECEIPT', digest, holder: holderOf(expected), expected };
  });
}

/** The names of the act's receipt; none where it names no receipt. */
export function receiptDigestsOf(
  act: TillAct,
  businessDate: string,
  { profile }: ConfigurationSnapshot,
): readonly string[] {
  const { number: receiptNumber, externalOrderId } = act.receipt;
  if (receiptNumber === null && externalOrderId === null) return NO_NAMES;
  const named = { pointOfSaleId: act.pointOfSaleId, receiptNumber, externalOrderId, businessDate };
  return receiptDigests(named, profile.settings.receiptScope);
}

const NO_NAMES: readonly string[] = [];

/**
 * The redemptions that an act joins by another name than its first. A replay finds the others by the first name; these
 * stand beside the act. Null: none.
 */
export function joinedByOtherName(
  { act, receiptHolders }: PreparedAct,
  businessDate: string,
  snapshot: ConfigurationSnapshot,
): readonly string[] | null {
  if (receiptHolders.length === 0) return null;
  const [first] = receiptDigestsOf(act, businessDate, snapshot);
  const { receiptScope } = snapshot.profile.settings;
  const others = receiptHolders.filter(
    ({ row }) => receiptDigest({ ...row, businessDate: row.businessDate ?? '' }, receiptScope) !== first,
  );
  return others.length === 0 ? null : others.map(({ row }) => row.id);
}
