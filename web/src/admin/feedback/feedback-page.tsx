import { Flex, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { CASE_STATUSES } from '../../entities/case/case.api';
import { type FeedbackAnswer, feedbackQuery, SCORES, type WhichAnswers } from '../../entities/feedback/feedback.api';
import { periodReportQuery } from '../../entities/report/report.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useMay } from '../../entities/session/use-may-manage';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import {
  asideColumn,
  type Column,
  column,
  DataTable,
  figureAsideColumn,
  figureColumn,
  ListPager,
} from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { PeriodControls } from '../../entities/report/period-controls';
import { useChoice } from '../../entities/report/use-choice';
import { type AddressChange, useAddress } from '../../shared/ui/use-address';
import { FeedbackFiguresPanels } from './feedback-figures';
import classes from './feedback.module.css';
import { bound } from '../../shared/ui/bound';

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
  const { address, change } = useAddress();
  const [cursor, setCursor] = useState<string>();
  const which = whichOf(address, restaurantId);
  const answers = useQuery(feedbackQuery(which, cursor));
  const columns = useColumns();

  function choose(members: AddressChange): void {
    setCursor(undefined);
    change(members, { replace: true });
  }

  return (
    <Panel title={t('feedback.answers')}>
      <Flex gap={12} wrap="wrap" align="end" mb={16} role="group" aria-label={t('feedback.filters')}>
        <NativeSelect
          label={t('feedback.scoreColumn')}
          {...bound(which.score === undefined ? '' : String(which.score), (score) => choose({ score }))}
          data={[
            { value: '', label: t('feedback.anyScore') },
            ...SCORES.map((score) => ({ value: String(score), label: String(score) })),
          ]}
        />
        <NativeSelect
          label={t('feedback.case')}
          {...bound(which.caseStatus ?? '', (text) => choose({ case: text }))}
          data={[
            { value: '', label: t('feedback.anyCase') },
            ...CASE_STATUSES.map((value) => ({ value, label: t(`cases.statuses.${value}`) })),
          ]}
        />
      </Flex>
      <DataTable
        reading={answers}
        caption={t('chart.table', { title: t('feedback.answers') })}
        columns={columns}
        rows={answers.data?.items}
        rowKey={({ saleId }) => saleId}
        empty={<Notice title={t('feedback.noneTitle')} help={t('feedback.noneHelp')} />}
      />
      <ListPager list={answers.data} cursor={cursor} onTurn={setCursor} />
    </Panel>
  );
}

function whichOf(address: URLSearchParams, restaurantId: string | undefined): WhichAnswers {
  const score = SCORES.find((one) => String(one) === address.get('score'));
  const caseStatus = CASE_STATUSES.find((one) => one === address.get('case'));
  return {
    ...(restaurantId !== undefined && { restaurantId }),
    ...(score !== undefined && { score }),
    ...(caseStatus !== undefined && { caseStatus }),
  };
}

function useColumns(): Column<FeedbackAnswer>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurantOf = useRestaurantNames();
  return [
    figureColumn('score', t('feedback.scoreColumn'), ({ score }) => score),
    column('words', t('feedback.words'), ({ words }) => <span className={classes.words}>{words ?? '—'}</span>),
    column('guest', t('feedback.guest'), ({ guestId, guestName }) => (
      <Link to={`/guests/${guestId}`}>{guestName ?? t('guests.noName')}</Link>
    )),
    asideColumn('restaurant', t('feedback.restaurant'), ({ restaurantId }) => restaurantOf(restaurantId)),
    figureAsideColumn('visit', t('feedback.visit'), ({ saleId, soldAt }) => (
      <Link to={`/receipts/${saleId}`}>{format.dateTime(soldAt)}</Link>
    )),
    column('case', t('feedback.case'), ({ case: found }) =>
      found === null ? '—' : <Link to={`/cases/${found.id}`}>{t(`cases.statuses.${found.status}`)}</Link>,
    ),
  ];
}
