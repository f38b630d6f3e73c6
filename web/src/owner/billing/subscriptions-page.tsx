import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { type Subscription, SUBSCRIPTION_STATES, subscriptionsQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../entities/platform/places';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import {
  asideColumn,
  type Column,
  column,
  DataTable,
  figureAsideColumn,
  figureColumn,
  Pager,
} from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Filters, PageHead } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

/** Plans of the networks with their use and what is owed, newest first. */
export function SubscriptionsPage() {
  const { t } = useTranslation('owner');
  const [address, setAddress] = useSearchParams();
  const state = SUBSCRIPTION_STATES.find((one) => one === address.get('state'));
  const cursor = address.get('cursor') ?? undefined;
  const subscriptions = useQuery(subscriptionsQuery(state, cursor));
  const columns = useColumns();
  const nextCursor = subscriptions.data?.nextCursor ?? null;
  const go = (members: Record<string, string>) => setAddress({ ...(state !== undefined && { state }), ...members });
  return (
    <>
      <PageHead title={t('billing.subscriptions')} sub={t('billing.subscriptionsSub')} />
      <BillingTabs />
      <Filters>
        <NativeSelect
          label={t('billing.state')}
          value={state ?? ''}
          data={[
            { value: '', label: t('networks.any') },
            ...SUBSCRIPTION_STATES.map((value) => ({ value, label: t(`billing.states.${value}`) })),
          ]}
          onChange={({ currentTarget: { value } }) => setAddress(value === '' ? {} : { state: value })}
        />
      </Filters>
      <DataTable
        reading={subscriptions}
        caption={t('billing.subscriptions')}
        columns={columns}
        rows={subscriptions.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('billing.noneTitle')} help={t('billing.noneHelp')} />}
      />
      <Pager
        onFirst={cursor === undefined ? undefined : () => go({})}
        onNext={nextCursor === null ? undefined : () => go({ cursor: nextCursor })}
      />
    </>
  );
}

function useColumns(): Column<Subscription>[] {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const timeZone = ownTimeZone();
  const format = ({ terms }: Subscription) => formatOf({ currency: terms.currency, timeZone });
  const use = (used: number, limit: number | null, row: Subscription) =>
    limit === null ? format(row).number(used) : t('billing.usedOf', { used, limit });
  return [
    column('network', t('networks.name'), ({ networkId, networkName }) => (
      <Link className={classes.name ?? ''} to={`/networks/${networkId}`}>
        {networkName}
      </Link>
    )),
    column('plan', t('billing.plan'), ({ terms, state }) => (
      <span className={classes.plan}>
        <span>{terms.planCode}</span>
        <StatusBadge meaning={STATUS_MEANINGS.subscription[state]}>{t(`billing.states.${state}`)}</StatusBadge>
      </span>
    )),
    figureAsideColumn('mrr', t('billing.mrr'), (row) => format(row).money(row.mrr)),
    asideColumn('until', t('billing.until'), (row) => format(row).birthday(row.endsOn ?? row.periodEnd)),
    figureAsideColumn('restaurants', t('network.restaurants'), (row) =>
      use(row.usage.restaurants, row.terms.limits.restaurants, row),
    ),
    figureAsideColumn('guests', t('networks.guests'), (row) => use(row.usage.guests, row.terms.limits.guests, row)),
    figureColumn('receivable', t('billing.receivable'), (row) => (
      <Link className={classes.to ?? ''} to={`/billing/invoices?network=${row.networkId}`}>
        {format(row).money(row.receivable)}
      </Link>
    )),
  ];
}
