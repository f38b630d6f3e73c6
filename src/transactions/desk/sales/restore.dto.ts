import { z } from 'zod';
import { line, points } from '../../../platform/http/schemas';

export const restoreBodySchema = z
  .strictObject({ reason: line(200), points: points.nullish() })
  .meta({ id: 'RestoreBody', description: 'Points left out: all of the expiry that has not come back yet.' });

export type RestoreDto = z.infer<typeof restoreBodySchema>;
