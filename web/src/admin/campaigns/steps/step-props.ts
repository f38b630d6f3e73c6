import type { CampaignPreview } from '../../../entities/campaign/campaign.api';
import type { CampaignValues } from '../document/campaign-values.rules';

export interface StepProps {
  readonly values: CampaignValues;
  readonly set: (change: Partial<CampaignValues>) => void;
  readonly errors: CampaignPreview['errors'];
}

/** The first mistake at a place of the document or within it. */
export function mistakeIn(errors: CampaignPreview['errors'], ...places: readonly string[]): string | undefined {
  return errors.find(({ path }) =>
    places.some((place) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`)),
  )?.message;
}
