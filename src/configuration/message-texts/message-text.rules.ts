import {
  Drop,
  type Comparable,
  type Filter,
  Liquid,
  LiquidError,
  type Template,
  Tag,
  type Token,
  TypeGuards,
  Value,
} from 'liquidjs';
import type { Formatters } from '../../generated/words/words';
import type { WholeLanguage } from '../../platform/language/language';
import { type MessageValues, type MessageVariable, metaOf, type VariableKind } from './message-variables.rules';

/** The longest text as written, in characters. */
export const MAX_TEXT_LENGTH = 2_000;
/** The longest text as sent: the most that SMS providers accept at once; all other channels accept it too. */
const MAX_SENT_LENGTH = 1_500;
const MAX_DEPTH = 5;
const RENDER_MS = 1_000;
const MEMORY = 1_000_000;
const TAGS = new Set(['if', 'unless', 'case', 'comment', '#']);

/** A mistake in a text. Line and column count from 1; `name` is the variable, tag or filter concerned. */
export interface TextFault {
  readonly what:
    | 'SYNTAX'
    | 'VARIABLE'
    | 'TAG'
    | 'FILTER'
    | 'FILTER_KIND'
    | 'PLURAL_FORMS'
    | 'DATE_FORM'
    | 'DEPTH'
    | 'LENGTH';
  readonly line: number;
  readonly column: number;
  readonly name: string;
}

/** A text without mistakes. */
export interface MessageText {
  /** The variables in the text, each once. */
  readonly variables: readonly MessageVariable[];
  /** Variables that are written without a default and that some guests lack. */
  readonly needed: readonly MessageVariable[];
  readonly templates: readonly Template[];
}

export type ParsedText = { readonly text: MessageText } | { readonly faults: readonly TextFault[] };

/** VARIABLE_MISSING: this guest has no value for `name`, and the text has no default. TEXT_FAILED: the result is too long to send. */
export type RenderedText =
  | { readonly text: string }
  | { readonly failure: 'VARIABLE_MISSING'; readonly name: MessageVariable | null }
  | { readonly failure: 'TEXT_FAILED' };

/** How a message's values are written. */
export interface TextForm {
  readonly language: WholeLanguage;
  readonly formatters: Formatters;
  /** The currency's decimals: conditions compare sums in the main unit, as in `receipt.sum > 500`. */
  readonly currencyDigits: number;
}

/** A number that is written in the language's form and compared as a number. */
class Figure extends Drop implements Comparable {
  constructor(
    readonly kind: VariableKind,
    readonly stored: number,
    readonly compared: number,
    readonly written: string,
  ) {
    super();
  }

  equals = (other: unknown): boolean => this.compared === numberOf(other);
  gt = (other: unknown): boolean => this.compared > numberOf(other);
  geq = (other: unknown): boolean => this.compared >= numberOf(other);
  lt = (other: unknown): boolean => this.compared < numberOf(other);
  leq = (other: unknown): boolean => this.compared <= numberOf(other);

  override valueOf(): number {
    return this.compared;
  }
}

class MissingValue extends Error {}

interface FilterRule {
  /** The kind of variable that the filter accepts; null: any. */
  readonly takes: VariableKind | null;
  readonly arguments: { readonly min: number; readonly max: number };
}

const FILTERS: Readonly<Record<string, FilterRule>> = {
  default: { takes: null, arguments: { min: 1, max: 1 } },
  points: { takes: 'NUMBER', arguments: { min: 0, max: 0 } },
  plural: { takes: 'NUMBER', arguments: { min: 2, max: 3 } },
  date: { takes: 'DATE', arguments: { min: 1, max: 1 } },
};

/**
 * Parses a text and finds its mistakes: variables outside `known`, tags and filters other than ours, and text that Liquid can't parse. The language
 * has no loops, assignments and includes, so a text costs no more than its length.
 */
export function parseText(source: string, known: readonly MessageVariable[]): ParsedText {
  if (source.length > MAX_TEXT_LENGTH) return { faults: [{ what: 'LENGTH', line: 1, column: 1, name: '' }] };
  let templates: Template[];
  try {
    templates = engine.parse(source);
  } catch (error) {
    return { faults: [faultOf(error)] };
  }
  const reading = new TextReading(new Set<string>(known));
  reading.walk(templates, 0);
  if (reading.faults.length > 0) return { faults: reading.faults };
  return { text: { variables: [...reading.variables], needed: [...reading.needed], templates } };
}

