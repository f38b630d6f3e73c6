import type { Language } from '../../platform/language/language';

/** The text of the message with a one-time code. */
export function codeMessage(code: string, networkName: string, language: Language): string {
  switch (language) {
    case 'ru':
      return `${networkName}: ваш код ${code}. Никому его не сообщайте.`;
    case 'en':
      return `${networkName}: your code is ${code}. Do not tell it to anybody.`;
  }
}
