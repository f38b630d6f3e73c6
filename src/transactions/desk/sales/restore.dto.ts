import { z } from 'zod';
import { line, points, objectNamed } from '../../../platform/http/schemas';

export const restoreBodySchema = objectNamed('RestoreBody', 'Which points of an expiry come back, and why.', {
  reason: line(200).describe('Why the points come back, for colleagues and the history'),
  points: points.nullish().describe('Points to bring back; left out: all of the expiry that have not come back yet'),
});

export type RestoreDto = z.infer<typeof restoreBodySchema>;
