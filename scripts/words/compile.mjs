import { LineCounter, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { WordsFault, compileText } from './message.mjs';

const MADE = '// Made from the folder words (scripts/words.mjs); do not edit.\n';

/**
 * The catalogues of a side as TypeScript: for each layer the type of its arguments and a module of functions a language.
 *
 * @param {typeof import('./sides.mjs').SIDES.server} side
 * @param {Readonly<Record<string, { name: string, fallback?: string }>>} languages the first is the reference
 * @param {(file: string) => string | undefined} read a file below `words`, or undefined where there is none
 * @returns {{ files: Map<string, string>, faults: string[] }} file below the side's output → its text; faults as sentences
 */
export function compileSide(side, languages, read) {
  const files = new Map([['words.ts', sharedModule(side, languages)]]);
  const faults = [];
  for (const layer of side.layers) compileLayer(layer);
  return { files, faults: faults.sort() };

  function compileLayer(layer) {
    const [reference, ...others] = Object.keys(languages).map((language) => catalogue(layer, language));
    if (reference === null) return;
    for (const other of others) if (other !== null) compare(reference, other);
    const type = `${layer[0].toUpperCase()}${layer.slice(1)}Arguments`;
    const written = [reference, ...others].filter((each) => each !== null);
    const moduleOf = (language) =>
      written.some((each) => each.language === language) ? language : languages[language].fallback;
    files.set(`${layer}/arguments.ts`, argumentsModule(type, reference));
    for (const each of written) files.set(`${layer}/${each.language}.ts`, languageModule(type, reference, each));
    files.set(`${layer}/index.ts`, indexModule(layer, type, moduleOf));
    if (side.loads) files.set(`${layer}/load.ts`, loadModule(layer, type, moduleOf));
  }

  /** The texts of one file, or null where a partial language has none. */
  function catalogue(layer, language) {
    const file = `${layer}/${language}.json`;
    const source = read(file);
    if (source === undefined) {
      if (languages[language].fallback === undefined) faults.push(`words/${file} is missing.`);
      return null;
    }
    const counter = new LineCounter();
    const document = parseDocument(source, { lineCounter: counter, schema: 'json', prettyErrors: false });
    const placeOf = (offset) => {
      const { line, col } = counter.linePos(offset);
      return `words/${file}:${line}:${col}`;
    };
    const texts = new Map();
    for (const { message, pos } of document.errors) faults.push(`${placeOf(pos[0])} ${message}.`);
    collect(document.contents, '');
    return { language, file, texts };

    function collect(node, key) {
      if (isMap(node)) {
        for (const { key: name, value } of node.items) {
          if (!name.value.startsWith('@')) collect(value, key === '' ? name.value : `${key}.${name.value}`);
        }
        return;
      }
      const fail = (reason) => faults.push(`${placeOf(node?.range[0] ?? 0)} ${key}: ${reason}.`);
      const items = isSeq(node) ? node.items : [node];
      const messages = items.map((item) => (isScalar(item) ? item.value : undefined));
      if (messages.length === 0 || messages.some((message) => typeof message !== 'string')) {
        fail('is neither a text nor a list of texts');
      } else if (texts.has(key)) {
        fail('is there twice');
      } else {
        try {
          const compiled = compileText(messages, { language, formatters: side.formatters });
          texts.set(key, { ...compiled, place: placeOf(node.range[0]) });
        } catch (error) {
          if (!(error instanceof WordsFault)) throw error;
          fail(error.message);
          texts.set(key, null);
        }
      }
    }
  }

  /** Skips a text with a fault: the fault is reported by itself. */
  function compare(reference, other) {
    for (const [key, text] of reference.texts) {
      const translated = other.texts.get(key);
      if (translated === undefined && languages[other.language].fallback === undefined)
        faults.push(`words/${other.file} lacks ${key}, which words/${reference.file} has.`);
      if (text && translated) compareArguments(key, text, translated, reference.language);
    }
    for (const [key, text] of other.texts)
      if (!reference.texts.has(key))
        faults.push(`${text?.place ?? `words/${other.file}`} ${key}: words/${reference.file} has no such text.`);
  }

  function compareArguments(key, text, { takes, place }, reference) {
    const fail = (reason) => faults.push(`${place} ${key}: ${reason}.`);
    for (const [name, { type, isOptional }] of text.takes) {
      const taken = takes.get(name);
      if (taken === undefined) fail(`does not use {${name}}, as ${reference} does`);
      else if (taken.type !== type) fail(`uses {${name}} as ${taken.type}, and ${reference} as ${type}`);
      else if (isOptional && !taken.isOptional) fail(`always uses {${name}}, and ${reference} does without it`);
    }
    for (const name of takes.keys()) if (!text.takes.has(name)) fail(`uses {${name}}, which ${reference} does not`);
  }

  function indexModule(layer, type, moduleOf) {
    const modules = [...new Set(Object.keys(languages).map(moduleOf))];
    const entries = Object.keys(languages).map((language) =>
      moduleOf(language) === language ? language : `${language}: ${moduleOf(language)}`,
    );
    return `${MADE}import type { Language, Words } from '../words';
import type { ${type} } from './arguments';
${modules.map((language) => `import { words as ${language} } from './${language}';\n`).join('')}
export type { ${type} } from './arguments';
export const ${layer}: Readonly<Record<Language, Words<${type}>>> = { ${entries.join(', ')} };
`;
  }

  function loadModule(layer, type, moduleOf) {
    const entries = Object.keys(languages).map(
      (language) => `  ${language}: () => import('./${moduleOf(language)}').then(({ words }) => words),\n`,
    );
    return `${MADE}import type { Language, Words } from '../words';
import type { ${type} } from './arguments';

export const load${layer[0].toUpperCase()}${layer.slice(1)}: Readonly<Record<Language, () => Promise<Words<${type}>>>> = {
${entries.join('')}};
`;
  }

  function languageModule(type, reference, { language, texts }) {
    const { fallback } = languages[language];
    const entries = [...reference.texts.keys()]
      .filter((key) => texts.get(key))
      .map((key) => `  ${JSON.stringify(key)}: ${texts.get(key).code},\n`);
    return `${MADE}import type { Words } from '../words';
import type { ${type} } from './arguments';
${fallback === undefined ? '' : `import { words as fallback } from './${fallback}';\n`}
export const words: Words<${type}> = {
${fallback === undefined ? '' : '  ...fallback,\n'}${entries.join('')}};
`;
  }
}

function argumentsModule(type, { texts }) {
  const entries = [...texts].map(([key, text]) => {
    const takes = [...(text?.takes ?? [])].map(([name, { type: taken, isOptional }]) =>
      isOptional ? `${name}?: ${taken} | null | undefined` : `${name}: ${taken}`,
    );
    return `  ${JSON.stringify(key)}: {${takes.length > 0 ? ` ${takes.join('; ')} ` : ''}};\n`;
  });
  return `${MADE}export interface ${type} {\n${entries.join('')}}\n`;
}

function sharedModule({ formatters }, languages) {
  const list = (names) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
  const all = Object.keys(languages);
  const record = (valueOf) => `{ ${all.map((language) => `${language}: ${valueOf(language)}`).join(', ')} }`;
  const formats = Object.entries(formatters).map(
    ([name, type]) => `  ${name}(value: ${type}, language: Language): string;\n`,
  );
  return `${MADE}export const LANGUAGES = ${list(all)} as const;
export type Language = (typeof LANGUAGES)[number];

/** Those that have every text. */
export const WHOLE_LANGUAGES = ${list(all.filter((language) => languages[language].fallback === undefined))} as const;
export type WholeLanguage = (typeof WHOLE_LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = ${record((language) => JSON.stringify(languages[language].name))};

/** The language of a text that a partial language lacks. */
export const FALLBACK: Readonly<Record<Language, WholeLanguage>> = ${record((language) => `'${languages[language].fallback ?? language}'`)};

/** A formatter gets the language of the text that uses it, which is the fallback's where a text is missing. */
export interface Formatters {
${formats.join('')}  plural(value: number, language: Language): Intl.LDMLPluralRule;
}

export type Words<A> = { readonly [K in keyof A]: (f: Formatters, a: A[K]) => string };

/** Arguments of a call besides its key: none where the text has no arguments. */
export type Given<T> = keyof T extends never ? [] : {} extends T ? [a?: T] : [a: T];
`;
}
