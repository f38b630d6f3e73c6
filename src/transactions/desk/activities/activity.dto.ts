import { z } from 'zod';
import { instant, line, uuid } from '../../../platform/http/schemas';

export const activitySchema = z
  .strictObject({
    /** One that the programme names: `review`, `socialShare`. */
    activity: line(30),
    /** The service's own name of what the guest did: it counts once, whichever call brings it. */
    reference: line(100),
    occurredAt: instant.nullish(),
    restaurantId: uuid.nullish(),
  })
  .meta({ id: 'ReportedActivity' });

export type ActivityDto = z.infer<typeof activitySchema>;
