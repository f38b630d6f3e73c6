import { z } from 'zod';
import { localDate, objectNamed } from '../../../platform/http/schemas';

const money = z.int().min(0);

export const noRegretChangeSchema = objectNamed(
  'NoRegretChange',
  "The cost of a version's no-regret change so far. Money in minor units.",
  {
    state: z
      .enum(['AHEAD', 'RUNNING', 'USED_UP', 'OVER'])
      .describe(
        'AHEAD: the version is not in force yet. RUNNING: the better of both versions counts. USED_UP: the budget is, so the newer ' +
          'version alone counts until a refund gives some back. OVER: its last day has passed, or a newer version is in force',
      ),
    budget: money.describe('`noRegret.budget` of the document, in minor units'),
    spent: money.describe(
      'Money that the earlier version gave more so far, less the part that refunds gave back, in minor units',
    ),
    left: money.describe('The rest of `budget`'),
    receipts: z
      .int()
      .min(0)
      .describe('Receipts for which the earlier version counted and gave more, refunded ones included'),
    lastDay: localDate.describe(
      'Last local day on which it decides: by `noRegret.days`, or the day on which a newer published version takes effect, if that is earlier',
    ),
  },
);
export type NoRegretChangeAnswer = z.infer<typeof noRegretChangeSchema>;
