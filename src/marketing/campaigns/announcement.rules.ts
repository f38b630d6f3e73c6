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

/** A message of a campaign in one language. */
export interface Announced {
  readonly language: 'ru' | 'en';
  readonly subject: string;
  readonly text: string;
}

/** The message of a variant in the guest's language, else in the network's, else in whichever there is; null: none. */
export function textFor(
  { announcement: ofAll, variants = [] }: CampaignDocument,
  variant: string | null,
  locale: 'ru' | 'en' | null,
  ofNetwork: 'ru' | 'en',
): Announced | null {
  const own = variants.find(({ id }: CampaignVariant) => id === variant)?.announcement ?? null;
  const announcement = own ?? ofAll;
  if (announcement === null) return null;
  for (const language of [locale ?? ofNetwork, ofNetwork, 'en', 'ru'] as const) {
    const message = announcement[language];
    if (message !== undefined) return { language, subject: message.title, text: `${message.title}\n\n${message.text}` };
  }
  return null;
}
