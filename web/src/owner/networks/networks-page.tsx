import { NativeSelect, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { ANEW_EVERY_MS, type PlatformNetwork } from '../../entities/platform/platform.api';
import { createNetwork, listPlatformNetworks } from '../../shared/api/operations';
import { ListPage } from '../../shared/described/list-page';
import { type AddressChange, useAddress } from '../../shared/described/use-address';
import { type Format, useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { bound } from '../../shared/ui/bound';
import { chooseNetworks, isSilent } from './networks.rules';
import classes from './networks.module.css';
import { growthText, shareText } from './share-and-growth';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

const STATES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;

/** Every network of the installation with its health. Search, state and order stand in the address. */
export function NetworksPage() {
  const { t } = useTranslation('owner');
  const { address, change } = useAddress();
  const columns = useColumns();
  const formatOf = useFormats();
  const [text, state, order] = [address.get('text') ?? '', address.get('state') ?? '', address.get('sort') ?? 'name'];
  const choose = (members: AddressChange) => change(members, { replace: true });
  return (
    <ListPage
      isWhole
      of={listPlatformNetworks}
      everyMs={ANEW_EVERY_MS}
      title={t('nav.networks')}
      sub={t('networks.sub')}
      add={{ of: createNetwork, text: t('networks.new'), to: '/networks/new' }}
      format={formatOf}
      columns={columns}
      choose={(networks) => chooseNetworks(networks, { text, state, order })}
      sorting={{ order, onSort: (sort) => choose({ sort }) }}
      filtersLabel={t('networks.search')}
      tools={
        <>
          <TextInput
            label={t('networks.search')}
            placeholder={t('networks.searchHelp')}
            type="search"
            {...bound(text, (typed) => choose({ text: typed }))}
          />
          <NativeSelect
            label={t('networks.state')}
            {...bound(state, (chosen) => choose({ state: chosen }))}
            data={[
              { value: '', label: t('networks.any') },
              { value: 'TROUBLE', label: t('networks.trouble') },
              ...STATES.map((value) => ({ value, label: t(`networks.states.${value}`) })),
            ]}
          />
        </>
      }
      empty={
        text === '' && state === ''
          ? [t('networks.emptyTitle'), t('networks.emptyHelp')]
          : [t('networks.noneTitle'), t('networks.noneHelp')]
      }
    />
  );
}

function useColumns(): ColumnOf<PlatformNetwork>[] {
  const { t } = useTranslation('owner');
  return [
    {
      title: t('networks.name'),
      sort: 'name',
      cell: (network) => (
        <>
          <Link className={classes.name ?? ''} to={`/networks/${network.id}`}>
            {network.name}
          </Link>
          {network.state !== 'ACTIVE' && (
            <StatusBadge meaning={STATUS_MEANINGS.network[network.state]}>
              {t(`networks.states.${network.state}`)}
            </StatusBadge>
          )}
          {isSilent(network) && <StatusBadge meaning="waits">{t('networks.silent')}</StatusBadge>}
        </>
      ),
    },
    {
      title: t('networks.salesToday'),
      sort: 'salesToday',
      isFigure: true,
      cell: ({ health }, format) => format.number(health.salesToday),
    },
    {
      title: t('networks.salesWeek'),
      sort: 'salesWeek',
      isFigure: true,
      isAside: true,
      cell: ({ health }, format) => format.number(health.salesWeek),
    },
    {
      title: t('networks.payableWeek'),
      isFigure: true,
      isAside: true,
      cell: ({ health }, format) => format.money(health.payableWeek),
    },
    {
      title: t('networks.share'),
      sort: 'share',
      isFigure: true,
      isAside: true,
      cell: ({ health }, format) => shareText(health, format),
    },
    {
      title: t('networks.growth'),
      sort: 'growth',
      isFigure: true,
      isAside: true,
      cell: ({ health }, format) => growthText(health, format),
    },
    {
      title: t('networks.guests'),
      sort: 'guests',
      isFigure: true,
      isAside: true,
      cell: ({ health }, format) => format.number(health.guests),
    },
    {
      title: t('networks.lastSale'),
      sort: 'lastSale',
      isAside: true,
      cell: (network, format) => lastSaleText(network, format) ?? t('networks.never'),
    },
    {
      title: t('networks.lastEvent'),
      isAside: true,
      cell: ({ health }, format) =>
        health.lastEventAt === null ? t('networks.never') : format.dateTime(health.lastEventAt),
    },
    { title: t('networks.errors'), sort: 'errors', cell: (network) => <Errors network={network} /> },
  ];
}

/** The moment of the last sale, or its day where the moment is not known; null: there was none. */
export function lastSaleText({ health }: PlatformNetwork, format: Format): string | null {
  if (health.lastSaleAt !== null) return format.dateTime(health.lastSaleAt);
  return health.lastSaleDate === null ? null : format.birthday(health.lastSaleDate);
}

/** Errors of till systems; events that wait are none as long as they are worked on. */
export function Errors({ network: { health } }: { readonly network: PlatformNetwork }) {
  const { t } = useTranslation('owner');
  const { connectionsFailing, eventsRefused, eventsWaiting } = health;
  if (connectionsFailing + eventsRefused + eventsWaiting === 0) return t('networks.noErrors');
  return (
    <>
      {connectionsFailing > 0 && (
        <span className={classes.bad}>{t('networks.failing', { count: connectionsFailing })}</span>
      )}
      {eventsRefused > 0 && <span className={classes.bad}>{t('networks.refused', { count: eventsRefused })}</span>}
      {eventsWaiting > 0 && <span className={classes.soft}>{t('networks.waiting', { count: eventsWaiting })}</span>}
    </>
  );
}
