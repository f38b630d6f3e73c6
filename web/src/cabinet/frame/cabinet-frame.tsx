import { Suspense } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { useLook } from '../../entities/look/look.api';
import { SandboxMark } from '../../entities/session/sandbox-mark';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { NewVersion } from '../../shared/ui/new-version';
import { BackLink } from '../../shared/ui/page';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { isInTelegram, useBackButton } from '../telegram/telegram';
import classes from './cabinet-frame.module.css';

/** The head with the network, and the page below it. */
export function CabinetFrame() {
  const { t } = useTranslation('cabinet');
  const { name, code } = useNetwork();
  const { data: look } = useLook(code);
  const navigate = useNavigate();
  const isHome = useLocation().pathname === '/';
  useBackButton(isHome ? null : () => void navigate('/'));
  return (
    <div className={classes.frame}>
      <header className={classes.bar}>
        {look?.logo == null ? null : <img className={classes.logo} src={look.logo.url} alt="" />}
        <span className={classes.name}>{name}</span>
        <SandboxMark />
        <LanguageSwitch />
        {!isInTelegram && <SchemeSwitch />}
      </header>
      <main className={classes.main}>
        {!isHome && !isInTelegram && <BackLink to="/">{t('back')}</BackLink>}
        <Suspense fallback={<p role="status">{t('loading')}</p>}>
          <Outlet />
        </Suspense>
      </main>
      <NewVersion isBusy={false} />
    </div>
  );
}
