import { messages } from '../../../generated/words/messages';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { FORMATTERS, formattersFor } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import type { AlertFigure } from './alert.dto';

const THOUSAND = 1_000;

interface AlertText {
  readonly network: string;
  readonly figure: AlertFigure;
  readonly threshold: number;
  readonly date: string;
  /** Each place that crossed the threshold; a null name: all restaurants together. */
  readonly places: readonly {
    readonly name: string | null;
    readonly value: number;
    readonly usual: number | null;
    readonly url: string;
  }[];
  /** Address of the page of thresholds. */
  readonly page: string;
}

/** The message of a threshold that was crossed. */
export function alertTextOf(
  { network, figure, threshold, date, places, page }: AlertText,
  { currency, digits, language }: { readonly currency: string; readonly digits: number; readonly language: Language },
): { readonly subject: string; readonly body: string } {
  const words = messages[language];
  const formatters = formattersFor(currency, digits);
  const valueOf = (value: number): string =>
    figure === 'GUEST_SHARE'
      ? FORMATTERS.percent(value, language)
      : figure === 'REFUNDS'
        ? FORMATTERS.number(value, language)
        : formatters.money(value, language);
  const day = { date: dayOfIsoDate(date) };
  const bound = figure === 'REFUNDS' ? FORMATTERS.factor(threshold, language) : valueOf(threshold);
  return {
    subject: words['alert.subject'](FORMATTERS, { network, figure }),
    body: [
      words['alert.intro'](FORMATTERS, { figure, bound, ...day }),
      ...places.map(({ name, value, usual, url }) =>
        [
          words['alert.place'](FORMATTERS, {
            hasName: name === null ? 'no' : 'yes',
            name: name ?? '',
            value: valueOf(value),
            hasUsual: usual === null ? 'no' : 'yes',
            usual: FORMATTERS.number(Math.round((usual ?? 0) / THOUSAND), language),
          }),
          url,
        ].join('\n'),
      ),
      words['alert.ending'](FORMATTERS, { url: page }),
    ].join('\n\n'),
  };
}
