import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';

/** After an upgrade: figures by hour and cashier have not all sales of before yet. */
export function CountingNotice() {
  const { t } = useTranslation('admin');
  return <Notice title={t('analytics.countingTitle')} help={t('analytics.countingHelp')} />;
}
