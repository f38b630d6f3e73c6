/** Choices of a form about a network, from the browser's data. */
export interface FormChoice {
  readonly value: string;
  readonly label: string;
}

const LETTERS = Array.from({ length: 26 }, (_, n) => String.fromCharCode(0x41 + n));

/** Currencies with their names, in the order of their codes. */
export function currencyChoices(locale: string): FormChoice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }));
}

/** Countries by their names. A code without a name is no country. */
export function countryChoices(locale: string): FormChoice[] {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const choices = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).flatMap((code) => {
    const name = names.of(code);
    return name === undefined || NO_COUNTRIES.has(code) ? [] : [{ value: code, label: name }];
  });
  return choices.sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** Region codes for which the browser has a name although they are not countries. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

export function timeZoneChoices(): string[] {
  return Intl.supportedValuesOf('timeZone');
}
