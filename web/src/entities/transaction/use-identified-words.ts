import { useTranslation } from '../../shared/i18n/use-translation';
import type { AnyTransaction } from './transaction.api';

/** How the guest of an act was identified, as a line: "Guest found by QR". */
export function useIdentifiedWords(): (way: NonNullable<AnyTransaction['identifiedBy']>) => string {
  const { t } = useTranslation();
  return (way) => t('identified.line', { by: t(`identified.${way}`) });
}
