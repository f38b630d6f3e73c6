import { useTranslation } from 'react-i18next';
import type { programEn } from '../words/program.en';
import type { Mistake } from './draft-store';

/** The word of each code. `few` and `many` at the end of a word's name would be forms of a plural. */
const WORD_OF_CODE: Readonly<Record<string, keyof (typeof programEn)['wrong']>> = {
  required: 'required',
  wrong_type: 'wrong_type',
  wrong_format: 'wrong_format',
  not_allowed: 'not_allowed',
  too_small: 'too_small',
  too_big: 'too_big',
  too_short: 'too_short',
  too_long: 'too_long',
  too_few: 'atLeastOne',
  too_many: 'lessOfThem',
  too_deep: 'too_deep',
  never_holds: 'never_holds',
  not_valid: 'not_valid',
};

/** What a document may not say of two of its members together, by the place where the server says it. */
const PLACES = [
  [/^tiers\[\d+\]\.needs$/, 'needs'],
  [/^tiers\[\d+\]\.code$/, 'tierCode'],
  [/^tiers\[\d+\]\.benefits$/, 'benefits'],
  [/^tiers\[\d+\]\.discountPpm$/, 'discount'],
  [/^tierCounters\[\d+\]\.code$/, 'tierCode'],
  [/^tierKeep\.grace$/, 'grace'],
  [/^earning\.base$/, 'base'],
  [/^earning\.rules$/, 'rules'],
  [/^earning\.rules\[\d+\]\.id$/, 'ruleId'],
  [/^earning\.rules\[\d+\]\.gain\.multiplierPpm$/, 'multiplier'],
  [/^activities\.reported\[\d+\]\.code$/, 'activityCode'],
  [/^expiry\.day$/, 'expiryDay'],
  [/^stampCards$/, 'stampCards'],
  [/^stampCards\[\d+\]\.name$/, 'stampName'],
  [/^stampCards\[\d+\]\.reward$/, 'stampReward'],
] as const;

/** Codes that say less than the place does. */
const TOLD_BY_PLACE = ['not_valid', 'wrong_format', 'no_alternative', 'required'];

/** A mistake in the words of this page: figures are typed here in other units than the document keeps them in. */
export function useMistakeWords(): (mistake: Mistake) => string {
  const { t } = useTranslation('admin');
  return ({ path, code, message }) => {
    const place = PLACES.find(([pattern]) => pattern.test(path))?.[1];
    if (place !== undefined && TOLD_BY_PLACE.includes(code)) return t(`program.wrongAt.${place}`);
    const known = WORD_OF_CODE[code];
    if (known !== undefined) return t(`program.wrong.${known}`);
    return message === undefined || message === '' ? t('program.wrong.not_valid') : message;
  };
}
