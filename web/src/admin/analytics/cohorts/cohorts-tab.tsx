import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { ask } from '../../../shared/api/calls';
import { fetchCode } from '../../../shared/api/fetch-code';
import { useFormat } from '../../../shared/format/use-format';
import { todayIn } from '../../../shared/format/zone';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { useProblemWords } from '../../../shared/ui/problem-notice';
import { useAddress } from '../../../shared/described/use-address';
import { CohortFiles } from './cohort-files';
import { CohortGrid } from './cohort-grid';
import classes from './cohorts.module.css';
import { MEASURES, monthsBack } from './cohorts.rules';
import { ReturnsTable } from './returns-table';

const LifetimePanel = lazy(() =>
  fetchCode(() => import('./lifetime-panel')).then((module) => ({ default: module.LifetimePanel })),
);

const MONTH = /^\d{4}-\d{2}$/;

/** Guests by the month of their first visit: who comes back, how soon, and how much they paid so far. */
export function CohortsTab() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const { timeZone } = useNetwork();
  const { address, change } = useAddress();
  const [from, to] = [address.get('from') ?? '', address.get('to') ?? ''];
  const isChosen = MONTH.test(from) && MONTH.test(to);
  const measure = MEASURES.find((one) => one === address.get('show')) ?? 'guests';
  const cohorts = useQuery(ask('/api/analytics/cohorts', isChosen ? { from, to } : {}));
  const { data } = cohorts;
  const span = data ?? { from, to };
  const months = monthsBack(todayIn(timeZone).slice(0, 'yyyy-mm'.length));
  const choices = (chosen: string) =>
    [...new Set([chosen, ...months])]
      .filter((month) => month !== '')
      .sort()
      .toReversed()
      .map((month) => ({ value: month, label: format.wholeMonth(month) }));
  const choose = (first: string, last: string) => change({ from: first, to: last }, { replace: true });

  const controls = (
    <div className={classes.controls}>
      <NativeSelect
        label={t('cohorts.from')}
        value={span.from}
        data={choices(span.from)}
        onChange={({ currentTarget: { value } }) => choose(value, value > span.to ? value : span.to)}
      />
      <NativeSelect
        label={t('cohorts.to')}
        value={span.to}
        data={choices(span.to)}
        onChange={({ currentTarget: { value } }) => choose(value < span.from ? value : span.from, value)}
      />
    </div>
  );
  if (cohorts.isError)
    return (
      <>
        <p className={classes.said}>{t('cohorts.sub')}</p>
        {controls}
        <Notice
          isPage
          tone="bad"
          {...words(cohorts.error)}
          actions={[{ label: t('retry'), onClick: () => void cohorts.refetch() }]}
        />
      </>
    );
  if (data === undefined) return <Loading />;
  const isEmpty = data.cohorts.every(({ guests }) => guests === 0);
  return (
    <>
      <p className={classes.said}>{t('cohorts.sub')}</p>
      {controls}
      {data.isBehind && (
        <p className={classes.said} role="status">
          {t('cohorts.behind')}
        </p>
      )}
      {isEmpty ? (
        <Notice title={t('cohorts.emptyTitle')} help={t('cohorts.emptyHelp')} />
      ) : (
        <>
          <Panel title={t('cohorts.gridTitle')} aside={<CohortFiles data={data} />}>
            <SegmentedControl
              className={classes.onScreen ?? ''}
              size="md"
              aria-label={t('cohorts.measure')}
              value={measure}
              onChange={(value) => change({ show: value === 'guests' ? null : value }, { replace: true })}
              data={MEASURES.map((value) => ({ value, label: t(`cohorts.measures.${value}`) }))}
            />
            <p className={classes.said}>{t(`cohorts.definitions.${measure}`)}</p>
            <CohortGrid cohorts={data.cohorts} measure={measure} />
          </Panel>
          <Panel title={t('cohorts.againTitle')}>
            <p className={classes.said}>{t('cohorts.definitions.again')}</p>
            <ReturnsTable cohorts={data.cohorts} />
          </Panel>
          <Suspense fallback={<Loading />}>
            <LifetimePanel cohorts={data.cohorts} />
          </Suspense>
        </>
      )}
    </>
  );
}
