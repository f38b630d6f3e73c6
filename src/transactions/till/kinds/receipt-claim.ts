import type { ConfigurationSnapshot } from '../../../configuration';
import type { TillAct } from '../../ledger/act/till-act';
import { partDigests, receiptDigest, receiptDigests } from '../../ledger/claims/claim-digests';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import { decodeFacts, type StoredPart } from '../../ledger/journal/stored-json';
import type { ClaimWrite } from '../../ledger/write/till-rows';
import type { PreparedAct } from './built-act';

/** The claims on the names of an act's receipt. `holderOf` takes a name's holder so far and returns its holder from now on. */
export function receiptClaims(
  { act, heldNames, heldByParts }: PreparedAct,
  row: JournalRow,
  snapshot: ConfigurationSnapshot,
  holderOf: (before: string | null) => string,
): readonly ClaimWrite[] {
  const businessDate = row.businessDate ?? '';
  const names = receiptDigestsOf(act, businessDate, snapshot).map((digest): ClaimWrite => {
    const expected = heldNames?.get(digest) ?? heldByParts?.names.get(digest) ?? null;
    return { kind: 'RECEIPT', digest, holder: holderOf(expected), expected };
  });
  // The part recorded last holds the whole receipt, so two concurrent parts cannot both count the same sum.
  const parts = partDigestsOf(act, businessDate, snapshot).map((digest): ClaimWrite => {
    return { kind: 'RECEIPT', digest, holder: row.id, expected: null };
  });
  return [...names, ...parts];
}

/** The names of the part that the act is. Empty: the act is no part of a receipt. */
export function partDigestsOf(
  act: TillAct,
  businessDate: string,
  { profile }: ConfigurationSnapshot,
): readonly string[] {
  const { number: receiptNumber, externalOrderId, part } = act.receipt;
  if (part === undefined) return NO_NAMES;
  const named = { pointOfSaleId: act.pointOfSaleId, receiptNumber, externalOrderId, businessDate };
  return partDigests(named, profile.settings.receiptScope, part.number);
}

/** The part to store with a sale's row. A claim takes over the part of the receipt that it claims. */
export function storedPartOf({ act: { body, receipt }, related, heldByParts }: PreparedAct): StoredPart | null {
  if (body.kind === 'CLAIM') {
    const claimed = related === null ? null : decodeFacts(related.row).part;
    return claimed === null ? null : { ...claimed, first: claimed.first ?? related?.row.id ?? '' };
  }
  if (body.kind !== 'SALE' || receipt.part === undefined) return null;
  return heldByParts === undefined ? receipt.part : { ...receipt.part, first: heldByParts.first };
}

/** The names of the act's receipt. Empty: the act names no receipt. */
export function receiptDigestsOf(
  act: TillAct,
  businessDate: string,
  { profile }: ConfigurationSnapshot,
): readonly string[] {
  const { number, externalOrderId, isOfUnknownTill } = act.receipt;
  const receiptNumber = isOfUnknownTill === true ? null : number;
  if (receiptNumber === null && externalOrderId === null) return NO_NAMES;
  const named = { pointOfSaleId: act.pointOfSaleId, receiptNumber, externalOrderId, businessDate };
  return receiptDigests(named, profile.settings.receiptScope);
}

const NO_NAMES: readonly string[] = [];

/**
 * The ids of redemptions that an act joins under another than its first name. A replay finds the others by the first
 * name, so only these are stored with the act. Null: none.
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
