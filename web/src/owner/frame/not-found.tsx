import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';

export function NotFound() {
  const { t } = useTranslation('owner');
  return (
    <Notice
      isPage
      title={t('notFound.title')}
      help={t('notFound.help')}
      actions={[{ label: t('nav.networks'), href: '/owner' }]}
    />
  );
}
