import { z } from 'zod';
import { instant, line, uuid, objectNamed } from '../../../platform/http/schemas';

export const activitySchema = objectNamed('ReportedActivity', 'Something that a guest did, as a service reports it.', {
  activity: line(30).describe(
    'Code of an activity of the programme, such as `review` or `socialShare`; `registration`, `firstSale` and ' +
      '`birthday` are given by the platform alone',
  ),
  reference: line(100).describe("The service's own id of what the guest did; it counts once for an activity"),
  occurredAt: instant
    .nullish()
    .describe(
      'When the guest did it, RFC 3339 with zone; now when left out. At most 5 minutes ahead, and no older than the ' +
        '`offlineWindowHours` of the network',
    ),
  restaurantId: uuid.nullish().describe('Restaurant that issues the points; null or left out: the network itself'),
});

export type ActivityDto = z.infer<typeof activitySchema>;
