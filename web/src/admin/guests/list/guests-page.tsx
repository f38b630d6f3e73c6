import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { IconSearch } from '@tabler/icons-react';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import { type Guest, guestSearchQuery, guestsQuery } from '../../../entities/guest/guest.api';
import { phoneText } from '../../../shared/format/contact';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable, Pager, type Column } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { TierChip } from '../../../entities/tier/tier-chip';
import { GuestsHead } from './guests-head';
import classes from './guests-page.module.css';

const PAUSE_MS = 250;
const LEAST_TO_SEARCH = 2;

/** All guests, newest first, or those whose name starts so or whose phone ends so. */
export function GuestsPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [address, setAddress] = useSearchParams();
  const [typed, type] = useTypedSearch();
  const [query] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const cursor = address.get('cursor') ?? undefined;
  const searches = query.length >= LEAST_TO_SEARCH;

  const guests = useQuery(searches ? guestSearchQuery(query) : guestsQuery(cursor));
  const columns = useGuestColumns();
  const nextCursor = guests.data?.nextCursor ?? null;

  return (
    <>
      <GuestsHead>
        <TextInput
          className={classes.search ?? ''}
          aria-label={t('guests.search')}
          placeholder={t('guests.searchShort')}
          leftSection={<IconSearch size={20} stroke={1.75} />}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
      </GuestsHead>
      {guests.isError ? (
        <ProblemNotice words={words(guests.error)} />
      ) : (
        <DataTable
          caption={t('nav.guests')}
          columns={columns}
          rows={guests.data?.items}
          rowKey={(guest) => guest.id}
          empty={
            searches ? (
              <Notice title={t('guests.nobodyTitle')} help={t('guests.nobodyHelp')} />
            ) : (
              <Notice title={t('guests.emptyTitle')} help={t('guests.emptyHelp')} />
            )
          }
        />
      )}
      <Pager
        onFirst={cursor === undefined || searches ? undefined : () => setAddress({})}
        onNext={nextCursor === null ? undefined : () => setAddress({ cursor: nextCursor })}
      />
    </>
  );
}

/** The query is personal data: it stays in the tab's history, never in the address. */
function useTypedSearch(): readonly [string, (typed: string) => void] {
  const location = useLocation();
  const navigate = useNavigate();
  const state = location.state as { readonly typed?: string } | null;
  return [state?.typed ?? '', (typed) => void navigate('/guests', { replace: true, state: { typed } })];
}

function useGuestColumns(): Column<Guest>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return [
    {
      key: 'name',
      title: t('guests.name'),
      cell: (guest) => <Link to={`/guests/${guest.id}`}>{guest.name ?? t('guests.noName')}</Link>,
    },
    { key: 'phone', title: t('guests.phone'), isAside: true, cell: ({ phone }) => phoneText(phone) ?? '—' },
    { key: 'tier', title: t('guests.tier'), cell: (guest) => <TierChip code={guest.tier.code} /> },
    {
      key: 'available',
      title: t('guests.available'),
      isFigure: true,
      cell: (guest) => format.number(guest.balance.available),
    },
    {
      key: 'since',
      title: t('guests.since'),
      isFigure: true,
      isAside: true,
      cell: (guest) => format.date(guest.createdAt),
    },
  ];
}
