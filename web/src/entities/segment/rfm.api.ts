import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { segmentKeys } from './segment.api';

export type Rfm = Schemas['Rfm'];
export type RfmName = Rfm['names'][number]['name'];

export const RFM_NAMES = [
  ...(['CHAMPIONS', 'LOYAL', 'POTENTIAL_LOYALISTS', 'NEW', 'PROMISING', 'NEED_ATTENTION'] as const),
  ...(['ABOUT_TO_SLEEP', 'AT_RISK', 'CANT_LOSE', 'HIBERNATING', 'LOST'] as const),
] as const satisfies readonly RfmName[];

/** The guests by recency, frequency and money. */
export const rfmQuery = queryOptions({
  queryKey: [...segmentKeys.each, 'rfm'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/segments/rfm', { signal })),
});

/** How many guests two segments have in common. */
export function overlapQuery(id: string, withId: string) {
  return queryOptions({
    queryKey: [...segmentKeys.each, 'overlap', id, withId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/segments/{id}/overlap', { params: { path: { id }, query: { with: withId } }, signal })),
  });
}
