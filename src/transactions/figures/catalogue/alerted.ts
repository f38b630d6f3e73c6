import type { AlertRule, Figure, Stock } from './figure';
import { FIGURES, STOCKS } from './figures';

type AlertFigure = (Figure & { readonly alert: AlertRule }) | Stock;

/** The figures on which staff set thresholds, by the code of the alert. */
export const ALERTED: ReadonlyMap<string, AlertFigure> = new Map(
  [...Object.values<Figure>(FIGURES), ...Object.values<Stock>(STOCKS)].flatMap((figure) =>
    figure.alert === undefined ? [] : [[figure.alert.code, { ...figure, alert: figure.alert }]],
  ),
);

/** A figure of the catalogue by the code of its alert. */
export function alertedOf(code: string): AlertFigure {
  const figure = ALERTED.get(code);
  if (figure === undefined) throw new Error(`no figure has the alert ${code}`);
  return figure;
}

/** Whether a figure is a sum of days, and no value of now. */
export const isOfDays = (figure: Figure | Stock): figure is Figure => 'of' in figure;
