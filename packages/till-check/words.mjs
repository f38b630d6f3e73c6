import { readFileSync } from 'node:fs';

export const LANGUAGES = ['en', 'ru'];

/**
 * The texts of a language.
 *
 * @param {string} language
 */
export function wordsOf(language) {
  const { exchanges, ...texts } = JSON.parse(readFileSync(new URL(`words/${language}.json`, import.meta.url), 'utf8'));
  const say = (room, name, values = {}) =>
    (texts[room]?.[name] ?? `${room}.${name}`).replace(/\{(\w+)\}/g, (_, value) => String(values[value] ?? '–'));
  return { language, say, titleOf: (id) => exchanges[id]?.[0] ?? id, expectedOf: (id) => exchanges[id]?.[1] ?? '' };
}
