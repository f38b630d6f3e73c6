import type { Language } from '../../platform/language/language';

/** The message to the old phone of a guest. */
export function phoneChangedMessage(networkName: string, language: Language): string {
  switch (language) {
    case 'ru':
      return `${networkName}: к вашей карте привязан другой номер телефона. Если это не вы, обратитесь в ресторан.`;
    case 'en':
      return `${networkName}: another phone number was set for your card. If that was not you, ask at the restaurant.`;
  }
}
