import { messages } from '../../../generated/words/messages';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import { type FigureStyle, roundedShare, valueText } from '../catalogue/figure-words';
import type { LetterItem } from './letter.dto';
import { type FigureChange, changeOf, type LetterKind } from './letter.rules';

const BAR = '█';
/** The length of the longest bar in characters. */
const LONGEST_BAR = 20;
const PERCENT_DIGITS = 10_000;

/** A change as a sentence: the value, compared with the week before and with the same week a year ago. */
export function saidOf({ line, kind, now, before, yearAgo }: FigureChange, style: FigureStyle): string {
  const words = messages[style.language];
  const hasYear = yearAgo !== null;
  return words['letter.said'](FORMATTERS, {
    figure: line.words.name(style.language),
    now: valueText(kind, now, style),
    before: valueText(kind, before, style),
    change: changeText(kind, changeOf(kind, now, before), style.language),
    hasYear: hasYear ? 'yes' : 'no',
    yearAgo: hasYear ? valueText(kind, yearAgo, style) : '',
    yearChange: hasYear ? changeText(kind, changeOf(kind, now, yearAgo), style.language) : '',
  });
}

export function meaningOf({ line, now, before }: FigureChange, byReceipts: boolean, language: Language): string {
  const direction = now > before ? 'up' : 'down';
  return line.letter.meaning({ direction, cause: byReceipts ? 'receipts' : 'check' }, language);
}

interface LetterText {
  readonly network: string;
  readonly from: string;
  readonly to: string;
  readonly items: readonly LetterItem[];
  /** Addresses of the page, and of the link that ends the letters. */
  readonly page: string;
  readonly ending: string;
  readonly addressOf: (path: string) => string;
}

/** The letter of a week: each notable change with bars, its meaning, and the page with more about it. */
export function letterTextOf(
  { network, from, to, items, page, ending, addressOf }: LetterText,
  style: FigureStyle,
): { readonly subject: string; readonly body: string } {
  const words = messages[style.language];
  const notable = items.filter(({ isNotable }) => isNotable);
  const span = { from: dayOfIsoDate(from), to: dayOfIsoDate(to) };
  const changes = notable.map((item) =>
    [item.said, ...barsOf(item, style), item.meaning, addressOf(item.path)].join('\n'),
  );
  return {
    subject: words['letter.subject'](FORMATTERS, { network, count: notable.length, ...span }),
    body: [
      words['letter.intro'](FORMATTERS, { network, ...span }),
      ...changes,
      words['letter.whole'](FORMATTERS, { url: page }),
      words['letter.ending'](FORMATTERS, { url: ending }),
    ].join('\n\n'),
  };
}

/** The values as bars of characters. A letter in HTML has drawn bars instead (`letter-html.rules`). */
function barsOf({ kind, now, before, yearAgo }: LetterItem, style: FigureStyle): string[] {
  const words = messages[style.language];
  const most = Math.max(now, before, yearAgo ?? 0, 1);
  const bar = (value: number, name: string) => {
    const length = value <= 0 ? 0 : Math.max(1, Math.round((value * LONGEST_BAR) / most));
    return `${BAR.repeat(length)} ${valueText(kind, value, style)} ${name}`.trimStart();
  };
  return [
    bar(now, words['letter.weeks.now'](FORMATTERS, {})),
    bar(before, words['letter.weeks.before'](FORMATTERS, {})),
    ...(yearAgo === null ? [] : [bar(yearAgo, words['letter.weeks.yearAgo'](FORMATTERS, {}))]),
  ];
}

function changeText(kind: LetterKind, change: number | null, language: Language): string {
  const words = messages[language];
  if (change === null) return words['letter.fromNothing'](FORMATTERS, {});
  const sign = change > 0 ? '+' : change < 0 ? '−' : '';
  const size = roundedShare(Math.abs(change));
  return kind === 'share'
    ? `${sign}${words['letter.points'](FORMATTERS, { points: FORMATTERS.value(size / PERCENT_DIGITS, language) })}`
    : `${sign}${FORMATTERS.percent(size, language)}`;
}
