import type { Language } from '../../platform/language/language';

/** What the old phone of a guest is told. */
export function phoneChangedMessage(networkName: string, language: Language): string {
  switch (language) {
    case 'ru':
      return `${networkName}: к вашей карте привязан другой номер телефона. Если это не вы, обратитесь в ресторан.`;
    case 'en':
      return `${networkName}: another phone number was set for your card. If that was not you, ask at the restaurant.`;
  }
}