/** Writes a text with values. A value is written on one line, and Liquid's marks in it are plain characters. Never throws. */
export function renderText(text: MessageText, values: MessageValues, form: TextForm): RenderedText {
  try {
    const scope = scopeOf(text.variables, values, form);
    const written = String(engine.renderSync([...text.templates], scope, { globals: { form } }));
    return written.length > MAX_SENT_LENGTH || written.trim() === '' ? { failure: 'TEXT_FAILED' } : { text: written };
  } catch (error) {
    if (!(error instanceof LiquidError && causeOf(error) instanceof MissingValue)) return { failure: 'TEXT_FAILED' };
    return { failure: 'VARIABLE_MISSING', name: text.needed.find((name) => isEmpty(values[name])) ?? null };
  }
}

const engine = createEngine();

function createEngine(): Liquid {
  const made = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: written,
    templates: {},
    parseLimit: MAX_TEXT_LENGTH,
    renderLimit: RENDER_MS,
    memoryLimit: MEMORY,
  });
  for (const name of Object.keys(made.tags)) if (!TAGS.has(name)) Reflect.deleteProperty(made.tags, name);
  for (const name of Object.keys(made.filters)) Reflect.deleteProperty(made.filters, name);
  made.registerFilter('default', (value: unknown, other: unknown) => value ?? other);
  made.registerFilter('points', function (value: unknown) {
    const { formatters, language } = formOf(this.context.globals);
    return value instanceof Figure ? formatters.points(value.stored, language) : value;
  });
  made.registerFilter('plural', function (value: unknown, ...forms: unknown[]) {
    const { formatters, language } = formOf(this.context.globals);
    if (!(value instanceof Figure)) return value;
    const form = formatters.plural(value.stored, language);
    if (form === 'one') return forms[0];
    return form === 'few' ? forms[1] : forms.at(-1);
  });
  made.registerFilter('date', function (value: unknown) {
    return value instanceof Figure ? shortDate(value.stored, formOf(this.context.globals).language) : value;
  });
  return made;
}

/** The text of a value at the end of an output; throws for a missing value. */
function written(value: unknown): string {
  if (value === null || value === undefined) throw new MissingValue();
  return value instanceof Figure ? value.written : typeof value === 'string' ? value : JSON.stringify(value);
}

