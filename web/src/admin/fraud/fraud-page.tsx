import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fraudRulesQuery, type FraudSummary } from '../../entities/fraud/fraud.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMay } from '../../entities/session/use-may-manage';
import { listFraudCases } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Figures, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useAddress } from '../../shared/described/use-address';
import { useFraudWords } from '../../entities/fraud/use-fraud-words';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { ask } from '../../shared/api/calls';

const MILLION = 1_000_000;

/** Cases of fraud watch with the points at stake, and how many were false alarms, by state and restaurant. */
export function FraudPage() {
  const { t } = useTranslation('admin');
  const mayRead = useMay()('fraud.read');
  return (
    <>
      <PageHead title={t('fraud.title')} sub={t('fraud.sub')}>
        {mayRead && (
          <Button component={Link} variant="default" to="/fraud/rules">
            {t('fraud.rules')}
          </Button>
        )}
      </PageHead>
      {mayRead ? <Watch /> : <Notice title={t('fraud.readOnlyTitle')} help={t('fraud.readOnlyHelp')} />}
    </>
  );
}

function Watch() {
  const { t } = useTranslation('admin');
  const summary = useQuery(ask('/api/fraud/summary', {}));
  const rules = useQuery(fraudRulesQuery);
  if (summary.isError) return <FailureNotice error={summary.error} retry={summary} />;

  const isOff = rules.data?.every(({ isOn }) => !isOn) === true;
  return (
    <>
      {isOff && (
        <Help>
          {t('fraud.rulesOff')} <Link to="/fraud/rules">{t('fraud.toRules')}</Link>
        </Help>
      )}
      {summary.data === undefined ? <Loading /> : <Sums summary={summary.data} />}
      <Cases />
      {summary.data !== undefined && summary.data.restaurants.length > 0 && (
        <ByRestaurant restaurants={summary.data.restaurants} />
      )}
    </>
  );
}

function Sums({ summary: { open, stake, confirmed, dismissed } }: { readonly summary: FraudSummary }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const decided = confirmed + dismissed;
  const share = format.share(decided === 0 ? 0 : Math.round((dismissed / decided) * MILLION));
  return (
    <section aria-label={t('fraud.figures')}>
      <Figures
        figures={[
          { label: t('fraud.open'), value: format.number(open) },
          { label: t('fraud.stake'), value: format.number(stake), compared: t('fraud.stakeHelp') },
          { label: t('fraud.confirmed'), value: format.number(confirmed) },
          {
            label: t('fraud.dismissed'),
            value: format.number(dismissed),
            compared: decided === 0 ? t('fraud.noneDecided') : t('fraud.dismissedShare', { share }),
          },
        ]}
      />
    </section>
  );
}

function Cases() {
  const { t } = useTranslation('admin');
  const { data: restaurants = [] } = useRestaurants();
  const words = useFraudWords();
  return (
    <ListPanel
      isInAddress
      of={listFraudCases}
      limit={AT_ONCE}
      title={t('fraud.cases')}
      caption={t('analytics.table', { title: t('fraud.cases') })}
      filtersLabel={t('fraud.filters')}
      filters={{
        state: { label: t('fraud.state'), all: t('fraud.anyState'), words: (state) => t(`fraud.states.${state}`) },
        restaurantId: {
          at: 'restaurant',
          label: t('fraud.restaurant'),
          all: t('fraud.anyRestaurant'),
          choices: restaurants.map(({ id, name }) => ({ value: id, label: name })),
        },
      }}
      columns={[
        {
          title: t('fraud.subject'),
          isName: true,
          cell: ({ id, subject }) => <Link to={`/fraud/cases/${id}`}>{words.subject(subject)}</Link>,
        },
        { title: t('fraud.found'), cell: ({ rules }) => rules.map((one) => words.found(one)).join(', ') },
        { of: 'restaurantName', title: t('fraud.restaurant'), none: t('fraud.wholeNetwork'), isAside: true },
        {
          of: 'state',
          title: t('fraud.state'),
          meanings: STATUS_MEANINGS.fraud,
          words: (state) => t(`fraud.states.${state}`),
        },
        { of: 'stake', title: t('fraud.stake'), as: 'number' },
        { of: 'openedAt', title: t('fraud.opened'), as: 'dateTime', isAside: true },
      ]}
      none={[t('fraud.noneTitle'), t('fraud.noneHelp')]}
      empty={
        <Notice
          title={t('fraud.emptyTitle')}
          help={t('fraud.emptyHelp')}
          actions={[{ label: t('fraud.toRules'), href: '/admin/fraud/rules' }]}
        />
      }
    />
  );
}

const AT_ONCE = 20;

function ByRestaurant({ restaurants }: Pick<FraudSummary, 'restaurants'>) {
  const { t } = useTranslation('admin');
  const { change } = useAddress();
  return (
    <Panel title={t('fraud.byRestaurant')}>
      <DataTable
        caption={t('analytics.table', { title: t('fraud.byRestaurant') })}
        rows={restaurants}
        rowKey={({ restaurantId }) => restaurantId ?? ''}
        empty={null}
        columns={[
          {
            title: t('fraud.restaurant'),
            isName: true,
            cell: ({ restaurantId, name }) =>
              restaurantId === null ? (
                t('fraud.wholeNetwork')
              ) : (
                <Button variant="default" size="sm" onClick={() => change({ cursor: null, restaurant: restaurantId })}>
                  {name}
                </Button>
              ),
          },
          { of: 'open', title: t('fraud.open'), as: 'number' },
          { of: 'stake', title: t('fraud.stake'), as: 'number' },
          { of: 'confirmed', title: t('fraud.confirmed'), as: 'number', isAside: true },
          { of: 'dismissed', title: t('fraud.dismissed'), as: 'number', isAside: true },
        ]}
      />
    </Panel>
  );
}
