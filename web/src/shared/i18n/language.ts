import { FALLBACK, LANGUAGES, type Formatters, type Language, type WholeLanguage } from '../../generated/words/words';
import { ENTRY_WORDS, languagesOf, LOADERS, type Namespace } from './catalogues';

const STORED_AT = 'loyalty.language';
/** Storage key of the person who chose the language, because each person on a shared device has their own. */
const CHOSEN_BY = 'loyalty.language.by';

/** Texts by key. The type of `t` knows the keys and the arguments of each. */
type Texts = Readonly<Record<string, (formatters: Formatters, given: unknown) => string>>;

let application: Namespace = 'shared';
/** Whether the application needs its own texts now, besides the shared ones. */
let needsOwnWords = true;
let shown: Language = 'en';
/** The last requested language, while its words load. */
let wanted: Language = shown;
/** The language of the application that embeds the page, which takes precedence over the browser's. */
let preferred: Language | undefined;
/** The id of the signed-in person. */
let reader: string | null = null;
let keepChoice: (language: WholeLanguage) => void = () => undefined;
const arrived = new Map<Language, Map<Namespace, Texts>>();
const listeners = new Set<() => void>();

/**
 * Loads the words of the reader's language before anything is rendered. Where a sign-in comes first, the application's own words load later. Words of another language load when
 * somebody chooses it; till and cabinet keep theirs on the device (src/shared/offline). Rejects when the words can't be loaded.
 */
export async function startLanguage(started: Namespace, isBehindSignIn = false): Promise<void> {
  application = started;
  needsOwnWords = !isBehindSignIn;
  await show(firstLanguage());
}

/** Loads the application's own words and shows them. If somebody chooses another language meanwhile, loads those of that language, too. */
export async function fetchOwnWords(): Promise<void> {
  needsOwnWords = true;
  for (let fetched: Language | undefined; fetched !== shown;) {
    fetched = shown;
    await fetchWords(fetched);
  }
}

export function currentLanguage(): Language {
  return shown;
}

/** Calls the listener after each change of the language; the returned function ends that. */
export function subscribeToLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function offeredLanguages(): readonly Language[] {
  return languagesOf(application);
}

/** The value of `Accept-Language`, with a second choice, because the server may lack a language of the pages. */
export function acceptedLanguages(): string {
  return shown === FALLBACK[shown] ? shown : `${shown}, ${FALLBACK[shown]}`;
}

/** The locale of figures and dates; another one where the browser lacks the language's rules. */
export function formatLocale(language: Language): string {
  return Intl.NumberFormat.supportedLocalesOf(language).length > 0 ? language : FALLBACK[language];
}

/** The words of a catalogue with which this page started. */
export function wordsOf(namespace: Namespace, language: Language): Texts | undefined {
  return arrived.get(language)?.get(namespace);
}

/** Sets the session's handler that saves a chosen language with the person. */
export function whenLanguageIsChosen(keep: (language: WholeLanguage) => void): void {
  keepChoice = keep;
}

/** Like `changeLanguage`, and also saves the language with the signed-in person. */
export async function chooseLanguage(language: Language): Promise<void> {
  await changeLanguage(language);
  keepChoice(FALLBACK[language]);
}

/** Rejects without a change when the language's words can't be loaded. */
export async function changeLanguage(language: Language): Promise<void> {
  const before = [localStorage.getItem(STORED_AT), localStorage.getItem(CHOSEN_BY)] as const;
  // Stored before the words have loaded: a sign-in meanwhile then keeps this choice.
  store(language, reader);
  try {
    await show(language);
  } catch (error) {
    store(...before);
    throw error;
  }
}

/**
 * Sets the language of a person who signs in: their choice on this device, else their saved language, else the device's, else the network's. A
 * choice made on this page before the sign-in becomes this person's.
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

/** From now on, a chosen language belongs to the next person who signs in. */
export function followNobody(): void {
  reader = null;
}

/** Sets the language before a sign-in: the device's, else the network's. */
export async function suggestLanguage(network: string): Promise<void> {
  await showFirst([languageOfDevice(), network]);
}

/** Sets the language of the embedding application, unless the person chose one on this device. */
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
  const words = arrived.get(language) ?? new Map<Namespace, Texts>();
  // Own words may become needed while others arrive.
  for (let lacking = lackingIn(words); lacking.length > 0; lacking = lackingIn(words)) {
    const fetched = lacking.map(async (name) => words.set(name, (await LOADERS[name][language]()) as Texts));
    await Promise.all(fetched);
  }
  arrived.set(language, words);
}

function lackingIn(words: ReadonlyMap<Namespace, Texts>): readonly Namespace[] {
  const needed: readonly Namespace[] = [
    'shared',
    ENTRY_WORDS[application] ?? 'shared',
    needsOwnWords ? application : 'shared',
  ];
  return [...new Set(needed)].filter((name) => !words.has(name));
}

function stayWithWhatIsHere(): void {
  // The failure is reported when somebody changes to the language.
}

function firstLanguage(): Language {
  return languageOfDevice() ?? 'en';
}

/** The language chosen on this device, else the browser's; undefined: the page offers neither. */
function languageOfDevice(): Language | undefined {
  return chosenLanguage() ?? preferred ?? languageOfBrowser();
}

/** The browser's language; of a partial language its fallback, because the partial one has to be chosen. */
function languageOfBrowser(): Language | undefined {
  const spoken = navigator.languages.map((tag) => tag.split('-')[0]);
  return spoken.flatMap((code) => LANGUAGES.filter((language) => language === code)).map((known) => FALLBACK[known])[0];
}

/** The language chosen on this device; if this page does not offer it, the nearest one. */
function chosenLanguage(): Language | undefined {
  const stored = LANGUAGES.find((language) => language === localStorage.getItem(STORED_AT));
  return stored === undefined || isOffered(stored) ? stored : FALLBACK[stored];
}

function isOffered(language: string): language is Language {
  return offeredLanguages().some((offered) => offered === language);
}
