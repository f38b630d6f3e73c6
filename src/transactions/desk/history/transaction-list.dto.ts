import { z } from 'zod';
import { rangeFields, sortField } from '../../../platform/http/list-query';
import { pageFields, uuid } from '../../../platform/http/schemas';
import { ANSWERED_TYPES } from '../../ledger/journal/journal-row';

/** `GET /api/transactions`. The range is by the time at which the server received a transaction. */
export const listTransactionsQuery = z.strictObject({
  ...pageFields,
  from: rangeFields.from.describe(
    'Only transactions that the server received at this moment or later, RFC 3339 with a time zone',
  ),
  to: rangeFields.to.describe(
    'Only transactions that the server received before this moment, RFC 3339 with a time zone',
  ),
  type: z.enum(ANSWERED_TYPES).optional().describe('Only transactions of this type'),
  restaurantId: uuid.optional().describe('Only transactions of this restaurant; an unknown one has none'),
  guestId: uuid.optional().describe('Only transactions of this guest; an unknown one has none'),
  sort: sortField('-recordedAt', 'recordedAt'),
});

export type ListTransactionsQuery = z.infer<typeof listTransactionsQuery>;
