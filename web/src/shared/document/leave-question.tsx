import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { useTranslation } from '../i18n/use-translation';
import { Question } from '../ui/question';

const NO_CHANGE = { error: null, isPending: false };

/** Asks before the person leaves a page with unsaved changes, and lets the browser ask before the person closes the tab. */
export function LeaveQuestion({ isChanged }: { readonly isChanged: () => boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && isChanged(),
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isChanged()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Question
      title={t('document.leaveTitle')}
      help={t('document.leaveHelp')}
      yes={t('document.leave')}
      no={t('document.stay')}
      isGrave
      of={NO_CHANGE}
      onYes={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    />
  );
}
