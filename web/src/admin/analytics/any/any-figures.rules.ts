import type { FigureCatalogue, Figures } from '../../../entities/analytics/analytics.api';
import type { ValueKind } from '../use-value-words';

/** The most figures that the API answers in one request. */
export const MOST_FIGURES = 10;

type CatalogueFigure = FigureCatalogue['items'][number];
export type By = CatalogueFigure['by'][number];

const USUAL = ['net', 'sales', 'guestSharePpm'];

/** The codes of the figures that the address names; the default figures if the catalogue has none of the named figures. */
export function chosenOf(list: readonly CatalogueFigure[], text: string): readonly string[] {
  const known = (codes: readonly string[]) => codes.filter((code) => list.some((one) => one.code === code));
  const chosen = known(text.split(',')).slice(0, MOST_FIGURES);
  if (chosen.length > 0) return chosen;
  const usual = known(USUAL);
  return usual.length > 0 ? usual : list.slice(0, 1).map(({ code }) => code);
}

/** The dimensions that all chosen figures share; periods of time come last. */
export function bysOf(list: readonly CatalogueFigure[], codes: readonly string[]): By[] {
  const [first, ...others] = list.filter(({ code }) => codes.includes(code));
  const shared = (first?.by ?? []).filter((by) => others.every((one) => one.by.includes(by)));
  return [...shared.filter((by) => !isTime(by)), ...shared.filter(isTime)];
}

const isTime = (by: By): boolean => by === 'day' || by === 'week' || by === 'month';

/** Whether rows of this dimension have a natural order, as dates and hours do; other rows are sorted by their values. */
export const isOrdered = (by: By): boolean => isTime(by) || by === 'hour' || by === 'weekday';

/** The format for values of this unit. */
export function kindOf(unit: Figures['figures'][number]['unit']): ValueKind {
  if (unit === 'money' || unit === 'share') return unit;
  return unit === 'quantity' ? 'thousandths' : 'count';
}
