import { ask, askBy } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type MessageTemplate = Schemas['MessageTemplate'];
export type MessageTemplateDetail = Schemas['MessageTemplateDetail'];
export type TextSource = MessageTemplate['source'];
export type PreviewMessage = Schemas['PreviewMessage'];
export type TemplateChange = Schemas['ChangeMessageTemplate'];
export type MessagePreview = Schemas['MessagePreview'];

const MOST_OFFERED = 200;

/** The newest templates of one source, at most `MOST_OFFERED`, without archived ones. */
export const templatesOfQuery = (source: TextSource) =>
  ask('/api/message-templates', { limit: MOST_OFFERED, source }, { select: ({ items }) => items });

export function variablesQuery(language: string) {
  return ask('/api/message-templates/variables', {}, { by: language, select: ({ items }) => items });
}

/** Mistakes of unsaved texts of a message, and previews of the texts without mistakes. @param body a `PreviewMessage` as JSON */
export function messagePreviewQuery(body: string, language: string) {
  return askBy('/api/message-templates/preview', {}, JSON.parse(body) as PreviewMessage, { by: language });
}
