import { Button, FileButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  changeSegmentMembers,
  readMembersFile,
  type Segment,
  segmentKeys,
  segmentMembersQuery,
} from '../../entities/segment/segment.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import type { Guest } from '../../entities/guest/guest.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable, Pager, type Column } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { GuestPicker } from '../../entities/guest/guest-picker';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import classes from './segments.module.css';

interface MembersPanelProps {
  readonly segment: Segment;
  /** A list, which people keep. */
  readonly mayChange: boolean;
}

type Member = { readonly guestId: string; readonly since: string };

/** The segment's members; members of a list can be added and removed. */
export function MembersPanel({ segment, mayChange }: MembersPanelProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const format = useFormat();
  const client = useQueryClient();
  // An analyst sees no personal data.
  const seesGuests = useMayManage();
  const [cursor, setCursor] = useState<string>();
  const [found, setFound] = useState<Guest | null>(null);
  const members = useQuery({ ...segmentMembersQuery(segment, cursor, found?.id), enabled: seesGuests });
  const change = useChange(
    changeSegmentMembers(segment.id),
    () => void client.invalidateQueries({ queryKey: segmentKeys.each }),
  );
  const items = members.data?.items;
  const nameOf = useGuestNames(items?.map(({ guestId }) => guestId) ?? []);
  const isOn = found !== null && items?.some(({ guestId }) => guestId === found.id) === true;
  const columns: Column<Member>[] = [
    {
      key: 'name',
      title: t('segments.guest'),
      cell: ({ guestId }) => <Link to={`/guests/${guestId}`}>{nameOf(guestId) ?? t('guests.noName')}</Link>,
    },
    { key: 'since', title: t('segments.since'), isFigure: true, cell: ({ since }) => format.date(since) },
    ...(mayChange
      ? [
          {
            key: 'remove',
            title: t('segments.takeOff'),
            isActs: true,
            cell: ({ guestId }: Member) => (
              <Button
                variant="subtle"
                color="gray"
                aria-label={t('segments.takeOffOf', { name: nameOf(guestId) ?? t('guests.noName') })}
                onClick={() => change.mutate({ guestIds: [guestId], isIn: false })}
              >
                {t('segments.takeOff')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  if (!seesGuests) return null;
  const nextCursor = members.data?.nextCursor ?? null;
  return (
    <Panel title={t('segments.members')}>
      <div className={classes.finder}>
        <GuestPicker
          label={mayChange ? t('segments.findToAdd') : t('segments.find')}
          picked={found}
          onPick={(guest) => {
            setFound(guest);
            setCursor(undefined);
          }}
        />
        {mayChange && found !== null && !isOn && (
          <Button loading={change.isPending} onClick={() => change.mutate({ guestIds: [found.id], isIn: true })}>
            {t('segments.putOn', { name: found.name ?? t('guests.noName') })}
          </Button>
        )}
      </div>
      {mayChange && <MembersFile segment={segment} />}
      {change.error !== null && <ProblemNotice words={words(change.error)} />}
      {members.isError ? (
        <ProblemNotice words={words(members.error)} />
      ) : (
        <DataTable
          caption={t('segments.table')}
          columns={columns}
          rows={items}
          rowKey={({ guestId }) => guestId}
          empty={
            <p className={classes.help} role="status">
              {found === null ? t('segments.nobody') : t('segments.notIn', { name: found.name ?? t('guests.noName') })}
            </p>
          }
        />
      )}
      <Pager
        onFirst={cursor === undefined ? undefined : () => setCursor(undefined)}
        onNext={nextCursor === null ? undefined : () => setCursor(nextCursor)}
      />
    </Panel>
  );
}

/** A file of phones, card numbers or ids of the network's own: everybody in it is put on the list. */
function MembersFile({ segment }: { readonly segment: Segment }) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: (file: File) => readMembersFile(segment.id, file),
    onSuccess: () => client.invalidateQueries({ queryKey: segmentKeys.each }),
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
      <p className={classes.help}>{t('segments.fileHelp')}</p>
      {read.error !== null && <ProblemNotice words={words(read.error)} />}
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
