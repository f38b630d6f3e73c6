import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PageTabs } from '../../shared/ui/page-tabs';

/** The head of the pages of games: the leaderboards, and the wheel. */
export function GamesHead({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('games.title')} sub={t('games.sub')}>
        {children}
      </PageHead>
      <PageTabs
        label={t('games.title')}
        tabs={[
          { to: '/games', label: t('games.tabs.leaderboard'), end: true },
          { to: '/games/wheel', label: t('games.tabs.wheel') },
        ]}
      />
    </>
  );
}
