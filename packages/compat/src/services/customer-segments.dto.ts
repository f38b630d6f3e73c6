/** The segments of a customer for a promotion service, in the case of the rewards system. */
import { z } from 'zod';
import { listOf, objectOrNull } from 'loyalty-platform/platform/http/schemas';
import type { GuestSegments } from 'loyalty-platform/marketing';

export const customerSegmentsSchema = z
  .strictObject({
    customerId: z.string().describe('The customer as the call named it'),
    tier: z
      .string()
      .nullable()
      .describe('Code of the tier that the customer holds, in small letters; null: the customer is closed'),
    customer_segments: listOf('Segments that the customer is in; there are no further pages', {
      code: z.string().describe('Code of the segment'),
      name: z.string().describe('Name of the segment'),
      since: z.string().describe('Since when the customer is in it (RFC 3339)'),
    }),
    rfm: objectOrNull('Recency, frequency and money; null: there is no purchase, or limits were not made yet', {
      segment: z.string().describe('Name by the scores, such as `potential_loyalists`'),
      recency: z.int().describe('Score of the last purchase, 1 to 5'),
      frequency: z.int().describe('Score of the number of purchases, 1 to 5'),
      monetary: z.int().describe('Score of the money paid, 1 to 5'),
    }),
  })
  .meta({ id: 'CustomerSegments', description: 'Segments and RFM of a customer for a promotion service.' });
export type CustomerSegments = z.infer<typeof customerSegmentsSchema>;

export function customerSegmentsOf(
  customerId: string,
  { facts, segments }: Awaited<ReturnType<GuestSegments['find']>>,
): CustomerSegments {
  return {
    customerId,
    tier: facts?.tier.toLowerCase() ?? null,
    customer_segments: segments.flatMap(({ segment: { code, name }, since }) =>
      since === null ? [] : [{ code, name, since: since.toISOString() }],
    ),
    rfm:
      facts?.rfm == null
        ? null
        : {
            segment: facts.rfm.toLowerCase(),
            recency: facts.rfmRecency,
            frequency: facts.rfmFrequency,
            monetary: facts.rfmMoney,
          },
  };
}
