import { impact } from '../../../generated/words/impact';
import { formattersFor } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import type { ImpactFigures, YearOfGuests } from '../reports/impact.rules';

const DAY_MS = 86_400_000;

/** Sentences about losses and gains. The days on which most guests fall come first. */
export function impactSentences(
  { concerned, losing, gaining, falls: fallen, rises, points }: ImpactFigures,
  currencyDigits: number,
  language: Language,
): string[] {
  const words = impact[language];
  const f = formattersFor(points.currency, currencyDigits);
  const year = (part: YearOfGuests): string[] => {
    if (part.guests === 0) return [];
    const parts = (['paid', 'discount', 'earned', 'expired'] as const)
      .filter((kind) => part[kind] !== 0)
      .map((kind) => words[`${part[kind] > 0 ? 'more' : 'less'}.${kind}`](f, { figure: Math.abs(part[kind]) }));
    const given = { guests: part.guests, value: Math.abs(part.value) };
    const sentence = part.value < 0 ? words.loss(f, given) : words.gain(f, given);
    return [parts.length === 0 ? sentence : `${sentence} (${parts.join(', ')})`];
  };
  const falls = byEnd(fallen)
    .sort((a, b) => b.guests - a.guests)
    .map(({ guests, to, on }) => words.falls(f, { guests, to, day: Date.parse(on) / DAY_MS }));
  return [
    concerned === 0 ? words.noChange(f, {}) : words.concerned(f, { guests: concerned }),
    ...year(losing),
    ...year(gaining),
    ...(falls.length === 0 ? [words.noFall(f, {})] : falls),
    ...rises.map(({ guests, to }) => words.rises(f, { guests, to })),
    ...(points.worthBefore === points.worthAfter
      ? []
      : [words.worth(f, { before: points.worthBefore, after: points.worthAfter })]),
    words.lots(f, {}),
  ];
}

/** Groups falls by the tier after it and by day, since the sentence does not name the tier before. */
function byEnd(falls: ImpactFigures['falls']): { readonly to: string; readonly on: string; readonly guests: number }[] {
  const ends = new Map<string, { to: string; on: string; guests: number }>();
  for (const { to, on, guests } of falls) {
    const key = `${on} ${to}`;
    ends.set(key, { to, on, guests: guests + (ends.get(key)?.guests ?? 0) });
  }
  return [...ends.values()];
}
