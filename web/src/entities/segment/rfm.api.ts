import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Rfm = Schemas['Rfm'];
export type RfmName = Rfm['names'][number]['name'];

export const RFM_NAMES = [
  'CHAMPIONS',
  'LOYAL',
  'POTENTIAL_LOYALISTS',
  'NEW',
  'PROMISING',
  'NEED_ATTENTION',
  'ABOUT_TO_SLEEP',
  'AT_RISK',
  'CANT_LOSE',
  'HIBERNATING',
  'LOST',
] as const satisfies readonly RfmName[];

/** The guests by recency, frequency and money. */
export const rfmQuery = ask('/api/segments/rfm');

/** How many guests two segments have in common. */
export const overlapQuery = (id: string, withId: string) => ask('/api/segments/{id}/overlap', { id, with: withId });
