import { messages, type MessagesArguments } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import type { WholeLanguage } from '../../platform/language/language';
import type { PersonalData } from './privacy.dto';

type Section = PersonalData['sections'][number];

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The export as a page without scripts, to read and to print. */
export function personalDataPage(data: PersonalData, language: WholeLanguage): string {
  const words = messages[language];
  const title = words['personalData.title'](FORMATTERS, { network: data.network });
  const made = words['personalData.made'](FORMATTERS, { moment: data.madeAt.slice(0, 16).replace('T', ' ') });
  const sections = data.sections.map((section) => sectionOf(section, language)).join('\n');
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
th, td { border: 1px solid #dde2df; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f1f3f2; white-space: nowrap; }
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

function sectionOf({ table, rows, isCut }: Section, language: WholeLanguage): string {
  const name = `personalData.tables.${table}`;
  const caption = word(name, language) ?? table;
  const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== null));
  const head = columns.map((column) => `<th scope="col">${escape(columnName(column, language))}</th>`).join('');
  const body = rows.map((row) => `<tr>${columns.map((column) => `<td>${cell(row[column])}</td>`).join('')}</tr>`);
  const more = isCut ? `<p>${escape(word('personalData.cut', language) ?? '')}</p>` : '';
  return `<h2 id="${table}">${escape(caption)}</h2>
<div class="table"><table aria-labelledby="${table}"><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>${more}`;
}

function columnName(column: string, language: WholeLanguage): string {
  return word(`personalData.columns.${column}`, language) ?? column.replaceAll('_', ' ');
}

/** A text without arguments; undefined for a name that has none. */
function word(name: string, language: WholeLanguage): string | undefined {
  const words = messages[language];
  if (!Object.hasOwn(words, name)) return undefined;
  return words[name as Plain](FORMATTERS, {});
}

type Plain = {
  [Key in keyof MessagesArguments]: object extends MessagesArguments[Key] ? Key : never;
}[keyof MessagesArguments];

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return escape(/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? text.slice(0, 16).replace('T', ' ') : text);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}
