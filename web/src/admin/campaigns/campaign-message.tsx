import { MessagePreviewPanel, textsToShow, useMessagePreview } from '../../entities/message/message-preview';
import type { Announcement } from './document/campaign-document.rules';

/** Preview of the campaign's message as guests see it; empty while no language has both title and text. */
export function CampaignMessage({ message }: { readonly message: Announcement | null }) {
  const { ru, en } = message ?? {};
  const texts = textsToShow({
    ru: { subject: ru?.title ?? '', text: ru?.text ?? '' },
    en: { subject: en?.title ?? '', text: en?.text ?? '' },
  });
  const preview = useMessagePreview(texts === null ? null : { source: 'CAMPAIGN', texts });
  return texts === null ? null : <MessagePreviewPanel preview={preview} />;
}
