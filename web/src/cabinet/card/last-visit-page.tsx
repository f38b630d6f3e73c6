import { Suspense } from 'react';
import { partInside } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { usePageTitle } from '../../shared/ui/page-title';
import { readLastVisit } from './last-visit';

/** Its code loads without asking the server first, so the card is shown also when the server does not answer. */
const LastCard = partInside(() => import('./last-card').then((module) => module.LastCard));

/** The card of the last visit, while the server is asked or cannot be reached. */
export function LastVisitPage({ code, isOffline }: { readonly code: string; readonly isOffline: boolean }) {
  const { t } = useTranslation('entry');
  const visit = readLastVisit(code);
  usePageTitle(visit?.network ?? null);
  if (visit === null) {
    if (!isOffline) return <Loading />;
    return <Notice isPage tone="bad" title={t('offline.firstTitle')} help={t('offline.firstHelp')} />;
  }
  return (
    <Suspense>
      <LastCard code={code} visit={visit} isOffline={isOffline} />
    </Suspense>
  );
}
