import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['ru', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of one application in each language, which are fetched when they are asked for. */
export type Catalogues = Readonly<Record<Language, () => Promise<object>>>;

const STORED_AT = 'loyalty.language';

/** The other language is loaded after everything that the first screen needs. */
const OTHERS_AFTER_MS = 1_000;

const SHARED: Catalogues = {
  ru: () => import('./shared.ru').then(({ sharedRu }) => sharedRu),
  en: () => import('./shared.en').then(({ sharedEn }) => sharedEn),
};

let catalogues: Readonly<Record<string, Catalogues>> = { shared: SHARED };
/** The language requested last, while its words load. */
let wanted: Language | null = null;

/**
 * Must be over before anything is rendered: brings the reader's language, and a moment later the others, so that a
 * switch neither waits nor needs a connection. Rejects when the words cannot be fetched.
 */
export async function startLanguage(namespace: string, ofApplication: Catalogues): Promise<void> {
  const language = firstLanguage();
  catalogues = { shared: SHARED, [namespace]: ofApplication };
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'shared',
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await fetchWords(language);
  document.documentElement.lang = language;
  window.setTimeout(fetchOthers, OTHERS_AFTER_MS);
}

/** Rejects, and changes nothing, when the words of the language are not here and cannot be fetched. */
export async function changeLanguage(language: Language): Promise<void> {
  await show(language);
  localStorage.setItem(STORED_AT, language);
}

/** The language of the network, unless the person chose one on this device or its words do not arrive. */
export async function suggestLanguage(language: string): Promise<void> {
  if (localStorage.getItem(STORED_AT) !== null || !isLanguage(language)) return;
  await show(language).catch(stayWithWhatIsHere);
}

async function show(language: Language): Promise<void> {
  wanted = language;
  await fetchWords(language);
  if (wanted !== language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function fetchWords(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'shared')) return;
  const fetched = await Promise.all(
    Object.entries(catalogues).map(async ([namespace, of]) => ({ namespace, words: await of[language]() })),
  );
  for (const { namespace, words } of fetched) i18next.addResourceBundle(language, namespace, words);
}

function fetchOthers(): void {
  for (const language of LANGUAGES) void fetchWords(language).catch(stayWithWhatIsHere);
}

function stayWithWhatIsHere(): void {
  // Somebody who switches to them hears of it then.
}

function firstLanguage(): Language {
  const chosen = localStorage.getItem(STORED_AT);
  if (chosen !== null && isLanguage(chosen)) return chosen;
  return navigator.language.startsWith('ru') ? 'ru' : 'en';
}

function isLanguage(language: string): language is Language {
  return LANGUAGES.some((known) => known === language);
}
