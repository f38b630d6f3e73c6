import type { AlertRule, Figure, Stock } from './figure';
import { FIGURES, STOCKS } from './figures';

export type AlertedFigure = Figure & { readonly alert: AlertRule };
type AlertFigure = AlertedFigure | Stock;

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
export const isOfDays = (figure: AlertFigure): figure is AlertedFigure => 'of' in figure;
