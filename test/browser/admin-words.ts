import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from './cashier-till';

/** Texts of the console by their keys, for those that have no arguments. */
export function adminWords(language: Language): (key: string) => string {
  const file = path.resolve(__dirname, `../../words/admin/${language}.json`);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as object;
  return (key) => {
    const text = key
      .split('.')
      .reduce<unknown>((group, name) => (group as Readonly<Record<string, unknown>> | undefined)?.[name], texts);
    if (typeof text !== 'string') throw new Error(`no text ${key}`);
    return text;
  };
}
