import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { fileOf } from '../../../shared/api/calls';
import { IconArrowRight } from '../../../shared/icons/icon-arrow-right';
import { IconSearch } from '../../../shared/icons/icon-search';
import { useState } from 'react';
import { Link } from 'react-router';
import { phoneText } from '../../../shared/format/contact';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { ColumnOf } from '../../../shared/ui/columns';
import { DataTable, ListPager } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import {
  type MovedGuest,
  movedGuestsQuery,
  type MovedWhich,
  type ProgramImpact,
} from '../../../entities/program/impact.api';
import { TierChip } from '../../../entities/tier/tier-chip';
import { GuestsPanel } from './guests-panel';
import classes from './impact.module.css';
import { sum } from './impact.rules';

const PAUSE_MS = 250;
const LEAST_TO_SEARCH = 2;
const ALL = 'ALL';

type GuestChange = MovedWhich['change'];

interface ImpactGuestsProps {
  readonly impact: ProgramImpact;
  readonly documentHash: string;
}

/** The guests behind the numbers: page by page, by move, by name; all of them as a file. */
export function ImpactGuests({ impact, documentHash }: ImpactGuestsProps) {
  const { t } = useTranslation('admin');
  const { version, falls, rises } = impact;
  const [change, setChange] = useState<GuestChange>(falls.length > 0 ? 'FALLS' : 'RISES');
  const moves = useMoves(impact, change);
  const [chosen, setChosen] = useState(ALL);
  const [typed, setTyped] = useState('');
  const [cursor, setCursor] = useState<string>();
  const [query] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const searched = query.length >= LEAST_TO_SEARCH ? query : '';
  const which = moves.find(({ value }) => value === chosen)?.which ?? { change };

  const guests = useQuery(movedGuestsQuery({ version, documentHash }, which, { cursor, searched }));
  const columns = useMovedColumns(change);

  function show(next: { change?: GuestChange; chosen?: string }): void {
    setCursor(undefined);
    if (next.change !== undefined) setChange(next.change);
    setChosen(next.chosen ?? ALL);
  }

  return (
    <GuestsPanel
      title={t('program.impact.guestsTitle')}
      readFile={() => fileOf('/api/programs/{version}/impact/file', { version, ...which })}
      fileName={`${change.toLowerCase()}-${String(version)}.csv`}
      error={guests.error}
      controls={
        <>
          <SegmentedControl
            size="md"
            aria-label={t('program.impact.which')}
            value={change}
            onChange={(value) => show({ change: value === 'FALLS' ? 'FALLS' : 'RISES' })}
            data={[
              { value: 'RISES', label: t('program.impact.risesCount', { count: sum(rises) }) },
              { value: 'FALLS', label: t('program.impact.fallsCount', { count: sum(falls) }) },
            ]}
          />
          <NativeSelect
            aria-label={t('program.impact.move')}
            value={chosen}
            data={[{ value: ALL, label: t('program.impact.anyMove') }, ...moves]}
            onChange={(event) => show({ chosen: event.currentTarget.value })}
          />
          <TextInput
            flex="1 1 240px"
            aria-label={t('guests.search')}
            placeholder={t('guests.search')}
            leftSection={<IconSearch size={20} stroke={1.75} />}
            value={typed}
            onChange={(event) => {
              setCursor(undefined);
              setTyped(event.currentTarget.value);
            }}
          />
        </>
      }
    >
      {!guests.isError && (
        <DataTable
          caption={t('program.impact.guestsTable')}
          columns={columns}
          rows={guests.data?.items}
          rowKey={({ guestId }) => guestId}
          empty={
            searched === '' ? (
              <Notice title={t('program.impact.nobodyTitle')} help={t('program.impact.nobodyHelp')} />
            ) : (
              <Notice title={t('program.impact.notFoundTitle')} help={t('program.impact.notFoundHelp')} />
            )
          }
        />
      )}
      <ListPager list={guests.data} cursor={cursor} onTurn={setCursor} />
    </GuestsPanel>
  );
}

/** The moves among which one may choose, each with its number of guests. */
function useMoves({ falls, rises }: ProgramImpact, change: GuestChange) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (change === 'RISES')
    return rises.map(({ from, to, guests }) => ({
      value: `${from} ${to}`,
      label: t('program.impact.rises', { from, to, guests: format.number(guests) }),
      which: { change, from, to } satisfies MovedWhich,
    }));
  return falls.map(({ from, to, on, guests }) => ({
    value: `${from} ${to} ${on}`,
    label: t('program.impact.falls', { from, to, date: format.date(on), guests: format.number(guests) }),
    which: { change, from, to, on } satisfies MovedWhich,
  }));
}

function useMovedColumns(change: GuestChange): ColumnOf<MovedGuest>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const columns: ColumnOf<MovedGuest>[] = [
    {
      title: t('guests.name'),
      cell: ({ guestId, guest }) => <Link to={`/guests/${guestId}`}>{guest?.name ?? t('guests.noName')}</Link>,
    },
    { title: t('guests.phone'), isAside: true, cell: ({ guest }) => phoneText(guest?.phone ?? null) ?? '—' },
    {
      title: t('program.impact.move'),
      cell: ({ from, to }) => (
        <span className={classes.move}>
          <TierChip code={from} />
          <IconArrowRight size={18} stroke={1.75} aria-label={t('program.impact.becomes')} />
          <TierChip code={to} />
        </span>
      ),
    },
    {
      title: t('guests.available'),
      isFigure: true,
      isAside: true,
      cell: ({ guest }) => (guest === null ? '—' : format.number(guest.balance.available)),
    },
  ];
  if (change === 'RISES') return columns;
  return [...columns, { of: 'on', title: t('program.impact.on'), as: 'date', isFigure: true }];
}
