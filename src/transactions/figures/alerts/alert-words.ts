import { messages } from '../../../generated/words/messages';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Unit } from '../catalogue/figure';
import { type FigureStyle, valueText } from '../catalogue/figure-words';
import { alertedOf } from '../catalogue/alerted';

const THOUSAND = 1_000;

interface AlertText {
  readonly network: string;
  readonly figure: string;
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
  const { unit, alert } = alertedOf(figure);
  const { rule } = alert;
  const isFactor = rule === 'ABOVE_USUAL' || rule === 'ABOVE_WEEKDAYS';
  const bound = isFactor
    ? FORMATTERS.factor(threshold, language)
    : valueText(rule === 'BELOW_WEEKDAYS' ? 'share' : unit, threshold, style);
  const valueOf = (value: number): string => valueText(unit, value, style);
  return {
    subject: words['alert.subject'](FORMATTERS, { network, what: alert.subject(language) }),
    body: [
      alert.intro(
        { date: dayOfIsoDate(date), bound, hasUntil: until === null ? 'no' : 'yes', until: until ?? '' },
        language,
      ),
      ...places.map(({ name, value, usual, url }) =>
        [
          words['alert.place'](FORMATTERS, {
            hasName: name === null ? 'no' : 'yes',
            name: name ?? '',
            value: valueOf(value),
            hasUsual: usual === null ? 'no' : 'yes',
            usual: usualText(unit, rule === 'ABOVE_USUAL', usual ?? 0, style),
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

/** A mean is in thousandths. */
function usualText(unit: Unit, isMean: boolean, usual: number, style: FigureStyle): string {
  return valueText(unit, isMean ? Math.round(usual / THOUSAND) : usual, style);
}
