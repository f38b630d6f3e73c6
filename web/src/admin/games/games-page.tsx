import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { LeaderboardTab } from './leaderboard-tab';

/** Games of the network beside its campaigns. */
export function GamesPage() {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageHead title={t('games.title')} sub={t('games.sub')} />
      <LeaderboardTab />
    </>
  );
}
