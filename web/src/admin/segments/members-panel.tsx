import { Button, FileButton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { actOf, keyOf } from '../../shared/api/calls';
import { IconDownload } from '../../shared/icons/icon-download';
import { IconSearch } from '../../shared/icons/icon-search';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  exportSegmentMembers,
  type MemberTable,
  readMembersFile,
  type Segment,
  segmentMemberQuery,
  segmentMembersQuery,
} from '../../entities/segment/segment.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import type { Guest, ListedGuest } from '../../entities/guest/guest.api';
import { GuestPicker } from '../../entities/guest/guest-picker';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Column } from '../../shared/ui/columns';
import { DataTable, Pager } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ColumnChoice, useGuestColumns } from '../../entities/guest/guest-columns';
import { walkRows } from '../../shared/ui/walk-rows';
import classes from './segments.module.css';

const PAUSE_MS = 250;
const LEAST_TO_SEARCH = 2;

interface MembersPanelProps {
  readonly segment: Segment;
  /** A list, which people keep. */
  readonly mayChange: boolean;
}

/** The segment's guests as a table that is searched, sorted and saved as a file; guests of a list can be added and removed. */
export function MembersPanel({ segment, mayChange }: MembersPanelProps) {
  const { t } = useTranslation('admin');
  // An analyst sees no personal data.
  if (!useMayManage('segments.manage')) return null;
  return (
    <Panel title={t('segments.members')}>
      {mayChange && (
        <>
          <AddMember segment={segment} />
          <MembersFile segment={segment} />
        </>
      )}
      <MembersTable segment={segment} mayChange={mayChange} />
    </Panel>
  );
}

function useMembersChange({ id }: Segment) {
  const client = useQueryClient();
  return useChange(
    actOf('POST', '/api/segments/{id}/members', { id }),
    () => void client.invalidateQueries({ queryKey: keyOf('/api/segments') }),
  );
}

function MembersTable({ segment, mayChange }: MembersPanelProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const [sort, setSort] = useState<MemberTable['sort']>('name');
  const [cursor, setCursor] = useState<string>();
  const table: MemberTable = { query: settled.length < LEAST_TO_SEARCH ? null : settled, sort };
  const columns = useGuestColumns('segment');
  const change = useMembersChange(segment);
  const members = useQuery({ ...segmentMembersQuery(segment, table, cursor), placeholderData: keepPreviousData });
  const file = useMutation({
    mutationFn: () =>
      exportSegmentMembers(
        segment.id,
        table,
        columns.shown.map(({ key }) => key),
      ),
    onSuccess: (content) => saveFile(content, `${segment.code}.csv`),
  });
  const { nextCursor = null, previousCursor = null } = members.data ?? {};
  const to = (place: string | null) => (place === null ? undefined : () => setCursor(place));
  const removal: Column<ListedGuest> = {
    key: 'remove',
    title: t('segments.takeOff'),
    isActs: true,
    cell: ({ id, name }) => (
      <Button
        variant="subtle"
        color="gray"
        aria-label={t('segments.takeOffOf', { name: name ?? t('guests.noName') })}
        onClick={() => change.mutate({ guestIds: [id], isIn: false })}
      >
        {t('segments.takeOff')}
      </Button>
    ),
  };
  return (
    <>
      <div className={classes.finder} role="search">
        <TextInput
          aria-label={t('segments.findHelp')}
          placeholder={t('segments.find')}
          leftSection={<IconSearch size={20} stroke={1.75} aria-hidden />}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setCursor(undefined);
          }}
        />
        <ColumnChoice columns={columns} />
        <Button
          variant="default"
          leftSection={<IconDownload size={20} stroke={1.75} aria-hidden />}
          loading={file.isPending}
          onClick={() => file.mutate()}
        >
          {t('segments.export')}
        </Button>
      </div>
      <FailureNotice error={file.error} />
      <FailureNotice error={change.error} />
      {members.isError ? (
        <FailureNotice error={members.error} retry={members} />
      ) : (
        <div onKeyDown={walkRows}>
          <DataTable
            caption={t('segments.table')}
            columns={mayChange ? [...columns.shown, removal] : columns.shown}
            rows={members.data?.items}
            rowKey={({ id }) => id}
            sorting={{
              order: sort,
              onSort: (order) => {
                setSort(order as MemberTable['sort']);
                setCursor(undefined);
              },
            }}
            empty={
              table.query === null ? (
                <Notice
                  title={t('segments.nobodyTitle')}
                  help={segment.rule === null ? t('segments.nobodyList') : t('segments.nobodyRule')}
                />
              ) : (
                <Notice title={t('segments.notFoundTitle')} help={t('segments.notFoundHelp')} />
              )
            }
          />
        </div>
      )}
      <Pager
        onFirst={cursor === undefined ? undefined : () => setCursor(undefined)}
        onPrevious={to(previousCursor)}
        onNext={to(nextCursor)}
      />
    </>
  );
}

/** One guest, found among all of the network, to be put on the list. */
function AddMember({ segment }: { readonly segment: Segment }) {
  const { t } = useTranslation('admin');
  const [found, setFound] = useState<Guest | null>(null);
  const change = useMembersChange(segment);
  const isOn = useQuery({ ...segmentMemberQuery(segment, found?.id ?? ''), enabled: found !== null });
  const name = found?.name ?? t('guests.noName');
  return (
    <>
      <div className={classes.finder}>
        <GuestPicker label={t('segments.findToAdd')} picked={found} onPick={setFound} />
        {found !== null && isOn.data === false && (
          <Button loading={change.isPending} onClick={() => change.mutate({ guestIds: [found.id], isIn: true })}>
            {t('segments.putOn', { name })}
          </Button>
        )}
      </div>
      {found !== null && isOn.data === true && <Help role="status">{t('segments.isOn', { name })}</Help>}
      <FailureNotice error={change.error} />
    </>
  );
}

/** A file of phones, card numbers or ids of the network's own: everybody in it is put on the list. */
function MembersFile({ segment }: { readonly segment: Segment }) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: (file: File) => readMembersFile(segment.id, file),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf('/api/segments') }),
  });
  return (
    <div>
      <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => file !== null && read.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={read.isPending}>
            {t('segments.file')}
          </Button>
        )}
      </FileButton>
      <Help>{t('segments.fileHelp')}</Help>
      <FailureNotice error={read.error} />
      {read.data !== undefined && (
        <p role="status">
          {t('segments.fileRead', { count: read.data.changed, already: read.data.unchanged })}
          {read.data.unknown > 0 &&
            ` ${t('segments.fileUnknown', { count: read.data.unknown, lines: read.data.unknownLines.join(', ') })}`}
        </p>
      )}
    </div>
  );
}
