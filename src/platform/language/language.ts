import { LANGUAGES, type Language, type WholeLanguage } from '../../generated/words/words';

export { FALLBACK, LANGUAGES, WHOLE_LANGUAGES, type Language, type WholeLanguage } from '../../generated/words/words';

export const DEFAULT_LANGUAGE: WholeLanguage = 'en';

const REMEMBERED_HEADERS = 500;
const remembered = new Map<string, Language | null>();

/**
 * The first of our languages in an `Accept-Language` header, by its weights (RFC 9110, 12.5.4); null: it names none, or only `*`. Results are
 * cached, because the same headers come again and again.
 */
export function languageOfHeader(header: string | undefined): Language | null {
  if (header === undefined || header === '') return null;
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const found = parseAcceptLanguage(header);
  if (remembered.size >= REMEMBERED_HEADERS) remembered.clear();
  if (header.length <= 200) remembered.set(header, found);
  return found;
}

function parseAcceptLanguage(header: string): Language | null {
  const wanted = header
    .slice(0, 1000)
    .split(',')
    .map((part, order) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { language: asLanguage(range), weight: weight === undefined ? 1 : Number(weight), order };
    })
    .filter((entry) => entry.language !== null && entry.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order);
  return wanted[0]?.language ?? null;
}

function asLanguage(range: string): Language | null {
  const primary = range.toLowerCase().split('-')[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}
