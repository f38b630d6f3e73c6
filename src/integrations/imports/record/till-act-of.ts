import { createHash } from 'node:crypto';
import { minorUnits } from '../../../decision';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { saleAttributesOf, type SaleLine, type TillAct } from '../../../transactions';
import type { PlannedAct, PlannedRepayment, PlannedSale } from '../receipts/planned-act';
import type { FileReceipt, ReceiptLine } from '../receipts/receipt';
import { DAY_MS } from '../rows/local-time.rules';
import type { Zone } from '../rows/zone';
import type { ImportPlan, PlannedPlace } from './import-plan';

/** Everything needed to turn planned acts into acts of the till. */
export interface ActTerms {
  readonly networkId: string;
  readonly importId: string;
  /** The id of the transaction for the act at a position. */
  readonly idOf: (position: number) => string;
  readonly plan: Pick<ImportPlan, 'dayShift' | 'pointsOfSale'>;
  readonly zone: Zone;
  /** The guest of a receipt; null: it is anonymous. */
  readonly guestIdOf: (receipt: FileReceipt) => string | null;
  /** The transaction of a sale, if it is not the one of this import. */
  readonly recordedAs: (sale: PlannedSale) => string | undefined;
}

const SYSTEM = { kind: 'system', id: null } as const;
const NO_CLAIMS: TillAct['claims'] = [];

/** The act for the till, with an id that is the same in every run over the file. */
export function tillActOf(act: PlannedAct, terms: ActTerms): TillAct {
  return act.kind === 'SALE' ? saleAct(act, terms) : refundAct(act, terms);
}

/** The till of a receipt: the one that the file names, else one chosen by the receipt's number. */
export function placeOf(sale: Pick<PlannedSale, 'receipt'>, places: readonly PlannedPlace[]): PlannedPlace {
  const { pointOfSale, number } = sale.receipt;
  const place =
    pointOfSale === null ? places[turnOf(number) % places.length] : places.find(({ code }) => code === pointOfSale);
  if (place === undefined) throw new Error('a receipt without a place was planned');
  return place;
}

/** The instant of a clock time in the file, after moving it by the plan's days. */
export function instantOf(receipt: PlannedSale['receipt'], terms: Pick<ActTerms, 'plan' | 'zone'>): number {
  const { dayShift } = terms.plan;
  return dayShift === 0 ? receipt.instant : terms.zone.instantOf(receipt.clock + dayShift * DAY_MS);
}

/** One literal each: V8 turns an object that is spread and then extended into a dictionary, which is slow. */
function saleAct(sale: PlannedSale, terms: ActTerms): TillAct {
  const { receipt } = sale;
  const place = placeOf(sale, terms.plan.pointsOfSale);
  return {
    id: terms.idOf(sale.position),
    networkId: terms.networkId,
    actor: SYSTEM,
    channel: 'IMPORT',
    requestId: terms.importId,
    shiftId: null,
    deviceTime: null,
    networkLimit: null,
    claims: NO_CLAIMS,
    guestId: terms.guestIdOf(receipt),
    body: {
      kind: 'SALE',
      amount: receipt.amount,
      lines: receipt.items?.map(saleLineOf) ?? null,
      pointsToRedeem: receipt.pointsToRedeem,
      holdId: null,
      attributes: saleAttributesOf(receipt),
      rewards: null,
    },
    // The claim of the receipt prevents repetition; a key would only cost another row.
    key: null,
    restaurantId: place.restaurantId,
    pointOfSaleId: place.id,
    receipt: { number: receipt.number, externalOrderId: null, businessDate: null },
    occurredAt: instantOf(receipt, terms),
  };
}

function refundAct(repayment: PlannedRepayment, terms: ActTerms): TillAct {
  const { creditNote, sale, amount } = repayment;
  const place = placeOf(sale, terms.plan.pointsOfSale);
  const saleId = terms.recordedAs(sale) ?? terms.idOf(sale.position);
  const identity = ['import', 'credit-note', creditNote.number, saleId] as const;
  return {
    id: terms.idOf(repayment.position),
    networkId: terms.networkId,
    actor: SYSTEM,
    channel: 'IMPORT',
    requestId: terms.importId,
    shiftId: null,
    deviceTime: null,
    networkLimit: null,
    claims: NO_CLAIMS,
    guestId: terms.guestIdOf(sale.receipt),
    body: {
      kind: 'REFUND',
      saleId,
      reason: 'CREDIT_NOTE',
      comment: null,
      what: { kind: 'AMOUNT', amount },
      undo: false,
    },
    key: {
      digest: claimDigest('KEY', ...identity),
      requestHash: createHash('sha256')
        .update(JSON.stringify([...identity, amount]))
        .digest('hex'),
    },
    restaurantId: place.restaurantId,
    pointOfSaleId: place.id,
    receipt: { number: creditNote.number, externalOrderId: null, businessDate: null },
    occurredAt: instantOf(creditNote, terms),
  };
}

/** A line in the form of the till. */
export function saleLineOf(line: ReceiptLine): SaleLine {
  return {
    sku: line.sku,
    name: line.name,
    category: line.category,
    quantityMilli: line.quantity,
    unitPrice: line.unitPrice ?? Math.round((line.total * 1_000) / line.quantity),
    total: minorUnits(line.total),
  };
}

/** Numbers of digits go to the tills in turn; other numbers are spread by their characters. */
function turnOf(number: string): number {
  if (/^\d{1,15}$/.test(number)) return Number(number);
  let hash = 0;
  for (let index = 0; index < number.length; index += 1) hash = (Math.imul(hash, 31) + number.charCodeAt(index)) >>> 0;
  return hash;
}
