import { askPages, fileOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Settlement = Schemas['Settlement'];
export type SettledPair = Settlement['pairs'][number];
export type SettledReceipt = Schemas['SettlementReceiptPage']['items'][number];

const RECEIPTS_AT_ONCE = 20;

/** The acts behind one pair of a settled month, the oldest first. */
export const settlementReceiptsQuery = (month: string, { issuerId, takerId }: SettledPair) => {
  const pair = { issuer: issuerId ?? ('network' as const), taker: takerId ?? ('network' as const) };
  return askPages(
    '/api/settlements/{month}/receipts',
    { month, ...pair, limit: RECEIPTS_AT_ONCE },
    { staleTime: Infinity },
  );
};

/** A settled month as a file: the same bytes each time. */
export const readSettlementFile = (month: string) =>
  fileOf('/api/settlements/{month}', { month, format: 'csv' as const });
