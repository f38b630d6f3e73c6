import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  FRAUD_STATES,
  fraudCasesQuery,
  fraudRulesQuery,
  type FraudSummary,
  fraudSummaryQuery,
  type WhichFraudCases,
} from '../../entities/fraud/fraud.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useMay } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable, ListPager } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { Figures, Filters, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { type AddressChange, useAddress } from '../../shared/described/use-address';
import { useFraudWords } from '../../entities/fraud/use-fraud-words';
import { bound } from '../../shared/ui/bound';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';

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
  const summary = useQuery(fraudSummaryQuery);
  const rules = useQuery(fraudRulesQuery);
  const { address, change } = useAddress();
  const [cursor, setCursor] = useState<string>();
  if (summary.isError) return <FailureNotice error={summary.error} retry={summary} />;

  function choose(members: AddressChange): void {
    setCursor(undefined);
    change(members);
  }

  const isOff = rules.data?.every(({ isOn }) => !isOn) === true;
  return (
    <>
      {isOff && (
        <Help>
          {t('fraud.rulesOff')} <Link to="/fraud/rules">{t('fraud.toRules')}</Link>
        </Help>
      )}
      {summary.data === undefined ? <Loading /> : <Sums summary={summary.data} />}
      <Cases which={whichOf(address)} cursor={cursor} onTurn={setCursor} onChoose={choose} />
      {summary.data !== undefined && summary.data.restaurants.length > 0 && (
        <ByRestaurant restaurants={summary.data.restaurants} onChoose={choose} />
      )}
    </>
  );
}

/** The filters are in the address, so that a list can be sent to a colleague. */
function whichOf(address: URLSearchParams): WhichFraudCases {
  const state = FRAUD_STATES.find((one) => one === address.get('state'));
  const restaurantId = address.get('restaurant');
  return { ...(state !== undefined && { state }), ...(restaurantId !== null && { restaurantId }) };
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

interface CasesProps {
  readonly which: WhichFraudCases;
  readonly cursor: string | undefined;
  readonly onTurn: (cursor: string | undefined) => void;
  readonly onChoose: (members: AddressChange) => void;
}

function Cases({ which, cursor, onTurn, onChoose }: CasesProps) {
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants();
  const cases = useQuery(fraudCasesQuery(which, cursor));
  const words = useFraudWords();
  const isFiltered = Object.keys(which).length > 0;
  return (
    <Panel title={t('fraud.cases')}>
      <Filters label={t('fraud.filters')}>
        <NativeSelect
          label={t('fraud.state')}
          {...bound(which.state ?? '', (state) => onChoose({ state }))}
          data={[
            { value: '', label: t('fraud.anyState') },
            ...FRAUD_STATES.map((value) => ({ value, label: t(`fraud.states.${value}`) })),
          ]}
        />
        <NativeSelect
          label={t('fraud.restaurant')}
          {...bound(which.restaurantId ?? '', (restaurant) => onChoose({ restaurant }))}
          data={[
            { value: '', label: t('fraud.anyRestaurant') },
            ...(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Filters>
      <DataTable
        reading={cases}
        caption={t('analytics.table', { title: t('fraud.cases') })}
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
        rows={cases.data?.items}
        rowKey={({ id }) => id}
        empty={
          isFiltered ? (
            <Notice title={t('fraud.noneTitle')} help={t('fraud.noneHelp')} />
          ) : (
            <Notice
              title={t('fraud.emptyTitle')}
              help={t('fraud.emptyHelp')}
              actions={[{ label: t('fraud.toRules'), href: '/admin/fraud/rules' }]}
            />
          )
        }
      />
      <ListPager list={cases.data} cursor={cursor} onTurn={onTurn} />
    </Panel>
  );
}

interface ByRestaurantProps {
  readonly restaurants: FraudSummary['restaurants'];
  readonly onChoose: (members: AddressChange) => void;
}

function ByRestaurant({ restaurants, onChoose }: ByRestaurantProps) {
  const { t } = useTranslation('admin');
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
                <Button variant="default" size="sm" onClick={() => onChoose({ restaurant: restaurantId })}>
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
