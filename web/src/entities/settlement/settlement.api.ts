import type { Send } from '../../shared/api/act-key';
import { actOf, ask, askPages, fileOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Settlement = Schemas['Settlement'];
export type SettledPair = Settlement['pairs'][number];
export type SettledReceipt = Schemas['SettlementReceiptPage']['items'][number];

const MOST_MONTHS = 120;
const RECEIPTS_AT_ONCE = 20;

/** Settled months, the last first. */
export const settlementsQuery = ask('/api/settlements', { limit: MOST_MONTHS });

/** A settled month, which never changes. */
export const settlementQuery = (month: string) => ask('/api/settlements/{month}', { month }, { staleTime: Infinity });

/** The acts behind one pair of a settled month, the oldest first. */
export const settlementReceiptsQuery = (month: string, { issuerId, takerId }: SettledPair) => {
  const pair = { issuer: issuerId ?? ('network' as const), taker: takerId ?? ('network' as const) };
  return askPages(
    '/api/settlements/{month}/receipts',
    { month, ...pair, limit: RECEIPTS_AT_ONCE },
    { staleTime: Infinity },
  );
};

/** Settles a month for good; the body is the month. */
export const closeSettlement: Send<string, Settlement> = ({ key, body: month }) =>
  actOf('POST', '/api/settlements/{month}/close', { month })({ key, body: null });

/** A settled month as a file: the same bytes each time. */
export const readSettlementFile = (month: string) =>
  fileOf('/api/settlements/{month}', { month, format: 'csv' as const });
