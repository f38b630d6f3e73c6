import { invariant } from '../../../decision';
import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { findClaimHolder, insertClaim } from '../../../platform/claims/claims.sql';
import { storeUnderKey } from '../../../platform/claims/stored-responses.sql';
import type { Statements } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { CLAIM_LETTER } from '../../ledger/claims/claim-digests';
import { LostRace } from '../../ledger/write/attempts';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { findHeir } from '../../ledger/read/lineage.sql';
import { kindOf } from '../kinds/kinds';
import { partDigestsOf, receiptDigestsOf } from '../kinds/receipt-claim';
import { type DividedReceipt, isBesidePart, judgeReceiptHolder, type ReceiptHolder } from './receipts.rules';
import { fitPart } from './receipt-parts';
import type { ActCall, Locks, ActPart } from '../participants/participant';
import type { TillAct } from '../../ledger/act/till-act';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** The transaction that holds one name of an act's receipt; null when the name is free. */
interface HeldName {
  readonly digest: string;
  readonly by: ReceiptHolder | null;
}

/** The names of an act's receipt, and how a part fits the other parts. Null: the receipt is not divided. */
interface FoundNames {
  readonly names: readonly HeldName[];
  readonly divided: DividedReceipt | null;
}

/** Finds the act that already holds the receipt of an act, under either name of the receipt. */
@Injectable()
export class ReceiptHolders {
  static readonly locks = { read: ['claims'] } satisfies Locks;

  begin(call: ActCall): ActPart {
    const { tx, act, locked } = call;
    return {
      read: async (reading) => {
        const { names, divided } = await findNames(call);
        const seen = names.find(({ by }) => by?.seen)?.by?.seen ?? null;
        // If the part itself is recorded already, that matters more than the sum of all parts.
        const refused =
          names.find(({ by }) => by?.refused)?.by?.refused ?? (seen === null ? (divided?.refused ?? null) : null);
        if (locked === null || seen === null || refused !== null) {
          const heldByParts = divided?.heldByParts;
          return { ...reading, heldNames: joinedBy(names), heldByParts, refused: reading.refused ?? refused };
        }
        const free = names.filter(({ by }) => by === null).map(({ digest }) => digest);
        if (await appendSighting(tx, act, seen, free))
          return { kind: 'POSTED', row: seen, redeemable: null, replayed: false };
        throw new LostRace('claim');
      },
    };
  }
}

/** The digests of the names of an act's receipt, and of its part of the receipt. Both are empty for an act that bears no receipt. `now` in milliseconds. */
export function receiptNamesOf(
  act: TillAct,
  snapshot: ConfigurationSnapshot,
  now: number,
): { readonly businessDate: string; readonly whole: readonly string[]; readonly part: readonly string[] } {
  const day = calendarOfNetwork(snapshot).businessDay(act.occurredAt ?? now);
  const businessDate = act.receipt.businessDate ?? isoDateOf(day);
  if (kindOf(act.body).bearsReceipt !== true) return { businessDate, whole: [], part: [] };
  return {
    businessDate,
    whole: receiptDigestsOf(act, businessDate, snapshot),
    part: partDigestsOf(act, businessDate, snapshot),
  };
}

async function findNames(call: ActCall): Promise<FoundNames> {
  const { tx, act, snapshot, now } = call;
  const { businessDate, whole, part } = receiptNamesOf(act, snapshot, now);
  const names: HeldName[] = [];
  const ofParts = new Map<string, JournalRow>();
  for (const digest of whole) {
    const holder = await findHolder(call, digest);
    if (holder !== null && isBesidePart(act, holder)) ofParts.set(digest, holder);
    else names.push({ digest, by: holder === null ? null : await judge(call, holder) });
  }
  for (const digest of part) {
    const holder = await findHolder(call, digest);
    names.push({ digest, by: holder === null ? null : await judge(call, holder) });
  }
  const { receiptScope } = snapshot.profile.settings;
  return { names, divided: await fitPart(tx, act, ofParts, { businessDate, scope: receiptScope }) };
}

async function findHolder({ tx, act: { networkId }, locked }: ActCall, digest: string): Promise<JournalRow | null> {
  const holderId = locked === null ? await findClaimHolder(tx, networkId, digest) : locked.holders.get(digest);
  if (holderId == null) return null;
  const holder = locked?.related.get(holderId)?.row ?? (await findJournalRows(tx, networkId, [holderId]))[0];
  invariant(holder !== undefined, `the claim of a receipt points to its row: ${holderId}`);
  return holder;
}

async function judge({ tx, act, now }: ActCall, holder: JournalRow): Promise<ReceiptHolder> {
  const isOther = holder.guestId !== null && act.guestId !== null && holder.guestId !== act.guestId;
  const isHeir = isOther && (await findHeir(tx, act.networkId, holder.guestId)) === act.guestId;
  return judgeReceiptHolder(act, holder, act.occurredAt ?? now, isHeir);
}

function joinedBy(names: readonly HeldName[]): ReadonlyMap<string, string> {
  return new Map(names.flatMap(({ digest, by }) => (by?.holderId ? [[digest, by.holderId]] : [])));
}

/**
 * Marks a sale as seen through another channel: writes an event, the other channel's names of the receipt, and the
 * act's key, which answers with the sale from now on. Returns false when another act already has the key.
 */
async function appendSighting(
  tx: Statements,
  act: TillAct,
  sale: JournalRow,
  names: readonly string[],
): Promise<boolean> {
  const { networkId, key } = act;
  const before = names.filter((digest) => key !== null && digest < key.digest);
  await claimNames(tx, networkId, sale.id, before);
  if (key !== null) {
    const response = { id: newId(), status: 201, data: { seen: sale.id } };
    if (!(await storeUnderKey(tx, networkId, key, response))) return false;
  }
  await claimNames(
    tx,
    networkId,
    sale.id,
    names.filter((digest) => !before.includes(digest)),
  );
  await tx.query`
    INSERT INTO events (network_id, epoch, id, type, subject_id, guest_id, guest_version)
    VALUES (${networkId}, epoch_of(${networkId}), ${newId()}, 'sale.seen', ${sale.id}, ${sale.guestId}, ${sale.guestVersion})`;
  return true;
}

/** Claims in the order of the digests, like all claims. @throws LostRace when another act has just taken one */
async function claimNames(
  tx: Statements,
  networkId: string,
  holderId: string,
  names: readonly string[],
): Promise<void> {
  for (const digest of [...names].sort()) {
    if (!(await insertClaim(tx, networkId, { digest, kind: CLAIM_LETTER.RECEIPT, holderId })))
      throw new LostRace('claim');
  }
}
