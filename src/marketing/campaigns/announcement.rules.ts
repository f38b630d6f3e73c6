import { type CampaignDocument, type CampaignVariant, variantAt, variantSeed } from '../../decision';
import { drawOf } from '../../transactions';

interface AnnouncedCampaign {
  readonly code: string;
  readonly document: CampaignDocument;
}

/** The variant that the guest has, as a sale finds it; null: the campaign has none. */
export function variantOf({ code, document: { variants } }: AnnouncedCampaign, guestId: string): string | null {
  return variants === undefined ? null : variantAt(variants, drawOf(guestId)(variantSeed(code))).id;
}

/** The message of a variant in the guest's language, else in the network's, else in whichever there is; null: none. */
export function textFor(
  { announcement: ofAll, variants = [] }: CampaignDocument,
  variant: string | null,
  locale: string | null,
  ofNetwork: string,
): string | null {
  const own = variants.find(({ id }: CampaignVariant) => id === variant)?.announcement ?? null;
  const announcement = own ?? ofAll;
  if (announcement === null) return null;
  const message = announcement[locale ?? ofNetwork] ?? announcement[ofNetwork] ?? Object.values(announcement)[0];
  return message === undefined ? null : `${message.title}\n\n${message.text}`;
}
