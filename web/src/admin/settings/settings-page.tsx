import { Link } from 'react-router';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { SettingsForm } from './settings-form';
import { SupportAccess } from './support-access';

/** The settings of the network outside its programme. */
export function SettingsPage() {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('nav.settings')} sub={t('settings.sub')} />
      {useMayManage('settings.manage') ? (
        <>
          <p>
            <Link to="/settings/look">{t('look.link')}</Link>
          </p>
          <p>
            <Link to="/settings/sandbox">{t('sandbox.link')}</Link>
          </p>
          <p>
            <Link to="/settings/shadow">{t('shadow.link')}</Link>
          </p>
          <SettingsForm />
          <SupportAccess />
        </>
      ) : (
        <Notice title={t('settings.readOnlyTitle')} help={t('settings.readOnlyHelp')} />
      )}
    </>
  );
}
