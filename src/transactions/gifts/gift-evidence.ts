import type { ConfigurationSnapshot } from '../../configuration';
import { isoDateOf } from '../../platform/clock/calendar';
import type { Tx } from '../../platform/database/database';
import type { Principal } from '../../security';
import { calendarOfNetwork } from '../ledger/act/network-calendar';
import { receiptDigest } from '../ledger/claims/claim-digests';
import type { GiftKind } from './gift-act.rules';
import * as sql from './gift-cards.sql';

/** The things outside of gift cards that may account for money on a card: its till with the receipt, and the refund of the receipt. */
export interface GiftEvidence {
  readonly pointOfSaleId: string | null;
  readonly receiptNumber: string | null;
  /** The refund, in the ledger of points, of the receipt that the card paid. */
  readonly receiptRefundId: string | null;
}

/** Money that somebody wants to put on a card. `now` in milliseconds since 1970. */
export interface GiftLoad {
  readonly principal: Principal;
  readonly kind: GiftKind;
  readonly amount: number;
  readonly evidence: GiftEvidence;
  readonly now: number;
}

/** Whether a person puts money on a card that nothing outside of gift cards accounts for, so that it counts in what one person gives alone. */
export async function isLoadOfPerson(tx: Tx, snapshot: ConfigurationSnapshot, load: GiftLoad): Promise<boolean> {
  const { principal, kind, evidence } = load;
  if (principal.kind !== 'user') return false;
  if (kind === 'REFUNDED') return evidence.receiptRefundId === null;
  return (kind === 'SOLD' || kind === 'TOPPED_UP') && !(await isOnReceipt(tx, snapshot, load));
}

/**
 * Whether a till system brought the receipt that the load names, yesterday or today in the restaurant, and all loads that name it are
 * together no more than it. A till system that the person connected is no other witness. Loads that name one receipt wait for each other.
 */
async function isOnReceipt(
  tx: Tx,
  snapshot: ConfigurationSnapshot,
  { principal, amount, evidence: { pointOfSaleId, receiptNumber }, now }: GiftLoad,
): Promise<boolean> {
  const restaurantId = pointOfSaleId === null ? undefined : snapshot.place(pointOfSaleId)?.restaurantId;
  if (receiptNumber === null || restaurantId === undefined) return false;
  const { id: networkId, settings } = snapshot.profile;
  const today = calendarOfNetwork(snapshot).businessDay(now);
  const tills = [...snapshot.pointOfSaleIds].filter((id) => snapshot.place(id)?.restaurantId === restaurantId);
  // A till's date may be a day ahead of the network's.
  const digests = [-1, 0, 1].flatMap((ahead) =>
    tills.map((till) => {
      const receipt = {
        pointOfSaleId: till,
        receiptNumber,
        externalOrderId: null,
        businessDate: isoDateOf(today + ahead),
      };
      return receiptDigest(receipt, settings.receiptScope) ?? '';
    }),
  );
  const named = { restaurantId, receiptNumber, digests, from: isoDateOf(today - 1) };
  const receipt = await sql.lockAndReadReceipt(tx, networkId, named);
  if (receipt === undefined || amount > receipt.left) return false;
  const { deciders } = snapshot;
  const { actorId, connectedBy } = receipt;
  const connected = connectedBy === null ? undefined : deciders.of({ name: `KEY ${actorId}`, decidedBy: connectedBy });
  if (connected === undefined) return true;
  const people = deciders.chargedWith(principal.id);
  return !deciders.chargedWith(connected.person).some((person) => people.includes(person));
}
