import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';

/** After an upgrade: figures have not all acts of before yet. `help`: in place of the words about hours and cashiers. */
export function CountingNotice({ help }: { readonly help?: string }) {
  const { t } = useTranslation('admin');
  return <Notice title={t('analytics.countingTitle')} help={help ?? t('analytics.countingHelp')} />;
}
