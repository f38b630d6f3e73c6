import * as fc from 'fast-check';
import { runs } from '../../../test/support/decision/runs';
import { formattersFor } from '../../platform/language/formatters';
import { type MessageText, parseText, renderText, type TextForm } from './message-text.rules';
import { MESSAGE_VARIABLES, type MessageValues, type MessageVariable, variablesOf } from './message-variables.rules';

const ALL = Object.keys(MESSAGE_VARIABLES) as MessageVariable[];
const RU: TextForm = { language: 'ru', formatters: formattersFor('RUB', 2), currencyDigits: 2 };
const EN: TextForm = { language: 'en', formatters: formattersFor('RUB', 2), currencyDigits: 2 };

function parsed(source: string): MessageText {
  const read = parseText(source, ALL);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.text;
}

function faultsOf(source: string, known: readonly MessageVariable[] = ALL) {
  const read = parseText(source, known);
  return 'faults' in read ? read.faults : [];
}

const render = (source: string, values: MessageValues, form = RU) => renderText(parsed(source), values, form);

describe('A text of a message', () => {
  it.each([
    ['{{ guest.firstName }}, у вас {{ balance | points }}', 'Анна, у вас 1 250 баллов'],
    ['{{ balance }} {{ balance | plural: "плюшка", "плюшки", "плюшек" }}', '1 250 плюшек'],
    ['{{ ending.points | points }} до {{ ending.day }}', '1 балл до 5 декабря 2026 г.'],
    ['До {{ ending.day | date: "short" }}', 'До 05.12.2026'],
    ['Чек {{ receipt.sum }}', 'Чек 1 500,50 ₽'],
    ['{% if receipt.sum > 1500 %}много{% else %}мало{% endif %}', 'много'],
    ['{% if receipt.sum > 1501 %}много{% else %}мало{% endif %}', 'мало'],
    ['{% if tier.next %}до {{ tier.next }}{% else %}выше некуда{% endif %}', 'выше некуда'],
    ['{{ tier.next | default: "высшего" }}', 'высшего'],
    ['{% case balance %}{% when 1250 %}ровно{% else %}нет{% endcase %}', 'ровно'],
    ['{% unless guest.name contains "Анна" %}кто?{% endunless %}!', '!'],
  ])('%s is written as %s', (source, text) => {
    const values = {
      'guest.firstName': 'Анна',
      'guest.name': 'Анна К',
      balance: 1_250,
      'ending.points': 1,
      'ending.day': 20_792,
      'receipt.sum': 150_050,
      'tier.next': null,
    };
    expect(render(source, values)).toEqual({ text: text.replaceAll(/(?<=\d) (?=\d|₽)/g, '\u00a0') });
  });

  it('is written in the language of the reader', () => {
    const source = '{{ balance | points }}, {{ balance | plural: "bun", "buns" }}';
    expect(render(source, { balance: 1 }, EN)).toEqual({ text: '1 point, bun' });
    expect(render(source, { balance: 12 }, EN)).toEqual({ text: '12 points, buns' });
  });

  it('is not written without a value that it needs', () => {
    const { needed } = parsed('{{ guest.name }} {{ tier.next | default: "x" }} {{ balance }}');
    expect(needed).toEqual(['guest.name']);
    for (const name of [undefined, null, '', ' \n '])
      expect(render('Hello {{ guest.name }}', name === undefined ? {} : { 'guest.name': name })).toEqual({
        failure: 'VARIABLE_MISSING',
        name: 'guest.name',
      });
  });

  it('is never longer than a channel takes', () => {
    const source = '{{ guest.name }}'.repeat(9);
    expect(render(source, { 'guest.name': 'x'.repeat(200) })).toEqual({ failure: 'TEXT_FAILED' });
    expect(render(source, { 'guest.name': 'x'.repeat(100) })).toEqual({ text: 'x'.repeat(900) });
  });

  it.each([
    ['VARIABLE', 1, 10, 'guest.nmae', 'Hello {{ guest.nmae }}'],
    ['VARIABLE', 2, 6, 'receipt.sum', 'Hi\n  {{ receipt.sum }}'],
    ['VARIABLE', 1, 4, 'guest["constructor"]', '{{ guest["constructor"] }}'],
    ['VARIABLE', 1, 4, 'guest.name.size', '{{ guest.name.size }}'],
    ['VARIABLE', 1, 7, 'a.b', '{% if a.b %}{% endif %}'],
    ['FILTER', 1, 1, 'upcase', '{{ guest.name | upcase }}'],
    ['FILTER_KIND', 1, 4, 'points', '{{ guest.name | points }}'],
    ['PLURAL_FORMS', 1, 4, 'plural', '{{ balance | plural: "a" }}'],
    ['DATE_FORM', 1, 4, 'date', '{{ ending.day | date: "%1000000000d" }}'],
    ['TAG', 1, 1, 'for', '{% for i in (1..1000000) %}x{% endfor %}'],
    ['TAG', 1, 1, 'include', '{% include "x" %}'],
    ['TAG', 1, 1, 'assign', '{% assign a = 1 %}'],
    ['TAG', 1, 1, 'raw', '{% raw %}{{{% endraw %}'],
    ['SYNTAX', 1, 7, '(1..1000000000)', '{% if (1..1000000000) contains 5 %}x{% endif %}'],
    ['SYNTAX', 1, 1, '{% if balance %}', '{% if balance %}x'],
    ['SYNTAX', 1, 1, '{{ balance', '{{ balance'],
    ['DEPTH', 1, 81, '', `${'{% if balance %}'.repeat(6)}x${'{% endif %}'.repeat(6)}`],
    ['LENGTH', 1, 1, '', 'x'.repeat(2_001)],
    ['LENGTH', 1, 1, '', '{'.repeat(1_000_000)],
  ])('is refused with its place: %s at %i:%i', (what, line, column, name, source) => {
    expect(faultsOf(source, variablesOf('CAMPAIGN'))).toEqual([{ what, line, column, name }]);
  });

  it('names no variable of the guest in a subject, which is stored in clear', () => {
    const known = variablesOf('CAMPAIGN', { inSubject: true });
    expect(faultsOf('{{ guest.name }} in {{ network.name }}', known)).toMatchObject([{ name: 'guest.name' }]);
  });

  it('writes a value as it stands, whatever is in it, and never throws', () => {
    const part = fc.constantFrom('{{', '}}', '{%', '%}', '<b>', '&', '"', "'", '\\', '\n', '\u202e', ' balance ', 'и');
    const name = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    );
    const written = parsed('[{{ guest.name }}]');
    fc.assert(
      fc.property(name, (value) => {
        const rendered = renderText(written, { 'guest.name': value }, EN);
        if (!('text' in rendered)) return value.trim() === '' || /^[\p{Cc}\s\u202e]*$/u.test(value);
        return (
          !/[\n\u202e]/.test(rendered.text) &&
          rendered.text === `[${value.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()}]`
        );
      }),
      runs(300),
    );
  });

  it('is either refused with its places or written without an error, whatever it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{{',
        '}}',
        '{%',
        '%}',
        '|',
        ':',
        '"',
        "'",
        'if',
        'endif',
        'else',
        'case',
        'when',
        'comment',
        '..',
        '(',
      ),
      fc.constantFrom(
        ...ALL,
        'default',
        'plural',
        'points',
        'date',
        '#',
        '.',
        '[',
        ']',
        '>',
        'and',
        '1',
        '\n',
        'nil',
        '-',
      ),
      fc.string({ maxLength: 5 }),
    );
    const texts = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(texts, fc.option(fc.string()), fc.integer(), (source, text, figure) => {
        const read = parseText(source, ALL);
        if ('faults' in read)
          return read.faults.length > 0 && read.faults.every(({ line, column }) => line > 0 && column > 0);
        const values = Object.fromEntries(
          ALL.map((one) => [one, MESSAGE_VARIABLES[one].kind === 'TEXT' ? text : figure]),
        );
        const rendered = renderText(read.text, values, RU);
        return 'text' in rendered || rendered.failure.length > 0;
      }),
      runs(500),
    );
  });
});
