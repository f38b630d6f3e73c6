import type { TextSource } from '../../configuration';
import { drawOf } from '../../configuration/pure';
import { type CampaignDocument, type CampaignVariant, variantAt, variantSeed } from '../../decision';

/** The body of a message. The text of a campaign has its title above it, since not every channel shows a subject. */
export function bodyOf(
  source: TextSource,
  { subject, text }: { readonly subject: string; readonly text: string },
): string {
  return source === 'CAMPAIGN' ? `${subject}\n\n${text}` : text;
}

interface AnnouncedCampaign {
  readonly code: string;
  readonly document: CampaignDocument;
}

/** The variant that the guest has, as a sale finds it; null: the campaign has none. */
export function variantOf({ code, document: { variants } }: AnnouncedCampaign, guestId: string): string | null {
  return variants === undefined ? null : variantAt(variants, drawOf(guestId)(variantSeed(code))).id;
}

/** A message of a campaign in one language, with its variables as they were written. */
export interface CampaignMessage {
  readonly language: 'ru' | 'en';
  readonly title: string;
  readonly text: string;
}

/** The message of a variant in the guest's language, else in the network's, else in whichever there is; null: none. */
export function textFor(
  { announcement: ofAll, variants = [] }: CampaignDocument,
  variant: string | null,
  locale: 'ru' | 'en' | null,
  ofNetwork: 'ru' | 'en',
): CampaignMessage | null {
  const own = variants.find(({ id }: CampaignVariant) => id === variant)?.announcement ?? null;
  const announcement = own ?? ofAll;
  if (announcement === null) return null;
  for (const language of [locale ?? ofNetwork, ofNetwork, 'en', 'ru'] as const) {
    const message = announcement[language];
    if (message !== undefined) return { language, title: message.title, text: message.text };
  }
  return null;
}
