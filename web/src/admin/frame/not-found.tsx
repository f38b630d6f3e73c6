import { useTranslation } from 'react-i18next';
import { Notice } from '../../shared/ui/notice';

export function NotFound() {
  const { t } = useTranslation('admin');
  return (
    <Notice
      title={t('notFound.title')}
      help={t('notFound.help')}
      actions={[{ label: t('nav.today'), href: '/admin' }]}
    />
  );
}
