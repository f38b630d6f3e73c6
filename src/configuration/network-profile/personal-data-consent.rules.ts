import type { ConsentText } from './consent-text.rules';

/** The kind of consent by which a guest agrees to the processing of personal data. */
const PERSONAL_DATA_CONSENT = 'personal_data';

/**
 * Countries whose law requires a recorded consent before a network stores a guest's data: the European Economic Area, the United Kingdom and
 * Switzerland (GDPR and laws based on it), Russia (152-FZ), Belarus (99-Z) and Kazakhstan (94-V).
 */
const ASKING: ReadonlySet<string> = new Set([
  'AT',
  'BE',
  'BG',
  'CY',
  'CZ',
  'DE',
  'DK',
  'EE',
  'ES',
  'FI',
  'FR',
  'GR',
  'HR',
  'HU',
  'IE',
  'IT',
  'LT',
  'LU',
  'LV',
  'MT',
  'NL',
  'PL',
  'PT',
  'RO',
  'SE',
  'SI',
  'SK',
  'IS',
  'LI',
  'NO',
  'GB',
  'CH',
  'RU',
  'BY',
  'KZ',
]);

/**
 * Where a guest agreed before a person or a system registers them here: on a paper form, by a contract, in an earlier system, or in a service of the
 * network that keeps the answer.
 */
export const CONSENT_BASES = ['PAPER_FORM', 'CONTRACT', 'FORMER_SYSTEM', 'OWN_SERVICE'] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** @param country ISO 3166-1, two letters */
export function asksPersonalDataConsent(country: string): boolean {
  return ASKING.has(country);
}

/** Whether a guest must agree to this text in order to register. */
export function isRequiredConsent({ kind }: Pick<ConsentText, 'kind'>, country: string): boolean {
  return kind === PERSONAL_DATA_CONSENT && asksPersonalDataConsent(country);
}

/** Whether a change of country removes the duty of guests to agree to one of these texts. */
export function isNoMoreRequired(inForce: readonly ConsentText[], before: string, after: string): boolean {
  return inForce.some((text) => isRequiredConsent(text, before) && !isRequiredConsent(text, after));
}

/** The texts to which a guest must agree in order to register. */
export function listRequiredConsents(inForce: readonly ConsentText[], country: string): ConsentText[] {
  return inForce.filter((text) => isRequiredConsent(text, country));
}

/** The required texts that were not agreed to in their present version. */
export function listMissingConsents(
  inForce: readonly ConsentText[],
  country: string,
  given: readonly { readonly kind: string; readonly version: string }[],
): ConsentText[] {
  return listRequiredConsents(inForce, country).filter(
    (text) => !given.some(({ kind, version }) => kind === text.kind && version === text.version),
  );
}

/** A new network's first consent text, with the network's name; managers may reword it. */
export function firstPersonalDataText(text: ConsentText['text']): ConsentText {
  return { kind: PERSONAL_DATA_CONSENT, version: '1', text };
}
