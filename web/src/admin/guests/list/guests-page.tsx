import { Button, type ButtonProps, Flex, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { IconDownload } from '../../../shared/icons/icon-download';
import { IconFilter } from '../../../shared/icons/icon-filter';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { IconSearch } from '../../../shared/icons/icon-search';
import { type ReactNode, useState } from 'react';
import {
  downloadGuests,
  exportGuests,
  guestCountQuery,
  guestsQuery,
  type GuestTable,
  type ListedGuest,
  readTable,
} from '../../../entities/guest/guest.api';
import { useMayManage } from '../../../entities/session/use-may-manage';
import { saveFile } from '../../../shared/api/save-file';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable, Pager } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { bound } from '../../../shared/ui/bound';
import { useChosenColumn } from '../../../entities/several/chosen-bar';
import { useChosen } from '../../../entities/several/use-chosen';
import { ColumnChoice, useGuestColumns } from '../../../entities/guest/guest-columns';
import { SavedViews } from '../../../entities/saved-view/saved-views';
import { walkRows } from '../../../shared/ui/walk-rows';
import { GuestFilters } from './guest-filters';
import { GuestsHead } from './guests-head';
import { ListActs } from './list-acts';
import { useListState } from './list-state';
import { RegisterGuest } from './register-guest';
import { useNewDialog } from '../../../shared/described/use-new-dialog';

const PAUSE_MS = 250;
const LEAST_TO_SEARCH = 2;
const FILE = 'guests.csv';

/** All guests as a table that is searched, filtered, sorted and saved as a file. */
export function GuestsPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('guests.export');
  const mayRegister = useMayManage('guest.register');
  const [registers, setRegisters] = useNewDialog();
  const list = useListState();
  const { typed, selection, sort, cursor, goTo } = list;
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const table: GuestTable = { query: settled.length < LEAST_TO_SEARCH ? null : settled, selection, sort };
  const columns = useGuestColumns('guests');

  const guests = useQuery({ ...guestsQuery(table, cursor), placeholderData: keepPreviousData });
  const file = useMutation({
    mutationFn: () =>
      exportGuests(
        table,
        columns.shown.map(({ key }) => key),
      ),
    onSuccess: (content) => saveFile(content, FILE),
  });
  const whole = useMutation({ mutationFn: downloadGuests, onSuccess: (content) => saveFile(content, FILE) });
  const { nextCursor = null, previousCursor = null } = guests.data ?? {};
  const to = (place: string | null) => (place === null ? undefined : () => goTo(place));
  const rows = guests.isPlaceholderData ? undefined : guests.data?.items.length;
  const counted = useGuestCount(table, rows);
  const hasMore = nextCursor !== null || previousCursor !== null;
  const chosen = useChosen(guests.data?.items, ({ name, phone }) => name ?? phone ?? t('guests.noName'), {
    of: JSON.stringify(table),
    count: hasMore ? counted.count : undefined,
    read: (most) => readTable(table, most),
  });
  const choice = useChosenColumn<ListedGuest>(chosen);
  const mayList = useMayManage('segments.manage');
  const mayBlock = useMayManage('guests.block');
  const mayTell = useMayManage('campaigns.manage');
  const mayChoose = mayList || mayBlock || mayTell;
  const isNarrowed = table.query !== null || Object.keys(selection).length > 0;

  const tools = (
    <>
      <Search list={list} columns={columns}>
        {mayManage && <SaveButton of={file} text={t('guests.export')} />}
      </Search>
      <FailureNotice error={file.error} />
      <FailureNotice error={whole.error} />
      <Text c="dimmed" role="status">
        {counted.isLoading && <Skeleton component="span" display="inline-block" w={120} h="1em" />}
        {counted.count !== undefined &&
          t(counted.isExact ? 'guests.count' : 'guests.countOver', { count: counted.count })}
      </Text>
      {mayChoose && <ListActs chosen={chosen} mayList={mayList} mayBlock={mayBlock} mayTell={mayTell} />}
    </>
  );

  return (
    <>
      <GuestsHead>
        <Flex gap={8} wrap="wrap">
          {mayManage && (
            <SaveButton
              of={whole}
              text={t('guests.exportWhole')}
              variant="subtle"
              title={t('guests.exportWholeHelp')}
            />
          )}
          {mayRegister && (
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setRegisters(true)}>
              {t('guests.register.title')}
            </Button>
          )}
        </Flex>
      </GuestsHead>
      {mayRegister && registers && <RegisterGuest onClose={() => setRegisters(false)} />}
      <div onKeyDown={walkRows}>
        <DataTable
          reading={guests}
          caption={t('nav.guests')}
          tools={tools}
          columns={mayChoose ? [choice, ...columns.shown] : columns.shown}
          rows={guests.data?.items}
          rowKey={(guest) => guest.id}
          sorting={{ order: sort, onSort: list.sortBy }}
          empty={
            isNarrowed ? (
              <Notice title={t('guests.nobodyTitle')} help={t('guests.nobodyHelp')} />
            ) : (
              <Notice title={t('guests.emptyTitle')} help={t('guests.emptyHelp')} />
            )
          }
        />
      </div>
      <Pager
        onFirst={cursor === undefined ? undefined : () => goTo(undefined)}
        onPrevious={to(previousCursor)}
        onNext={to(nextCursor)}
      />
    </>
  );
}

