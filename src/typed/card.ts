import { ungrouped } from './marks';

/** The number of a card as it is stored and compared: without the grouping of its print, with its leading zeros. */
export function plainCard(typed: string): string {
  return ungrouped(typed);
}
