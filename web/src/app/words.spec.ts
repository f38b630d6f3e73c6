import { adminWordsEn } from '../admin/words/words.en';
import { adminWordsRu } from '../admin/words/words.ru';
import { cashierEn } from '../cashier/words/cashier.en';
import { cashierRu } from '../cashier/words/cashier.ru';
import { devEn } from '../dev/words/dev.en';
import { devRu } from '../dev/words/dev.ru';
import { passwordEn } from '../password/words/password.en';
import { passwordRu } from '../password/words/password.ru';
import { sharedEn } from '../shared/i18n/shared.en';
import { sharedRu } from '../shared/i18n/shared.ru';

/** Each language has plural forms of its own (CLDR); `zero` is an extra word that both have. */
const PLURAL = /_(zero|one|few|many|other)$/;
const FORMS = { en: ['one', 'other'], ru: ['few', 'many', 'one', 'other'] };

const CATALOGUES = {
  shared: [sharedEn, sharedRu],
  cashier: [cashierEn, cashierRu],
  admin: [adminWordsEn, adminWordsRu],
  dev: [devEn, devRu],
  password: [passwordEn, passwordRu],
} as const;

for (const [name, [en, ru]] of Object.entries(CATALOGUES)) {
  test(`every word of ${name} is there in both languages, with the placeholders of the other`, () => {
    const [inEnglish, inRussian] = [readWords(en), readWords(ru)];
    expect([...inRussian.keys()].sort()).toEqual([...inEnglish.keys()].sort());
    for (const [key, word] of inEnglish) {
      expect({ key, of: inRussian.get(key)?.placeholders }).toEqual({ key, of: word.placeholders });
      const isPlural = word.forms.length > 0;
      expect({ key, forms: word.forms }).toEqual({ key, forms: isPlural ? FORMS.en : [] });
      expect({ key, forms: inRussian.get(key)?.forms }).toEqual({ key, forms: isPlural ? FORMS.ru : [] });
    }
  });
}

interface Word {
  readonly forms: string[];
  readonly placeholders: string[];
}

function readWords(catalogue: object, path = ''): Map<string, Word> {
  const words = new Map<string, Word>();
  for (const [key, value] of Object.entries(catalogue) as [string, unknown][]) {
    if (typeof value !== 'string') {
      for (const [inner, word] of readWords(value as object, `${path}${key}.`)) words.set(inner, word);
      continue;
    }
    const form = PLURAL.exec(key)?.[1];
    const name = path + key.replace(PLURAL, '');
    const known = words.get(name) ?? { forms: [], placeholders: [] };
    const found = [...value.matchAll(/\{\{(\w+)/g)].map(([, placeholder = '']) => placeholder);
    words.set(name, {
      forms: form === undefined || form === 'zero' ? known.forms : [...known.forms, form].sort(),
      placeholders: [...new Set([...known.placeholders, ...found])].sort(),
    });
  }
  return words;
}
