import { Link } from 'react-router';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { listSubscriptions } from '../../shared/api/operations';
import { ListPage } from '../../shared/described/list-page';
import { type Format, useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { StatusBadge } from '../../shared/ui/status-badge';
import { BillingTabs } from './billing-tabs';
import classes from './billing.module.css';

/** Plans of the networks with their use and what is owed, newest first. */
export function SubscriptionsPage() {
  const { t } = useTranslation('owner');
  const formatOf = useFormats();
  const use = (used: number, limit: number | null, format: Format) =>
    limit === null ? format.number(used) : t('billing.usedOf', { used, limit });
  return (
    <ListPage
      of={listSubscriptions}
      title={t('billing.subscriptions')}
      sub={t('billing.subscriptionsSub')}
      limit={20}
      format={({ terms: { currency } }) => formatOf({ currency, timeZone: ownTimeZone() })}
      filters={{
        state: { label: t('billing.state'), all: t('networks.any'), words: (state) => t(`billing.states.${state}`) },
      }}
      empty={[t('billing.noneTitle'), t('billing.noneHelp')]}
      columns={[
        {
          title: t('networks.name'),
          cell: ({ networkId, networkName }) => (
            <Link className={classes.name ?? ''} to={`/networks/${networkId}`}>
              {networkName}
            </Link>
          ),
        },
        {
          title: t('billing.plan'),
          cell: ({ terms, state }) => (
            <span className={classes.plan}>
              <span>{terms.planCode}</span>
              <StatusBadge meaning={STATUS_MEANINGS.subscription[state]}>{t(`billing.states.${state}`)}</StatusBadge>
            </span>
          ),
        },
        { of: 'mrr', title: t('billing.mrr'), as: 'money', isAside: true },
        {
          title: t('billing.until'),
          isAside: true,
          cell: (row, format) => format.birthday(row.endsOn ?? row.periodEnd),
        },
        {
          title: t('network.restaurants'),
          isFigure: true,
          isAside: true,
          cell: ({ usage, terms }, format) => use(usage.restaurants, terms.limits.restaurants, format),
        },
        {
          title: t('networks.guests'),
          isFigure: true,
          isAside: true,
          cell: ({ usage, terms }, format) => use(usage.guests, terms.limits.guests, format),
        },
        {
          title: t('billing.receivable'),
          isFigure: true,
          cell: (row, format) => (
            <Link className={classes.to ?? ''} to={`/billing/invoices?network=${row.networkId}`}>
              {format.money(row.receivable)}
            </Link>
          ),
        },
      ]}
    >
      <BillingTabs />
    </ListPage>
  );
}
