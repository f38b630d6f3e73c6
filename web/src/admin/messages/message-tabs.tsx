import { useTranslation } from '../../shared/i18n/use-translation';
import { PageTabs } from '../../shared/ui/page-tabs';

/** Tabs of the pages Messages: the log of sent messages, and the templates. */
export function MessageTabs() {
  const { t } = useTranslation('admin');
  return (
    <PageTabs
      label={t('messages.title')}
      tabs={[
        { to: '/messages', label: t('messages.log'), end: true },
        { to: '/messages/templates', label: t('templates.title') },
      ]}
    />
  );
}
