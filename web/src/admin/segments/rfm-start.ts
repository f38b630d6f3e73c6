import { useSearchParams } from 'react-router';
import { RFM_NAMES } from '../../entities/segment/rfm.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { FirstSegment } from './segment-form';

const BEST = 5;

/** The first name and rule of a new segment, from the RFM group or the scores in the address of the page; null: the address has neither. */
export function useFirstByRfm(): FirstSegment | null {
  const { t, language } = useTranslation('admin');
  const named = (name: string) => ({ [language === 'ru' ? 'ru' : 'en']: name });
  const [address] = useSearchParams();
  const name = RFM_NAMES.find((one) => one === address.get('rfm'));
  if (name !== undefined)
    return {
      names: named(t(`segments.rfm.names.${name}`)),
      rule: { combinator: 'and', rules: [{ field: 'rfm', operator: '=', value: name }] },
    };
  const [recency, value] = [scoreOf(address.get('recency')), scoreOf(address.get('value'))];
  if (recency === null || value === null) return null;
  return {
    names: named(t('segments.rfm.cellName', { recency: String(recency), value: String(value) })),
    rule: {
      combinator: 'and',
      rules: [
        { field: 'rfmRecency', operator: '=', value: recency },
        { field: 'rfmValue', operator: '=', value },
      ],
    },
  };
}

function scoreOf(text: string | null): number | null {
  const score = Number(text);
  return Number.isInteger(score) && score >= 1 && score <= BEST ? score : null;
}
