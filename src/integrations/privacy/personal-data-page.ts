import { messages, type MessagesArguments } from '../../generated/words/messages';
import type { Formatters } from '../../generated/words/words';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import { FORMATTERS, formattersFor } from '../../platform/language/formatters';
import type { WholeLanguage } from '../../platform/language/language';
import { PERSONAL_DATA } from '../../security';
import type { PersonalData } from './privacy.dto';

type Section = PersonalData['sections'][number];

/** How to write a network's values for people. */
export interface PageReading {
  readonly language: WholeLanguage;
  readonly currency: string;
  readonly currencyDigits: number;
  /** IANA time zone of the times on the page. */
  readonly timeZone: string;
  /** Names of restaurants, rewards, campaigns and segments by id. */
  readonly names: ReadonlyMap<string, string>;
}

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Columns with amounts in minor units. */
const MONEY: ReadonlySet<string> = new Set([
  'guest_states.spend',
  'transactions.amount',
  'transactions.discount',
  'transactions.payable',
  'impact_guests.discount',
  'impact_guests.paid',
]);
/** Columns whose values are our codes and are translated; texts by people stay unchanged. */
const CODES: ReadonlySet<string> = new Set([
  'type',
  'status',
  'channel',
  'kind',
  'source',
  'basis',
  'role',
  'state',
  'side',
  'purpose',
  'arm',
  'told_way',
  'way',
  'confirmed_by',
  'actor_kind',
  'requested_by_kind',
  'reason_code',
  'locale',
  'unwanted_messages',
  'allowance_period',
]);
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The export as a page without scripts, to read and to print. Ids that mean nothing to a person are only in the JSON. */
export function personalDataPage(data: PersonalData, reading: PageReading): string {
  const page = new Page(data, reading);
  return page.text();
}

class Page {
  private readonly formatters: Formatters;
  private readonly moments: Intl.DateTimeFormat;

