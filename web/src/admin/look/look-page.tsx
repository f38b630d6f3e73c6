import { useMayManage } from '../../entities/session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead } from '../../shared/ui/page';
import { BotPanel } from './bot-panel';
import { DomainPanel } from './domain-panel';
import { LookForm } from './look-form';
import classes from './look-page.module.css';
import { MaxPanel } from './max-panel';
import { WalletsPanel } from './wallets-panel';

/** Name, colours, card, logo and texts of the network on pages of guests, in mails and on slips. */
export function LookPage() {
  const { t } = useTranslation('admin');
  return (
    <>
      <BackLink to="/settings">{t('nav.settings')}</BackLink>
      <PageHead title={t('look.title')} sub={t('look.sub')} />
      {useMayManage('settings.manage') ? (
        <>
          <LookForm />
          <div className={classes.own}>
            <DomainPanel />
            <BotPanel />
            <MaxPanel />
            <WalletsPanel />
          </div>
        </>
      ) : (
        <Notice title={t('settings.readOnlyTitle')} help={t('settings.readOnlyHelp')} />
      )}
    </>
  );
}
