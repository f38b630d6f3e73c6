import type { AlertRule, Figure, Stock } from './figure';
import { FIGURES, STOCKS } from './figures';

type AlertFigure = (Figure & { readonly alert: AlertRule }) | Stock;

/** Figures for which staff can set an alert's threshold, by the code of the alert. */
export const ALERTED: ReadonlyMap<string, AlertFigure> = new Map(
  [...Object.values<Figure>(FIGURES), ...Object.values<Stock>(STOCKS)].flatMap((figure) =>
    figure.alert === undefined ? [] : [[figure.alert.code, { ...figure, alert: figure.alert }]],
  ),
);

/** Returns the figure whose alert has this code. */
export function alertedOf(code: string): AlertFigure {
  const figure = ALERTED.get(code);
  if (figure === undefined) throw new Error(`no figure has the alert ${code}`);
  return figure;
}

/** Whether the figure is summed from days; a stock is a value of the present moment. */
export const isOfDays = (figure: Figure | Stock): figure is Figure => 'of' in figure;
