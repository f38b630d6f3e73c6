import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useMayManage } from '../../entities/session/use-may-manage';
import { type DayFigures, todayQuery } from '../../entities/report/report.api';
import { fetchCode } from '../../shared/api/fetch-code';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { Figures, PageHead } from '../../shared/ui/page';
import { useProblemWords } from '../../shared/ui/problem-notice';
import { ApprovalsPanel } from './approvals-panel';
import { ChangesPanel } from './changes-panel';
import classes from './today-page.module.css';

const DailyCharts = lazy(() =>
  fetchCode(() => import('./daily-charts')).then((module) => ({ default: module.DailyCharts })),
);

/** How today goes, beside the same day a week ago, and the last thirty days. */
export function TodayPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  // An analyst reads figures alone.
  const mayDecide = useMayManage();
  const report = useQuery(todayQuery);

  if (report.isError) {
    return (
      <Notice
        isPage
        tone="bad"
        {...words(report.error)}
        actions={[{ label: t('retry'), onClick: () => void report.refetch() }]}
      />
    );
  }
  if (report.isPending) return <p className={classes.loading}>{t('loading')}</p>;

  const { today, compared, businessDate, comparedDate } = report.data;
  const figure = (label: string, read: (figures: DayFigures) => string) => ({
    label,
    value: read(today),
    compared: t('today.compared', { day: format.day(comparedDate), value: read(compared) }),
  });
  return (
    <>
      <PageHead title={t('nav.today')} sub={format.weekday(businessDate)} />
      {mayDecide && <ApprovalsPanel />}
      {mayDecide && <ChangesPanel />}
      <Figures
        figures={[
          figure(t('today.taken'), ({ payable }) => format.money(payable)),
          figure(t('today.sales'), ({ sales }) => format.number(sales)),
          figure(t('today.guestShare'), ({ guestSharePpm }) => format.share(guestSharePpm)),
          figure(t('today.pointsEarned'), ({ pointsEarned }) => format.number(pointsEarned)),
          figure(t('today.pointsRedeemed'), ({ pointsRedeemed }) => format.number(pointsRedeemed)),
          figure(t('today.newGuests'), ({ newGuests }) => format.number(newGuests)),
        ]}
      />
      <Suspense fallback={<p className={classes.loading}>{t('loading')}</p>}>
        <DailyCharts lastDate={businessDate} />
      </Suspense>
    </>
  );
}
