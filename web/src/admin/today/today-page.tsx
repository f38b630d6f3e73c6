import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useMayManage } from '../../entities/session/use-may-manage';
import { periodReportQuery } from '../../entities/report/report.api';
import { laterCode } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { ReadFailure } from '../../shared/ui/read-failure';
import { PageHead } from '../../shared/ui/page';
import { FirstRun } from './first-run';
import { RecentCrossings } from '../../entities/analytics/crossings';
import { OnePersonPanel } from '../../entities/approval/one-person-panel';
import { RequestsPanel } from '../../entities/approval/requests-panel';
import { PeriodControls } from '../../entities/report/period-controls';
import { PeriodFigures, useSpanWords } from '../../entities/report/period-figures';
import { useChoice } from '../../entities/report/use-choice';
import { LeadFigures } from './lead-figures';
import classes from './today.module.css';
import { useFirstRun } from './use-first-run';

const CASES_SHOWN = 3;

/** The code of the charts loads beside the figures above them. */
const fetchCharts = laterCode(() => import('./daily-charts').then((module) => ({ default: module.DailyCharts })));
const DailyCharts = lazy(fetchCharts);
const SalesCurve = lazy(laterCode(() => import('./sales-curve').then((module) => ({ default: module.SalesCurve }))));

/** Figures of today or of another period, compared with the same weekdays before; requests for the reader at the side. */
export function TodayPage() {
  const { t } = useTranslation('admin');
  const spanWords = useSpanWords();
  // An analyst reads figures alone.
  const mayDecide = useMayManage('approvals.decide');
  const chosen = useChoice('TODAY');
  const report = useQuery(periodReportQuery(chosen.choice));
  const { data } = report;
  const firstRun = useFirstRun();
  const [showsAll, setShowsAll] = useState(false);
  useEffect(() => {
    // The charts report code that did not arrive.
    if (firstRun === null) void fetchCharts().catch(() => undefined);
  }, [firstRun]);

  if (report.isError) {
    return <ReadFailure isPage reading={report} />;
  }
  // Sales without a guest have figures to show.
  const hasFigures = data !== undefined && data.figures.sales > 0;
  const isRead = data !== undefined && (hasFigures || firstRun !== undefined);
  const isToday = data !== undefined && data.from === data.businessDate;
  const { restaurantId } = chosen.choice;
  if (firstRun != null && data !== undefined && !hasFigures) {
    return (
      <>
        <PageHead title={t('nav.today')} sub={t('firstRun.sub')} />
        {mayDecide && <RequestsPanel />}
        {mayDecide && <OnePersonPanel most={CASES_SHOWN} />}
        <FirstRun steps={firstRun} />
      </>
    );
  }
  return (
    <>
      <PageHead title={t('nav.today')} sub={data && spanWords(data.from, data.to)}>
        <PeriodControls {...chosen} span={data} />
      </PageHead>
      <div className={classes.page}>
        <div className={classes.main}>
          {isRead && isToday && (
            <Suspense fallback={<Loading />}>
              <SalesCurve restaurantId={restaurantId} />
            </Suspense>
          )}
          {isRead ? <LeadFigures report={data} restaurantId={restaurantId} /> : <Loading />}
        </div>
        <div className={classes.side}>
          {mayDecide && <RequestsPanel />}
          {mayDecide && <OnePersonPanel most={CASES_SHOWN} />}
          <RecentCrossings />
        </div>
        {isRead && (
          <div>
            <Suspense fallback={<Loading />}>
              <DailyCharts from={data.from} to={data.to} restaurantId={restaurantId} />
            </Suspense>
            <details className={classes.all} onToggle={(event) => setShowsAll(event.currentTarget.open)}>
              <summary>{t('today.allFigures')}</summary>
              {showsAll && <PeriodFigures report={data} />}
            </details>
          </div>
        )}
      </div>
    </>
  );
}