interface SearchProps {
  readonly list: ReturnType<typeof useListState>;
  readonly columns: ReturnType<typeof useGuestColumns>;
  /** Buttons at the end of the line. */
  readonly children: ReactNode;
}

/** Search, filters, saved views and columns of the list. */
function Search({ list: { typed, type, selection, select }, columns, children }: SearchProps) {
  const { t } = useTranslation('admin');
  const filters = Object.keys(selection).length;
  const [showsFilters, setShowsFilters] = useState(filters > 0);
  return (
    <>
      <Flex gap={8} wrap="wrap" flex="1 1 600px" role="search">
        <TextInput
          flex="1 1 260px"
          aria-label={t('guests.search')}
          placeholder={t('guests.searchShort')}
          leftSection={<IconSearch size={20} stroke={1.75} aria-hidden />}
          {...bound(typed, (text) => type(text))}
        />
        <Button
          variant="default"
          leftSection={<IconFilter size={20} stroke={1.75} aria-hidden />}
          aria-expanded={showsFilters}
          onClick={() => setShowsFilters(!showsFilters)}
        >
          {filters === 0 ? t('guests.filters') : t('guests.filtersSet', { count: filters })}
        </Button>
        <SavedViews page="GUESTS" more={{ columns: columns.shown.map(({ key }) => key).join(',') }} />
        <ColumnChoice columns={columns} />
        {children}
      </Flex>
      {showsFilters && (
        <GuestFilters key={JSON.stringify(selection)} selection={selection} onSelect={(next) => select(next)} />
      )}
    </>
  );
}

interface SaveButtonProps extends Pick<ButtonProps, 'variant'> {
  readonly title?: string;
  readonly of: { readonly isPending: boolean; readonly mutate: () => void };
  readonly text: string;
}

function SaveButton({ of, text, ...rest }: SaveButtonProps) {
  return (
    <Button
      variant="default"
      {...rest}
      leftSection={<IconDownload size={20} stroke={1.75} aria-hidden />}
      loading={of.isPending}
      onClick={() => of.mutate()}
    >
      {text}
    </Button>
  );
}

/**
 * How many guests the table has, read beside the page that shows so many rows. For a search it is read after the page,
 * because a count without a match is a second miss of the caller.
 */
function useGuestCount(
  table: GuestTable,
  rows: number | undefined,
): { readonly count: number | undefined; readonly isExact: boolean; readonly isLoading: boolean } {
  const isSearch = table.query !== null;
  const { data, isLoading } = useQuery({
    ...guestCountQuery(table),
    placeholderData: keepPreviousData,
    enabled: !isSearch || (rows ?? 0) > 0,
  });
  if (isSearch && rows === 0) return { count: 0, isExact: true, isLoading: false };
  return { count: data?.count, isExact: data?.isExact ?? true, isLoading };
}
