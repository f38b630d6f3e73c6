import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useMayManage } from '../../entities/session/use-may-manage';
import { DemoFilling } from '../../entities/demo/demo-filling';
import { periodReportQuery } from '../../entities/report/report.api';
import { fetchCode } from '../../shared/api/fetch-code';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ReadFailure } from '../../shared/ui/read-failure';
import { PageHead } from '../../shared/ui/page';
import { FirstRun } from './first-run';
import { RecentCrossings } from '../ui/alerts/crossings';
import { OnePersonPanel } from '../ui/approvals/one-person-panel';
import { RequestsPanel } from '../ui/approvals/requests-panel';
import { PeriodControls } from '../ui/reports/period-controls';
import { PeriodFigures, useSpanWords } from '../ui/reports/period-figures';
import { useChoice } from '../ui/reports/use-choice';
import classes from './today-page.module.css';
import { useFirstRun } from './use-first-run';

const CASES_SHOWN = 3;

const DailyCharts = lazy(() =>
  fetchCode(() => import('../ui/reports/daily-charts')).then((module) => ({ default: module.DailyCharts })),
);

/** How today goes, or another period, beside the same weekdays before; and what waits for the reader. */
export function TodayPage() {
  const { t } = useTranslation('admin');
  const spanWords = useSpanWords();
  // An analyst reads figures alone.
  const mayDecide = useMayManage('approvals.decide');
  const chosen = useChoice('TODAY');
  const report = useQuery(periodReportQuery(chosen.choice));
  const { data } = report;
  const firstRun = useFirstRun();

  if (report.isError) {
    return <ReadFailure isPage reading={report} />;
  }
  // Sales without a guest have figures to show.
  if (firstRun !== null && (data?.figures.sales ?? 0) === 0) {
    return (
      <>
        <PageHead title={t('nav.today')} sub={t('firstRun.sub')} />
        <DemoFilling />
        {mayDecide && <RequestsPanel />}
        {mayDecide && <OnePersonPanel most={CASES_SHOWN} />}
        <FirstRun steps={firstRun} />
      </>
    );
  }
  return (
    <>
      <PageHead title={t('nav.today')} sub={data && spanWords(data.from, data.to)} />
      <DemoFilling />
      {mayDecide && <RequestsPanel />}
      {mayDecide && <OnePersonPanel most={CASES_SHOWN} />}
      <RecentCrossings />
      <PeriodControls {...chosen} span={data} />
      {data === undefined ? (
        <p className={classes.loading}>{t('loading')}</p>
      ) : (
        <>
          <PeriodFigures report={data} />
          <Suspense fallback={<p className={classes.loading}>{t('loading')}</p>}>
            <DailyCharts from={data.from} to={data.to} restaurantId={chosen.choice.restaurantId} />
          </Suspense>
        </>
      )}
    </>
  );
}
