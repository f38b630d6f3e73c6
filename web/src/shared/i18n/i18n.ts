import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { sharedEn } from './shared.en';
import { sharedRu } from './shared.ru';

export const LANGUAGES = ['ru', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED_AT = 'loyalty.language';

/** The words of one application, in every language; each application brings its own. */
export type Catalogues = Readonly<Record<Language, object>>;

/** Must run before anything is rendered. */
export async function startLanguage(namespace: string, catalogues: Catalogues): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    defaultNS: 'shared',
    resources: {
      ru: { shared: sharedRu, [namespace]: catalogues.ru },
      en: { shared: sharedEn, [namespace]: catalogues.en },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED_AT, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The language of the network, unless the person chose one on this device. */
export async function suggestLanguage(language: string): Promise<void> {
  if (localStorage.getItem(STORED_AT) !== null || !isLanguage(language)) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function firstLanguage(): Language {
  const chosen = localStorage.getItem(STORED_AT);
  if (chosen !== null && isLanguage(chosen)) return chosen;
  return navigator.language.startsWith('ru') ? 'ru' : 'en';
}

function isLanguage(language: string): language is Language {
  return LANGUAGES.some((known) => known === language);
}
