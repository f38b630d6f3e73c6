import { useTranslation } from '../../shared/i18n/use-translation';
import type { ProgramDocument } from './program.api';
import { useFormat } from '../../shared/format/use-format';
import { figureOf } from '../../shared/format/decimal';

export type Benefit = ProgramDocument['tiers'][number]['benefits'][number];

/** One benefit in few words. */
export function useBenefitWords(): (benefit: Benefit) => string {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  return (benefit) => {
    switch (benefit.kind) {
      case 'BIRTHDAY_DISCOUNT':
        return t('program.benefits.birthday', { value: format.share(figureOf(benefit.ratePpm)) });
      case 'FREE_DELIVERY':
        return figureOf(benefit.from) === 0
          ? t('program.benefits.delivery')
          : t('program.benefits.deliveryFrom', { value: format.money(figureOf(benefit.from)) });
      case 'CUSTOM':
        return benefit.text[language] ?? Object.values(benefit.text)[0] ?? benefit.code;
      case 'PRIORITY':
      case 'PRIORITY_SUPPORT':
      case 'EARLY_ACCESS':
      case 'EXCLUSIVE_PRODUCTS':
      case 'PERSONAL_SHOPPER':
      case 'CONCIERGE':
        return t(`program.benefits.kinds.${benefit.kind}`);
    }
  };
}
