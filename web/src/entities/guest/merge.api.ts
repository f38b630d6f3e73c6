import { ask, askBy } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Merge = Schemas['Merge'];
export type MergeInForce = Schemas['MergesInForce']['items'][number];
export type Unmerge = Schemas['Unmerge'];

/** Which cards are one person's: those merged into this guest, or the guest whose card this one became. */
export const mergesQuery = (id: string) => ask('/api/guests/{id}/merges', { id });

/** The preview of a merge into this guest. */
export const mergePreviewQuery = (id: string, sourceId: string | undefined) =>
  askBy('/api/guests/{id}/merge/preview', { id }, { sourceId: sourceId ?? '' }, { enabled: sourceId !== undefined });
