import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck } from '../../shared/icons/icon-circle-check';
import { lazy, Suspense } from 'react';
import { type Liability, liabilityQuery } from '../../entities/liability/liability.api';
import { fetchCode } from '../../shared/api/fetch-code';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Figures, PageHead } from '../../shared/ui/page';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { BooksPanel } from './books-panel';
import classes from './liability-page.module.css';
import { UnreadWarningsPanel } from './unread-warnings-panel';

const OwedCharts = lazy(() =>
  fetchCode(() => import('./owed-charts')).then((module) => ({ default: module.OwedCharts })),
);
const ForecastPanel = lazy(() =>
  fetchCode(() => import('./forecast-panel')).then((module) => ({ default: module.ForecastPanel })),
);

/** The worth of a point is told in millionths of a minor unit. */
const MILLIONTHS = 1_000_000;

/** Points liability: now, its forecast, and the closed months. */
export function LiabilityPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const owed = useQuery(liabilityQuery);

  if (owed.isError) {
    return <ReadFailure isPage reading={owed} />;
  }
  if (owed.isPending) return <p role="status">{t('liability.reading')}</p>;

  const { total, receivable, belowZero, pointValue, at } = owed.data;
  return (
    <>
      <PageHead title={t('liability.title')} sub={t('liability.at', { at: format.dateTime(at) })} />
      <Figures
        areLong
        figures={[
          { label: t('liability.money'), value: format.money(total.money) },
          {
            label: t('liability.points'),
            value: format.number(total.points),
            compared: t('liability.worth', { worth: format.money(Math.round(pointValue / MILLIONTHS)) }),
          },
          {
            label: t('liability.receivable'),
            value: format.money(receivable.money),
            compared: t('liability.notTakenOff', { count: receivable.points }),
          },
          {
            label: t('liability.belowZero'),
            value: format.money(belowZero.money),
            compared: t('liability.notTakenOff', { count: belowZero.points }),
          },
        ]}
      />
      <Agreement agreement={owed.data.agreement} />
      {total.points === 0 ? (
        <Notice title={t('liability.emptyTitle')} help={t('liability.emptyHelp')} />
      ) : (
        <Suspense fallback={<Loading />}>
          <OwedCharts owed={owed.data} />
        </Suspense>
      )}
      <Suspense fallback={<Loading />}>
        <ForecastPanel />
      </Suspense>
      <UnreadWarningsPanel />
      <BooksPanel />
    </>
  );
}

/** The figure is read from three places of the ledger; the page says whether they agree. */
function Agreement({ agreement }: { readonly agreement: Liability['agreement'] }) {
  const { t } = useTranslation('admin');
  if (!agreement.agrees) {
    return (
      <ProblemNotice
        words={{
          title: t('liability.disagreesTitle'),
          help: t('liability.disagreesHelp', {
            openLots: agreement.openLots,
            guestAccounts: agreement.guestAccounts,
            ledgerAccounts: agreement.ledgerAccounts,
          }),
        }}
      />
    );
  }
  return (
    <p className={classes.agrees}>
      <IconCircleCheck size={20} stroke={1.75} aria-hidden />
      {t('liability.agrees')}
    </p>
  );
}