const shortDates = {
  ru: new Intl.DateTimeFormat('ru', { dateStyle: 'short', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' }),
};
const DAY_MS = 86_400_000;

function shortDate(day: number, language: WholeLanguage): string {
  return shortDates[language].format(day * DAY_MS);
}

/** Walks through a parsed text and collects variables and mistakes. */
class TextReading {
  readonly faults: TextFault[] = [];
  readonly variables = new Set<MessageVariable>();
  readonly needed = new Set<MessageVariable>();

  constructor(private readonly known: ReadonlySet<string>) {}

  walk(templates: readonly Template[], depth: number): void {
    for (const template of templates) {
      const isTag: boolean = template instanceof Tag;
      if (isTag && depth >= MAX_DEPTH) {
        this.add('DEPTH', template.token, '');
        continue;
      }
      for (const argument of template.arguments?.() ?? [])
        if (argument instanceof Value) this.readValue(argument, !isTag);
        else this.readToken(argument);
      const children = template.children?.(false, true).next();
      if (children !== undefined) this.walk(children.value as Template[], depth + 1);
    }
  }

  private readValue({ initial, filters }: Value, isWritten: boolean): void {
    for (const token of initial.postfix) this.readToken(token);
    const [only] = initial.postfix;
    const variable = initial.postfix.length === 1 ? this.variableOf(only) : null;
    // The last filter of an output is ours: it refuses a missing value.
    const named = isWritten ? filters.slice(0, -1) : filters;
    if (only !== undefined) for (const filter of named) this.readFilter(filter, only, variable);
    if (variable === null || !isWritten || named.some(({ name }) => name === 'default')) return;
    if (metaOf(variable).mayBeEmpty) this.needed.add(variable);
  }

  private readFilter({ name, args }: Filter, at: Token, variable: MessageVariable | null): void {
    const rule = FILTERS[name];
    if (rule === undefined) return;
    for (const argument of args) this.readToken(Array.isArray(argument) ? argument[1] : argument);
    const { min, max } = rule.arguments;
    const kind = variable === null ? null : metaOf(variable).kind;
    const isText = args.every((argument) => TypeGuards.isQuotedToken(argument));
    if (rule.takes !== null && kind !== rule.takes) this.add('FILTER_KIND', at, name);
    else if (args.length < min || args.length > max || !isText)
      this.add(name === 'plural' ? 'PLURAL_FORMS' : name === 'date' ? 'DATE_FORM' : 'FILTER', at, name);
    else if (name === 'date' && args.some((form) => TypeGuards.isQuotedToken(form) && form.content !== 'short'))
      this.add('DATE_FORM', at, name);
  }

  private readToken(token: Token | undefined): void {
    if (token === undefined) return;
    if (TypeGuards.isRangeToken(token)) this.add('SYNTAX', token, token.getText());
    if (!TypeGuards.isPropertyAccessToken(token)) return;
    const variable = this.variableOf(token);
    if (variable === null) this.add('VARIABLE', token, token.getText().trim());
    else this.variables.add(variable);
  }

  private variableOf(token: Token | undefined): MessageVariable | null {
    if (token === undefined || !TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null;
    const name = token.props
      .map((part) => (TypeGuards.isWordToken(part) || TypeGuards.isQuotedToken(part) ? part.content : '?'))
      .join('.');
    return this.known.has(name) ? (name as MessageVariable) : null;
  }

  private add(what: TextFault['what'], token: Token, name: string): void {
    const [line = 1, column = 1] = token.getPosition();
    this.faults.push({ what, line, column, name: name.slice(0, MAX_NAME) });
  }
}

const MAX_NAME = 60;

/** The mistake in one of Liquid's errors. Their words are English and may change, so only the fault is taken from them; our texts describe it. */
function faultOf(error: unknown): TextFault {
  if (!(error instanceof LiquidError)) return { what: 'SYNTAX', line: 1, column: 1, name: '' };
  const [line = 1, column = 1] = error.token.getPosition();
  const [, kind, name] = /^(?:tag "([^"]+)" not found|undefined filter: ([^,\s]+))/.exec(error.message) ?? [];
  if (kind !== undefined) return { what: 'TAG', line, column, name: kind.slice(0, MAX_NAME) };
  if (name !== undefined) return { what: 'FILTER', line, column, name: name.slice(0, MAX_NAME) };
  return { what: 'SYNTAX', line, column, name: error.token.getText().slice(0, MAX_NAME) };
}

function causeOf(error: LiquidError): unknown {
  return error.originalError;
}

function scopeOf(names: readonly MessageVariable[], values: MessageValues, form: TextForm): object {
  const scope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of names) {
    const [group = '', member] = name.split('.');
    const value = shown(metaOf(name).kind, values[name] ?? null, form);
    if (member === undefined) scope[group] = value;
    else scope[group] = { ...(scope[group] as object | undefined), [member]: value };
  }
  return scope;
}

function shown(kind: VariableKind, value: string | number | null, form: TextForm): Figure | string | null {
  if (isEmpty(value)) return null;
  if (typeof value !== 'number') return oneLine(String(value));
  const { formatters, language, currencyDigits } = form;
  switch (kind) {
    case 'MONEY':
      return new Figure(kind, value, value / 10 ** currencyDigits, formatters.money(value, language));
    case 'DATE':
      return new Figure(kind, value, value, formatters.date(value, language));
    case 'NUMBER':
    case 'TEXT':
      return new Figure(kind, value, value, formatters.number(value, language));
  }
}

/** A value on one line, without characters that change the writing direction. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

function isEmpty(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'string' && oneLine(value) === '');
}

function numberOf(value: unknown): number {
  return value instanceof Figure ? value.compared : typeof value === 'number' ? value : NaN;
}

function formOf(globals: object): TextForm {
  return (globals as { readonly form: TextForm }).form;
}
