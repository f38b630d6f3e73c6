import { csvLine } from '../../../platform/http/csv';
import { decimalOf } from '../../../platform/http/decimal-money.rules';
import type { PartyId, SettlementSums } from './settlement.rules';

interface SettlementFrame {
  readonly month: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  /** The first instant after the month, RFC 3339. */
  readonly until: string;
  /** The worth of a point by which the month was closed, in millionths of a minor unit. */
  readonly pointValue: number;
  readonly programVersion: number | null;
}

/** The document of a settled month, as stored. */
interface SettlementDocument extends SettlementFrame, SettlementSums {}

/** The only text form of a settlement: members in this order, money in minor units. */
export function settlementDocument(frame: SettlementFrame, { parties, pairs, totals }: SettlementSums): string {
  const { month, currency, currencyDigits, timeZone, until, pointValue, programVersion } = frame;
  return JSON.stringify({
    month,
    currency,
    currencyDigits,
    timeZone,
    until,
    pointValue,
    programVersion,
    parties,
    pairs,
    totals,
  } satisfies SettlementDocument);
}

export function parseSettlement(document: string): SettlementDocument {
  return JSON.parse(document) as SettlementDocument;
}

/** The pairs as a table (RFC 4180), one line per pair. The network itself has neither code nor name. */
export function settlementCsv(document: string): string {
  const { month, currency, currencyDigits, parties, pairs } = parseSettlement(document);
  const partyOf = new Map(parties.map((party) => [party.id, party]));
  const nameOf = (id: PartyId) => [partyOf.get(id)?.code ?? null, partyOf.get(id)?.name ?? null];
  const rows = pairs.map(({ issuerId, takerId, points, money, receipts }) => [
    month,
    ...nameOf(issuerId),
    ...nameOf(takerId),
    points,
    decimalOf(money, currencyDigits),
    currency,
    receipts,
  ]);
  return [HEADER, ...rows].map((row) => csvLine(row)).join('');
}

const HEADER = [
  'month',
  'issuer',
  'issuer_name',
  'taker',
  'taker_name',
  'points',
  'amount',
  'currency',
  'receipts',
] as const;