  constructor(
    private readonly data: PersonalData,
    private readonly reading: PageReading,
  ) {
    this.formatters = formattersFor(reading.currency, reading.currencyDigits);
    this.moments = new Intl.DateTimeFormat(reading.language, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: reading.timeZone,
    });
  }

  text(): string {
    const { language, timeZone } = this.reading;
    const words = messages[language];
    const title = words['personalData.title'](FORMATTERS, { network: this.data.network });
    const moment = this.moments.format(new Date(this.data.madeAt));
    const made = words['personalData.made'](FORMATTERS, { moment, timeZone });
    const sections = this.data.sections.map((section) => this.sectionOf(section)).join('\n');
    return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #171b19; }
h2 { margin-top: 2rem; font-size: 1.1rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; min-width: 100%; }
th, td { border: 1px solid #dde2df; padding: .3rem .5rem; text-align: left; vertical-align: top; white-space: pre-line; overflow-wrap: anywhere; }
th { background: #f1f3f2; white-space: nowrap; }
/* On a phone each row is a card, and each cell has its name above it. */
@media (max-width: 40rem) {
  body { margin: 1rem auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { margin: 0 0 .75rem; padding: .5rem .75rem; border: 1px solid #dde2df; border-radius: 12px; }
  td { padding: .2rem 0; border: 0; }
  td::before { display: block; color: #5f6a65; font-size: .85em; content: attr(data-name); }
  td:empty { display: none; }
}
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(made)}</p>
${sections}
</body>
</html>
`;
  }

  private sectionOf({ table, rows, isCut }: Section): string {
    const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id');
    const cells = rows.map((row) => columns.map((column) => this.cell(table, column, row[column])));
    const shown = columns.flatMap((_, index) => (cells.some((row) => row[index] !== '') ? [index] : []));
    if (shown.length === 0) return '';
    const caption = this.word(`personalData.tables.${table}`) ?? table;
    const names = columns.map((column) => escape(this.columnName(column, table)));
    const head = shown.map((index) => `<th scope="col">${names[index] ?? ''}</th>`).join('');
    const cellOf = (row: readonly string[], index: number) =>
      `<td role="cell" data-name="${names[index] ?? ''}">${escape(row[index] ?? '')}</td>`;
    const body = cells.map((row) => `<tr role="row">${shown.map((index) => cellOf(row, index)).join('')}</tr>`);
    const more = isCut ? `<p>${escape(this.word('personalData.cut') ?? '')}</p>` : '';
    return `<h2 id="${table}">${escape(caption)}</h2>
<div class="table"><table role="table" aria-labelledby="${table}"><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>${more}`;
  }

  private cell(table: string, column: string, value: unknown): string {
    if (typeof value === 'number' && MONEY.has(`${table}.${column}`)) return this.money(value);
    if (table === 'transactions' && column === 'items' && Array.isArray(value))
      return value.map((line) => this.line(line)).join('\n');
    return this.written(column, value);
  }

  /** A receipt's line, as the journal stores it. */
  private line(stored: unknown): string {
    const [sku, name, , quantityMilli, , total] = stored as [
      string | null,
      string | null,
      unknown,
      number,
      unknown,
      number,
    ];
    const { language } = this.reading;
    const goods = [name ?? sku ?? '', `× ${FORMATTERS.quantity(quantityMilli, language)}`].filter(
      (part) => part !== '',
    );
    return `${goods.join(' ')}: ${this.money(total)}`;
  }

  /** A value in words; empty where it means nothing to a person. */
  private written(column: string, value: unknown): string {
    switch (typeof value) {
      case 'string':
        return this.string(column, value);
      case 'number':
        return FORMATTERS.number(value, this.reading.language);
      case 'boolean':
        return this.word(`personalData.${value ? 'yes' : 'no'}`) ?? '';
      case 'object':
        return this.members(column, value);
      default:
        return '';
    }
  }

  private string(column: string, value: string): string {
    if (value === PERSONAL_DATA) return this.word('personalData.notKept') ?? '';
    if (this.data.guestIds.includes(value)) return this.word('personalData.self') ?? '';
    if (ID.test(value)) return this.reading.names.get(value) ?? '';
    if (MOMENT.test(value)) return this.moments.format(new Date(value));
    if (DAY.test(value)) return FORMATTERS.date(dayOfIsoDate(value), this.reading.language);
    if (column === 'action') return this.word(`personalData.actions.${value}`) ?? value;
    return (CODES.has(column) ? this.word(`personalData.values.${value}`) : undefined) ?? value;
  }

  /** A list, separated by commas; an object as lines with names and values. */
  private members(column: string, value: object | null): string {
    if (value === null) return '';
    if (Array.isArray(value))
      return value
        .map((entry) => this.written(column, entry))
        .filter((text) => text !== '')
        .join(', ');
    return Object.entries(value)
      .map(([name, member]) => [this.columnName(name), this.written(inSnakeCase(name), member)] as const)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `${name}: ${text}`)
      .join('\n');
  }

  private money(minorUnits: number): string {
    return this.formatters.money(minorUnits, this.reading.language);
  }

  /** The name of a member within a value; members have columns' names in camel case. */
  private columnName(column: string, table?: string): string {
    const name = inSnakeCase(column);
    const ofTable = table === undefined ? undefined : this.word(`personalData.columns.${table}_${name}`);
    return ofTable ?? this.word(`personalData.columns.${name}`) ?? name.replaceAll('_', ' ');
  }

  /** A catalogue text without arguments; undefined where the name has none. */
  private word(name: string): string | undefined {
    const words = messages[this.reading.language];
    if (!Object.hasOwn(words, name)) return undefined;
    return words[name as PlainTextKey](FORMATTERS, {});
  }
}

type PlainTextKey = {
  [Key in keyof MessagesArguments]: object extends MessagesArguments[Key] ? Key : never;
}[keyof MessagesArguments];

function inSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}
