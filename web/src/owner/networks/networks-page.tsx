import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '../../shared/icons/icon-plus';
import { Link, useSearchParams } from 'react-router';
import { type PlatformNetwork, platformNetworksQuery } from '../../entities/platform/platform.api';
import { type Format, useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Filters, PageHead } from '../../shared/ui/page';
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
  const [address, setAddress] = useSearchParams();
  const networks = useQuery(platformNetworksQuery);
  const columns = useColumns();
  const formatOf = useFormats();
  const chosen = {
    text: address.get('text') ?? '',
    state: address.get('state') ?? '',
    order: address.get('sort') ?? 'name',
  };

  function choose(name: 'text' | 'state' | 'sort', value: string): void {
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  }

  if (networks.isError) {
    return <ReadFailure isPage reading={networks} />;
  }
  return (
    <>
      <PageHead title={t('nav.networks')} sub={t('networks.sub')}>
        <Button component={Link} to="/networks/new" leftSection={<IconPlus size={18} aria-hidden />}>
          {t('networks.new')}
        </Button>
      </PageHead>
      {networks.data?.length === 0 ? (
        <Notice title={t('networks.emptyTitle')} help={t('networks.emptyHelp')} />
      ) : (
        <>
          <Filters label={t('networks.search')}>
            <TextInput
              label={t('networks.search')}
              placeholder={t('networks.searchHelp')}
              type="search"
              {...bound(chosen.text, (next) => choose('text', next))}
            />
            <NativeSelect
              label={t('networks.state')}
              {...bound(chosen.state, (text) => choose('state', text))}
              data={[
                { value: '', label: t('networks.any') },
                { value: 'TROUBLE', label: t('networks.trouble') },
                ...STATES.map((value) => ({ value, label: t(`networks.states.${value}`) })),
              ]}
            />
          </Filters>
          <DataTable
            caption={t('nav.networks')}
            format={formatOf}
            columns={columns}
            rows={networks.data && chooseNetworks(networks.data, chosen)}
            rowKey={({ id }) => id}
            sorting={{ order: chosen.order, onSort: (order) => choose('sort', order) }}
            empty={<Notice title={t('networks.noneTitle')} help={t('networks.noneHelp')} />}
          />
        </>
      )}
    </>
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
