import type { Language } from '../../platform/language/language';

const TEXTS: Readonly<Record<Language, { readonly subject: string; readonly body: (url: string) => string }>> = {
  en: {
    subject: 'Set your password',
    body: (url) =>
      `Open this link to set your password for the loyalty console:\n\n${url}\n\nIt works once, within 72 hours. If you did not expect it, tell your colleagues.`,
  },
  ru: {
    subject: 'Задайте пароль',
    body: (url) =>
      `Откройте ссылку, чтобы задать пароль к консоли лояльности:\n\n${url}\n\nОна действует один раз, в течение 72 часов. Если вы её не ждали, сообщите коллегам.`,
  },
};

/** The e-mail that carries a password link to the person whose password it sets. */
export function passwordLinkMessage(language: Language, url: string): { subject: string; body: string } {
  const { subject, body } = TEXTS[language];
  return { subject, body: body(url) };
}
