import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from './cashier-till';

/** Texts of the console that take no arguments, by key. */
export const adminWords = (language: Language) => wordsOf('admin', language);

/** Texts of the owner's page and of the sign-up that take no arguments, by key. */
export const ownerWords = (language: Language) => wordsOf('owner', language);

/** Texts that all pages share: those of the sign-in. */
export const sharedWords = (language: Language) => wordsOf('shared', language);

function wordsOf(layer: string, language: Language): (key: string) => string {
  const file = path.resolve(__dirname, `../../words/${layer}/${language}.json`);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as object;
  return (key) => {
    const text = key
      .split('.')
      .reduce<unknown>((group, name) => (group as Readonly<Record<string, unknown>> | undefined)?.[name], texts);
    if (typeof text !== 'string') throw new Error(`no text ${key}`);
    return text;
  };
}
