import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { useTranslation } from '../i18n/use-translation';
import { Question } from '../ui/question';
import { useDocumentStore } from './document-context';

const NO_CHANGE = { error: null, isPending: false };

/** Asks before a page with unsaved changes is left, and lets the browser ask before its tab is closed. */
export function LeaveQuestion() {
  const { t } = useTranslation();
  const store = useDocumentStore();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && store.isChanged(),
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (store.isChanged()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [store]);
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
