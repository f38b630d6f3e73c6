import { z } from 'zod';
import { openListOf, openObjectOf, pageFields, pageOf, uuid } from '../../../platform/http/schemas';
import { monthSchema } from '../liability/period.dto';

const points = z.int();
const money = z.int();
const month = monthSchema.describe('The month (`YYYY-MM`)');
const partyId = z.uuid().nullable();

const totals = openObjectOf('Sums over all pairs', {
  points: points.describe('Points that one issued and another one took'),
  money: money.describe('Their worth in minor units'),
  net: money.describe('Sum of the nets of all parties in minor units: 0'),
});

export const settlementSchema = z
  .object({
    month,
    currency: z.string().describe('Currency of all amounts, ISO 4217'),
    currencyDigits: z
      .int()
      .describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
    timeZone: z.string().describe('Time zone of the network, IANA'),
    until: z.iso.datetime().describe('First moment after the month (RFC 3339)'),
    pointValue: z.int().describe('Worth of a point at the end of the month, in millionths of a minor unit'),
    programVersion: z.int().nullable().describe('Version of the programme at the end of the month; null: none'),
    parties: openListOf('Restaurants with movements of the month, and last the network where it has any', {
      id: partyId.describe('The restaurant; null: the network itself'),
      code: z.string().nullable().describe('Code of the restaurant when the month was settled; null: the network'),
      name: z.string().nullable().describe('Name of the restaurant when the month was settled; null: the network'),
      issued: points.describe('Points that it issued, less those taken back'),
      redeemed: points.describe('Points that guests spent there, less those given back'),
      ownRedeemed: points.describe('The part of `redeemed` that it had issued itself'),
      receives: money.describe('Worth of points of others that it took, in minor units'),
      pays: money.describe('Worth of its points that others took, in minor units'),
      net: money.describe('`receives` less `pays`, in minor units; below 0: it has to pay'),
    }),
    pairs: openListOf('Debts between two parties; points that a restaurant took of its own are left out', {
      issuerId: partyId.describe('Restaurant that had issued the points; null: the network itself'),
      takerId: partyId.describe('Restaurant where they were spent; null: the network itself'),
      points: points.describe('Points, less those given back'),
      money: money.describe('The issuer owes it to the taker, in minor units; below 0 the other way'),
      receipts: z.int().describe('Acts that moved these points'),
    }),
    totals,
  })
  .meta({ id: 'Settlement', description: 'A month between the restaurants of the network. It never changes.' });
export type SettlementAnswer = z.infer<typeof settlementSchema>;

export const settlementPageSchema = pageOf(
  z.object({ month, closedAt: z.iso.datetime().describe('When it was settled (RFC 3339)'), totals }),
).meta({ id: 'SettlementPage', description: 'A page of settled months, newest first.' });
export type SettlementPage = z.infer<typeof settlementPageSchema>;

export const settlementQuerySchema = z.strictObject({
  format: z.enum(['json', 'csv']).default('json').describe('JSON, or a CSV table with a row for each pair'),
});
export type SettlementQuery = z.infer<typeof settlementQuerySchema>;

const NETWORK = 'network';
const party = z.union([z.literal(NETWORK), uuid]);

export const pairQuerySchema = z.strictObject({
  ...pageFields,
  issuer: party.describe('Restaurant that had issued the points, or `network`'),
  taker: party.describe('Restaurant where they were spent, or `network`'),
});
export type PairQuery = z.infer<typeof pairQuerySchema>;

/** The party that a query names. Null: the network itself. */
export function partyOf(text: string): string | null {
  return text === NETWORK ? null : text;
}

export const settlementReceiptPageSchema = pageOf(
  z.object({
    id: z.uuid().describe('Transaction that spent the points or gave them back'),
    type: z.string().describe('Type of the transaction, such as `SALE`, `REDEMPTION` or `REFUND`'),
    receiptNumber: z.string().nullable().describe('Number of the receipt; null: none was given'),
    businessDate: z.string().nullable().describe('Business date (`YYYY-MM-DD`); null: none'),
    occurredAt: z.iso.datetime().describe('When it happened (RFC 3339)'),
    points: points.describe('Points of this issuer that it spent; below 0: that it gave back'),
    earnedBy: z.array(z.uuid()).describe('Transactions by which these points were earned'),
  }),
).meta({ id: 'SettlementReceiptPage', description: 'A page of the acts behind one figure of a settlement.' });
export type SettlementReceiptPage = z.infer<typeof settlementReceiptPageSchema>;
