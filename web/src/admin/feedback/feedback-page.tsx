import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { SCORES } from '../../entities/feedback/feedback.api';
import { periodReportQuery } from '../../entities/report/report.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useMay } from '../../entities/session/use-may-manage';
import { ask } from '../../shared/api/calls';
import { listFeedback } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { PeriodControls } from '../../entities/report/period-controls';
import { useChoice } from '../../entities/report/use-choice';
import { FeedbackFiguresPanels } from './feedback-figures';
import classes from './feedback.module.css';

/** How guests rate their visits in a period, and each answer with its case. */
export function FeedbackPage() {
  const { t } = useTranslation('admin');
  const may = useMay();
  const chosen = useChoice('LAST_30_DAYS');
  const { restaurantId } = chosen.choice;
  const period = useQuery(periodReportQuery(chosen.choice));
  const span = period.data;
  const figures = useQuery({
    ...ask('/api/feedback/figures', { from: span?.from ?? '', to: span?.to ?? '', restaurantId }),
    enabled: span !== undefined,
  });
  const failed = period.isError ? period : figures.isError ? figures : null;
  const open = figures.data?.openCases ?? 0;
  return (
    <>
      <PageHead title={t('feedback.title')} sub={t('feedback.sub')}>
        {open > 0 && may('cases.manage') && (
          <Link to="/cases?kind=BAD_VISIT">{t('feedback.openCases', { count: open })}</Link>
        )}
      </PageHead>
      <PeriodControls {...chosen} span={span} />
      {failed !== null && <FailureNotice error={failed.error} retry={failed} />}
      {failed === null && figures.data === undefined && <Loading />}
      {figures.data?.total.asked === 0 && (
        <Notice
          title={t('feedback.emptyTitle')}
          help={t('feedback.emptyHelp')}
          actions={may('settings.manage') ? [{ label: t('feedback.settings'), href: '/admin/settings' }] : []}
        />
      )}
      {figures.data !== undefined && figures.data.total.asked > 0 && <FeedbackFiguresPanels figures={figures.data} />}
      {may('cases.manage') && <Answers restaurantId={restaurantId} />}
    </>
  );
}

function Answers({ restaurantId }: { readonly restaurantId: string | undefined }) {
  const { t } = useTranslation('admin');
  const restaurantOf = useRestaurantNames();
  return (
    <ListPanel
      of={listFeedback}
      isInAddress
      params={{ restaurantId }}
      limit={20}
      title={t('feedback.answers')}
      caption={t('chart.table', { title: t('feedback.answers') })}
      filtersLabel={t('feedback.filters')}
      filters={{
        score: {
          label: t('feedback.scoreColumn'),
          all: t('feedback.anyScore'),
          choices: SCORES.map((score) => ({ value: String(score), label: String(score) })),
        },
        caseStatus: {
          at: 'case',
          label: t('feedback.case'),
          all: t('feedback.anyCase'),
          words: (one) => t(`cases.statuses.${one}`),
        },
      }}
      rowKey={({ saleId }) => saleId}
      empty={[t('feedback.noneTitle'), t('feedback.noneHelp')]}
      columns={[
        { of: 'score', title: t('feedback.scoreColumn'), isFigure: true },
        { title: t('feedback.words'), cell: ({ words }) => <span className={classes.words}>{words ?? '—'}</span> },
        {
          title: t('feedback.guest'),
          cell: ({ guestId, guestName }) => <Link to={`/guests/${guestId}`}>{guestName ?? t('guests.noName')}</Link>,
        },
        {
          title: t('feedback.restaurant'),
          isAside: true,
          cell: ({ restaurantId: id }) => restaurantOf(id),
        },
        {
          title: t('feedback.visit'),
          isFigure: true,
          isAside: true,
          cell: ({ saleId, soldAt }, format) => <Link to={`/receipts/${saleId}`}>{format.dateTime(soldAt)}</Link>,
        },
        {
          of: 'case',
          title: t('feedback.case'),
          words: ({ id, status }) => <Link to={`/cases/${id}`}>{t(`cases.statuses.${status}`)}</Link>,
        },
      ]}
    />
  );
}
