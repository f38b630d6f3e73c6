import { Outlet, useLocation } from 'react-router';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PageTabs } from '../../shared/ui/page-tabs';
import { SavedViews } from '../../entities/saved-view/saved-views';
import classes from './analytics.module.css';
import { ChoiceControls } from './choice-controls';
import { ANALYTICS_TABS } from './tabs';

/** Figures on which a manager acts: of any period beside earlier ones, a tab a question. */
export function AnalyticsPage() {
  const { t } = useTranslation('admin');
  const { pathname, search } = useLocation();
  const pathOf = (path: string): string => `/analytics${path === '' ? '' : `/${path}`}`;
  const open = ANALYTICS_TABS.find(({ path }) => pathname.endsWith(pathOf(path)));
  const follows = open?.followsChoice === true;
  return (
    <div className={classes.page}>
      <PageHead title={t('nav.analytics')} sub={t('analytics.sub')} />
      <PageTabs
        label={t('nav.analytics')}
        tabs={ANALYTICS_TABS.map(({ path, word, followsChoice }) => ({
          // The chosen dates and restaurants stay when the reader changes the tab.
          to: `${pathOf(path)}${follows && followsChoice ? search : ''}`,
          label: t(`analytics.tabs.${word}`),
          end: path === '',
        }))}
      >
        <SavedViews page="ANALYTICS" />
      </PageTabs>
      {follows && <ChoiceControls />}
      <Outlet />
    </div>
  );
}
