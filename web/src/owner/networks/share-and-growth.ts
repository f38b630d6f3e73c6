import type { PlainFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { growthOf, guestShareOf, type WeekOfSales } from './networks.rules';

/** The share of sales with a guest, or a dash without a sale. */
export function shareText(week: WeekOfSales, format: PlainFormat): string {
  const share = guestShareOf(week);
  return share === null ? '—' : format.share(share);
}

/** The growth of sales with its sign, or a dash without sales in the week before. */
export function growthText(week: WeekOfSales, format: PlainFormat): string {
  const growth = growthOf(week);
  return growth === null ? '—' : format.signedShare(growth);
}

/** Returns the function that makes the figures of share and growth for a page. */
export function useShareAndGrowth() {
  const { t } = useTranslation('owner');
  return (week: WeekOfSales, format: PlainFormat) => [
    { label: t('networks.share'), value: shareText(week, format), compared: t('networks.shareOf') },
    { label: t('networks.growth'), value: growthText(week, format), compared: t('networks.growthOf') },
  ];
}
