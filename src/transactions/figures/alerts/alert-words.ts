import { messages } from '../../../generated/words/messages';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { FORMATTERS } from '../../../platform/language/formatters';
import { type FigureKind, type FigureStyle, valueText } from '../reports/figure-words';
import type { AlertFigure } from './alert.dto';

const THOUSAND = 1_000;
const KIND: Readonly<Record<AlertFigure, FigureKind>> = { GUEST_SHARE: 'share', REFUNDS: 'count', LIABILITY: 'money' };

interface AlertText {
  readonly network: string;
  readonly figure: AlertFigure;
  readonly threshold: number;
  readonly date: string;
  /** The local time up to which the date was compared. Null: the whole date. */
  readonly until: string | null;
  /** The name of the person who set the alert; empty for a person without a name. Null: the reader set it. */
  readonly setBy: string | null;
  /** The restaurants that crossed the threshold. `name` is a group's or a restaurant's; null: all restaurants together. */
  readonly places: readonly {
    readonly name: string | null;
    readonly value: number;
    readonly usual: number | null;
    readonly url: string;
  }[];
  /** The address of the console's page of alerts. */
  readonly page: string;
}

/** The e-mail about an alert whose figure crossed the threshold. */
export function alertTextOf(
  { network, figure, threshold, date, until, setBy, places, page }: AlertText,
  style: FigureStyle,
): { readonly subject: string; readonly body: string } {
  const { language } = style;
  const words = messages[language];
  const valueOf = (value: number): string => valueText(KIND[figure], value, style);
  const day = { date: dayOfIsoDate(date) };
  const bound = figure === 'REFUNDS' ? FORMATTERS.factor(threshold, language) : valueOf(threshold);
  return {
    subject: words['alert.subject'](FORMATTERS, { network, figure }),
    body: [
      words['alert.intro'](FORMATTERS, {
        figure,
        bound,
        ...day,
        hasUntil: until === null ? 'no' : 'yes',
        until: until ?? '',
      }),
      ...places.map(({ name, value, usual, url }) =>
        [
          words['alert.place'](FORMATTERS, {
            hasName: name === null ? 'no' : 'yes',
            name: name ?? '',
            value: valueOf(value),
            hasUsual: usual === null ? 'no' : 'yes',
            usual: usualText(figure, usual ?? 0, style),
          }),
          url,
        ].join('\n'),
      ),
      words['alert.ending'](FORMATTERS, {
        url: page,
        setBy: setBy === null ? 'you' : setBy === '' ? 'unnamed' : 'named',
        name: setBy ?? '',
      }),
    ].join('\n\n'),
  };
}

/** A mean of refunds is in thousandths. */
function usualText(figure: AlertFigure, usual: number, style: FigureStyle): string {
  return valueText(KIND[figure], figure === 'REFUNDS' ? Math.round(usual / THOUSAND) : usual, style);
}
