import { TraceFormat, type TraceLanguage } from '../../till/responses/trace-format';

const SENTENCES: Readonly<Record<TraceLanguage, (format: TraceFormat) => string>> = {
  ru: (f) => `${f.points}: действуют по ${f.dateOf('untilDay') ?? ''}, потом сгорят.`,
  en: (f) => `${f.points} can be spent up to and on ${f.dateOf('untilDay') ?? ''}, then they expire.`,
};

/** The text of a warning about points whose last local day is `untilDay`. */
export function warningText(language: TraceLanguage, points: number, untilDay: number): string {
  const entry = { effect: 'WARN', rule: 'lot.warned', amount: points, arguments: { untilDay } } as const;
  return SENTENCES[language](new TraceFormat(entry, { language, currencyDigits: 0, amount: 0 }));
}
