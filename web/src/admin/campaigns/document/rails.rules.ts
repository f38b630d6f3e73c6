import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import { parseAmount, typedAmount } from '../../../shared/format/money';

/** The bounds that stop a campaign, as they are typed; without its first field a bound is off. */
export interface RailValues {
  readonly stopGuests: number | '';
  readonly shrinkGuests: number | '';
  readonly shrinkPercent: number | '';
  /** Money as it was typed. */
  readonly visitCost: string;
  readonly visitCostVisits: number | '';
}

export const NO_RAILS: RailValues = {
  stopGuests: '',
  shrinkGuests: '',
  shrinkPercent: 5,
  visitCost: '',
  visitCostVisits: 100,
};

export const RAIL_FIELDS = Object.keys(NO_RAILS) as readonly (keyof RailValues)[];

const PPM_OF_PERCENT = 10_000;

type Rails = NonNullable<CampaignDraft['rails']>;

export function railValuesOf(rails: Rails | undefined, currency: string): RailValues {
  const { stopBelow = null, shrinkAbove = null, visitCost = null } = rails ?? {};
  return {
    stopGuests: stopBelow?.guests ?? '',
    shrinkGuests: shrinkAbove?.guests ?? '',
    shrinkPercent: shrinkAbove === null ? NO_RAILS.shrinkPercent : shrinkAbove.sharePpm / PPM_OF_PERCENT,
    visitCost: visitCost === null ? '' : typedAmount(visitCost.atMost, currency),
    visitCostVisits: visitCost?.visits ?? NO_RAILS.visitCostVisits,
  };
}

/** Undefined: no bound is typed. A figure that is missing beside one that is typed is refused as too small, at its field. */
export function railsOf(values: RailValues, currency: string): Rails | undefined {
  const { stopGuests, shrinkGuests, shrinkPercent, visitCost, visitCostVisits } = values;
  const isCost = visitCost.trim() !== '';
  if (stopGuests === '' && shrinkGuests === '' && !isCost) return undefined;
  return {
    stopBelow: stopGuests === '' ? null : { guests: stopGuests },
    shrinkAbove:
      shrinkGuests === '' ? null : { guests: shrinkGuests, sharePpm: Number(shrinkPercent) * PPM_OF_PERCENT },
    visitCost: isCost ? { visits: Number(visitCostVisits), atMost: parseAmount(visitCost, currency) ?? 0 } : null,
  };
}
