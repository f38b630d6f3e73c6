import { FALLBACK, LANGUAGES, type Formatters, type Language } from '../../generated/words/words';
import { languagesOf, LOADERS, type Namespace } from './catalogues';

const STORED_AT = 'loyalty.language';

/** The other languages are loaded after everything that the first screen needs. */
const OTHERS_AFTER_MS = 1_000;

/** Texts by their keys. Which keys there are, and what each asks for, is known to the type of `t`. */
type Texts = Readonly<Record<string, (formatters: Formatters, given: unknown) => string>>;

let application: Namespace = 'shared';
let shown: Language = 'en';
/** The language requested last, while its words load. */
let wanted: Language = shown;
/** The language of the application that the page is opened in: before that of the network. */
let preferred: Language | undefined;
const arrived = new Map<Language, ReadonlyMap<Namespace, Texts>>();
const listeners = new Set<() => void>();

/**
 * Must be over before anything is rendered: brings the reader's language, and a moment later the others, so that a
 * switch neither waits nor needs a connection. Rejects when the words cannot be fetched.
 */
export async function startLanguage(started: Namespace): Promise<void> {
  application = started;
  await show(firstLanguage());
  window.setTimeout(fetchOthers, OTHERS_AFTER_MS);
}

export function currentLanguage(): Language {
  return shown;
}

/** Calls the listener after each change of the language; returns what ends that. */
export function subscribeToLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function offeredLanguages(): readonly Language[] {
  return languagesOf(application);
}

/** The value of `Accept-Language`: the server may lack a language of the pages. */
export function acceptedLanguages(): string {
  return shown === FALLBACK[shown] ? shown : `${shown}, ${FALLBACK[shown]}`;
}

/** The locale of figures and dates: a browser may lack the rules of a language that few people choose. */
export function formatLocale(language: Language): string {
  return Intl.NumberFormat.supportedLocalesOf(language).length > 0 ? language : FALLBACK[language];
}

/** The words of a catalogue that this page started with. */
export function wordsOf(namespace: Namespace, language: Language): Texts | undefined {
  return arrived.get(language)?.get(namespace);
}

/** Rejects, and changes nothing, when the words of the language are not here and cannot be fetched. */
export async function changeLanguage(language: Language): Promise<void> {
  const before = localStorage.getItem(STORED_AT);
  // Before its words are here: somebody who signs in meanwhile has chosen, and gets no other language from the network.
  localStorage.setItem(STORED_AT, language);
  try {
    await show(language);
  } catch (error) {
    if (before === null) localStorage.removeItem(STORED_AT);
    else localStorage.setItem(STORED_AT, before);
    throw error;
  }
}

/** The language of the network, unless the person chose one on this device or its words do not arrive. */
export async function suggestLanguage(language: string): Promise<void> {
  if (chosenLanguage() !== undefined || preferred !== undefined || !isOffered(language)) return;
  await show(language).catch(stayWithWhatIsHere);
}

/** The language of the application around the page, unless the person chose one on this device. */
export async function preferLanguage(language: string): Promise<void> {
  if (!isOffered(language)) return;
  preferred = language;
  if (chosenLanguage() === undefined) await show(language).catch(stayWithWhatIsHere);
}

async function show(language: Language): Promise<void> {
  wanted = language;
  await fetchWords(language);
  if (wanted !== language) return;
  shown = language;
  document.documentElement.lang = language;
  for (const listener of listeners) listener();
}

async function fetchWords(language: Language): Promise<void> {
  if (arrived.has(language)) return;
  const names = ['shared', application] as const;
  const fetched = await Promise.all(
    names.map(async (name) => [name, (await LOADERS[name][language]()) as Texts] as const),
  );
  arrived.set(language, new Map(fetched));
}

function fetchOthers(): void {
  for (const language of offeredLanguages()) void fetchWords(language).catch(stayWithWhatIsHere);
}

function stayWithWhatIsHere(): void {
  // Somebody who switches to them hears of it then.
}

function firstLanguage(): Language {
  return chosenLanguage() ?? (/^(?:ru|kk)\b/.test(navigator.language) ? 'ru' : 'en');
}

/** The language chosen on this device; of a page that offers more of them than this one the nearest that it has. */
function chosenLanguage(): Language | undefined {
  const stored = LANGUAGES.find((language) => language === localStorage.getItem(STORED_AT));
  return stored === undefined || isOffered(stored) ? stored : FALLBACK[stored];
}

function isOffered(language: string): language is Language {
  return offeredLanguages().some((offered) => offered === language);
}
