import { parse } from '@messageformat/parser';

/** A text that cannot be compiled; the message is a sentence about it. */
export class WordsFault extends Error {}

/**
 * One ICU message, or several of which the first is used whose arguments are all given, as a function of the formatters
 * `f` and the arguments `a`.
 *
 * @param {string | string[]} text
 * @param {{ language: string, formatters: Readonly<Record<string, string>> }} given
 * @returns {{ code: string, takes: Map<string, { type: string, isOptional: boolean }> }}
 * @throws {WordsFault}
 */
export function compileText(text, { language, formatters }) {
  const messages = [text].flat().map((source) => new Message(source, language, formatters));
  const takes = argumentsOf(messages);
  const uses = (name) => messages.some(({ used }) => used.has(name));
  const head = `(${uses('f') ? 'f' : takes.size > 0 ? '_f' : ''}${takes.size > 0 ? ', a' : ''})`;
  const last = messages.at(-1);
  const code =
    messages.length === 1 && last.plurals.size === 0
      ? `${head} => ${last.expression}`
      : `${head} => { ${messages.map((message) => message.statement(takes, message === last)).join(' ')} }`;
  return { code, takes };
}

/** Arguments of the last message are required; those that only earlier messages use are optional. */
function argumentsOf(messages) {
  const takes = new Map();
  for (const { types } of messages) {
    for (const [name, type] of types) {
      const known = takes.get(name);
      if (known !== undefined && known.type !== type)
        throw new WordsFault(`uses {${name}} as ${known.type} and as ${type}`);
      takes.set(name, { type, isOptional: !messages.at(-1).types.has(name) });
    }
  }
  return takes;
}

class Message {
  /** The type of each argument. */
  types = new Map();
  /** The arguments of plurals, each with its constant. */
  plurals = new Map();
  used = new Set();

  constructor(source, language, formatters) {
    this.language = language;
    this.formatters = formatters;
    this.expression = this.#textOf(parsed(source, language), null);
  }

  /** Returns the text; any but the last only when its arguments are there. */
  statement(takes, isLast) {
    const forms = [...this.plurals].map(
      ([argument, form]) => `const ${form} = f.plural(a.${argument}, '${this.language}'); `,
    );
    const body = `${forms.join('')}return ${this.expression};`;
    const needed = [...this.types.keys()].filter((name) => takes.get(name).isOptional);
    if (isLast) return body;
    if (needed.length === 0) throw new WordsFault('a message before the last has nothing that could be missing');
    return `if (${needed.map((name) => `a.${name} != null`).join(' && ')}) { ${body} }`;
  }

  #textOf(tokens, counted) {
    if (tokens.every(({ type }) => type === 'content')) return quoted(tokens.map(({ value }) => value).join(''));
    const parts = tokens.map((token) =>
      token.type === 'content' ? inTemplate(token.value) : `\${${this.#valueOf(token, counted)}}`,
    );
    return `\`${parts.join('')}\``;
  }

  #valueOf(token, counted) {
    switch (token.type) {
      case 'argument':
        return this.#take(token.arg, 'string');
      case 'octothorpe':
        return this.#formatted(counted, 'number');
      case 'function':
        if (token.param !== undefined) throw new WordsFault(`{${token.arg}, ${token.key}} takes no style`);
        return this.#formatted(token.arg, token.key);
      case 'select':
        return this.#choice(token, (key) => `${this.#take(token.arg, 'string')} === ${quoted(key)}`, counted);
      case 'plural':
        return this.#plural(token);
      default:
        throw new WordsFault(`${token.type} is not among what a text may use`);
    }
  }

  #plural(token) {
    const { arg, cases, pluralOffset } = token;
    if (pluralOffset) throw new WordsFault(`{${arg}} has an offset, which is not among what a text may use`);
    const value = this.#take(arg, 'number');
    missingForms(token, this.language);
    const isByForm = cases.some(({ key }) => key !== 'other' && !key.startsWith('='));
    if (isByForm && !this.plurals.has(arg)) this.plurals.set(arg, `form${this.plurals.size}`);
    if (isByForm) this.used.add('f');
    const form = this.plurals.get(arg);
    const exactFirst = [...cases].sort((a, b) => b.key.startsWith('=') - a.key.startsWith('='));
    const test = (key) => (key.startsWith('=') ? `${value} === ${Number(key.slice(1))}` : `${form} === '${key}'`);
    return this.#choice({ arg, cases: exactFirst }, test, arg);
  }

  #choice({ arg, cases }, test, counted) {
    const other = cases.find(({ key }) => key === 'other');
    if (other === undefined) throw new WordsFault(`{${arg}} has no case "other"`);
    const twice = cases.find(({ key }, at) => cases.findIndex((each) => each.key === key) < at);
    if (twice !== undefined) throw new WordsFault(`{${arg}} has the case "${twice.key}" twice`);
    return cases
      .filter((each) => each !== other)
      .map(({ key, tokens }) => `${test(key)} ? ${this.#textOf(tokens, counted)} : `)
      .concat(this.#textOf(other.tokens, counted))
      .join('');
  }

  #formatted(argument, formatter) {
    const type = this.formatters[formatter];
    if (type === undefined)
      throw new WordsFault(
        `{${argument}, ${formatter}} names no formatter; there are ${Object.keys(this.formatters).join(', ')}`,
      );
    this.used.add('f');
    return `f.${formatter}(${this.#take(argument, type)}, '${this.language}')`;
  }

  #take(argument, type) {
    if (!/^[A-Za-z]\w*$/.test(argument)) throw new WordsFault(`{${argument}} is no name of an argument`);
    const known = this.types.get(argument);
    if (known !== undefined && known !== type) throw new WordsFault(`uses {${argument}} as ${known} and as ${type}`);
    this.types.set(argument, type);
    return `a.${argument}`;
  }
}

function parsed(source, language) {
  try {
    return parse(source, { cardinal: categoriesOf(language) });
  } catch (error) {
    // The parser draws the place below its sentence.
    throw new WordsFault(error.message.split('\n', 1)[0].replace(/:$/, ''));
  }
}

function categoriesOf(language) {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories;
}

/**
 * `other` may stand for one category of whole numbers: were it two, a noun would be in the wrong form. A choice between
 * exact numbers and the rest inflects nothing.
 */
function missingForms({ arg, cases }, language) {
  if (cases.length > 1 && cases.every(({ key }) => key === 'other' || key.startsWith('='))) return;
  const rules = new Intl.PluralRules(language);
  const given = new Set(cases.map(({ key }) => key).filter((key) => key !== 'other'));
  const left = new Set();
  for (let count = 0; count <= WHOLE_NUMBERS; count += 1)
    if (!given.has(`=${count}`) && !given.has(rules.select(count))) left.add(rules.select(count));
  if (left.size > 1)
    throw new WordsFault(`{${arg}} lacks a plural form: "other" stands for ${[...left].join(' and ')}`);
}

const WHOLE_NUMBERS = 200;

function quoted(text) {
  return JSON.stringify(text);
}

function inTemplate(text) {
  return text.replace(/[\\`]|\$\{/g, (mark) => `\\${mark}`);
}
