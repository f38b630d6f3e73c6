import { csvLine } from '../../../platform/http/csv';
import type { FiguresAnswer } from './figures.dto';

/** The rows of an answer as CSV. A column for each figure is named by its code; the columns of the compared period come after these. */
export function csvOf({ figures, items, total, from, to, comparedFrom }: FiguresAnswer, by: string): string {
  const codes = figures.map(({ code }) => code);
  const isCompared = comparedFrom !== null;
  const rows = by === 'period' ? [{ key: `${from}/${to}`, name: null, ...total }] : items;
  return [
    csvLine([by, 'name', ...codes, ...(isCompared ? codes.map((code) => `${code}Compared`) : [])]),
    ...rows.map(({ key, name, values, compared }) => {
      const cells = (of: typeof compared) => codes.map((code) => of?.[code] ?? null);
      return csvLine([key, name, ...cells(values), ...(isCompared ? cells(compared) : [])]);
    }),
  ].join('');
}
