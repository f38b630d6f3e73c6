import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import type { OutgoingMessage } from '../../security';
import { letterHtml, type LetterLook, letterText } from './letter-html.rules';

/** A network's look in its e-mails, and its unsubscribe addresses. */
export interface LetterParts {
  readonly lookOf: (networkId: string) => Promise<LetterLook>;
  readonly unsubscribeAddressOf: (networkId: string, messageId: string) => string;
}

/** A message as an e-mail; `headers` let the reader unsubscribe. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function letterOf(
  { id, networkId, subject, text, refusable }: OutgoingMessage,
  { lookOf, unsubscribeAddressOf }: LetterParts,
): Promise<Letter> {
  const look = await lookOf(networkId);
  const ending = refusable && {
    url: unsubscribeAddressOf(networkId, id),
    label: messages[refusable.language]['unsubscribe.button'](FORMATTERS, {}),
  };
  return {
    subject: subject ?? '',
    text: letterText(text, look, ending),
    html: letterHtml(text, look, ending),
    // RFC 8058: the mail program unsubscribes by a POST, without opening a page.
    headers:
      ending === null
        ? {}
        : { 'List-Unsubscribe': `<${ending.url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}
