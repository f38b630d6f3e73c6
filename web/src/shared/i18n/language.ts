import { FALLBACK, LANGUAGES, type Formatters, type Language, type WholeLanguage } from '../../generated/words/words';
import { languagesOf, LOADERS, type Namespace } from './catalogues';

const STORED_AT = 'loyalty.language';
/** The person who chose it: on a device of many people each has their own. */
const CHOSEN_BY = 'loyalty.language.by';

/** The other languages are loaded after everything that the first screen needs. */
const OTHERS_AFTER_MS = 1_000;

/** Texts by their keys. Which keys there are, and what each asks for, is known to the type of `t`. */
type Texts = Readonly<Record<string, (formatters: Formatters, given: unknown) => string>>;

let application: Namespace = 'shared';
let shown: Language = 'en';
/** The language requested last, while its words load. */
let wanted: Language = shown;
/** The language of the application that the page is opened in: before that of the browser. */
let preferred: Language | undefined;
/** The id of the person who is signed in. */
let reader: string | null = null;
let keepChoice: (language: WholeLanguage) => void = () => undefined;
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

/** The session says here how a choice is saved with the person who made it. */
export function whenLanguageIsChosen(keep: (language: WholeLanguage) => void): void {
  keepChoice = keep;
}

/** As `changeLanguage`, and saves the language with the person who is signed in. */
export async function chooseLanguage(language: Language): Promise<void> {
  await changeLanguage(language);
  keepChoice(FALLBACK[language]);
}

/** Rejects, and changes nothing, when the words of the language are not here and cannot be fetched. */
export async function changeLanguage(language: Language): Promise<void> {
  const before = [localStorage.getItem(STORED_AT), localStorage.getItem(CHOSEN_BY)] as const;
  // Before its words are here: somebody who signs in meanwhile has chosen, and gets no other language.
  store(language, reader);
  try {
    await show(language);
  } catch (error) {
    store(...before);
    throw error;
  }
}

/**
 * The language of a person who signs in: what they chose on this device, else what is saved with them, else the language
 * of the device, else that of the network. A choice that was made on this page before the sign-in belongs to this person.
 */
export async function followPerson(
  person: { id: string; locale: string | null },
  network: string | null,
): Promise<void> {
  reader = person.id;
  const chosen = chosenLanguage();
  if (chosen !== undefined && localStorage.getItem(CHOSEN_BY) === null) store(localStorage.getItem(STORED_AT), reader);
  const own = localStorage.getItem(CHOSEN_BY) === reader ? chosen : undefined;
  await showFirst([own, person.locale, languageOfDevice(), network]);
}

/** Leaves the next choice of a language to the next person who signs in. */
export function followNobody(): void {
  reader = null;
}

/** Before a sign-in: the language of the device, else that of the network. */
export async function suggestLanguage(network: string): Promise<void> {
  await showFirst([languageOfDevice(), network]);
}

/** The language of the application around the page, unless the person chose one on this device. */
export async function preferLanguage(language: string): Promise<void> {
  if (!isOffered(language)) return;
  preferred = language;
  if (chosenLanguage() === undefined) await show(language).catch(stayWithWhatIsHere);
}

async function showFirst(languages: readonly (string | null | undefined)[]): Promise<void> {
  const first = languages.find((language): language is Language => language != null && isOffered(language));
  if (first !== undefined && first !== wanted) await show(first).catch(stayWithWhatIsHere);
}

function store(language: string | null, by: string | null): void {
  for (const [name, value] of [
    [STORED_AT, language],
    [CHOSEN_BY, by],
  ] as const)
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
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
  return languageOfDevice() ?? 'en';
}

/** The choice made on it, else the language that it speaks; undefined: it speaks none that is offered. */
function languageOfDevice(): Language | undefined {
  return chosenLanguage() ?? preferred ?? languageOfBrowser();
}

/** A browser in Kazakh gets Russian: the Kazakh of the pages is made by a machine, and has to be chosen. */
function languageOfBrowser(): Language | undefined {
  const spoken = navigator.languages.map((tag) => tag.split('-')[0]);
  return spoken.flatMap((code) => LANGUAGES.filter((language) => language === code)).map((known) => FALLBACK[known])[0];
}

/** The language chosen on this device; of a page that offers more of them than this one the nearest that it has. */
function chosenLanguage(): Language | undefined {
  const stored = LANGUAGES.find((language) => language === localStorage.getItem(STORED_AT));
  return stored === undefined || isOffered(stored) ? stored : FALLBACK[stored];
}

function isOffered(language: string): language is Language {
  return offeredLanguages().some((offered) => offered === language);
}
