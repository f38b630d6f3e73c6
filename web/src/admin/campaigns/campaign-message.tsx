import { MessagePreviewPanel, textsToShow, useMessagePreview } from '../ui/message-preview';
import type { MessageValues } from './document/campaign-values.rules';

/** Preview of the campaign's message as guests see it; empty while no language has both title and text. */
export function CampaignMessage({ message }: { readonly message: MessageValues }) {
  const texts = textsToShow({
    ru: { subject: message.titleRu, text: message.textRu },
    en: { subject: message.titleEn, text: message.textEn },
  });
  const preview = useMessagePreview(texts === null ? null : { source: 'CAMPAIGN', texts });
  return texts === null ? null : <MessagePreviewPanel preview={preview} />;
}
