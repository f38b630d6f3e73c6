import { Button, FileButton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Guest, Segment } from '../../shared/api/types';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useSession } from '../../entities/session/session';
import { DataTable, Pager, type Column } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { GuestPicker } from '../../entities/guest/guest-picker';
import { useGuestNames } from '../../entities/guest/use-guest-names';
import classes from './segments.module.css';

const PAGE_SIZE = 20;

interface MembersPanelProps {
  readonly segment: Segment;
  /** A list, which people keep. */
  readonly mayChange: boolean;
}

type Member = { readonly guestId: string; readonly since: string };

/** Who is in the segment now; of a list, who is put on it and taken off. */
export function MembersPanel({ segment, mayChange }: MembersPanelProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const format = useFormat();
  const client = useQueryClient();
  const session = useSession();
  // An analyst reads figures, no personal data.
  const seesGuests = 'user' in session && session.user.role === 'manager';
  const [cursor, setCursor] = useState<string>();
  const [found, setFound] = useState<Guest | null>(null);
  const members = useQuery({
    queryKey: ['segments', 'members', segment.id, segment.guests, cursor, found?.id],
    enabled: seesGuests,
    queryFn: ({ signal }) => {
      const path = { id: segment.id };
      const query = {
        limit: PAGE_SIZE,
        ...(cursor !== undefined && { cursor }),
        ...(found !== null && { guestIds: found.id }),
      };
      return answerOf(api.GET('/api/segments/{id}/members', { params: { path, query: query as never }, signal }));
    },
  });
  const change = useChange(
    ({ key, body }: KeyedAct<{ readonly guestIds: string[]; readonly isIn: boolean }>) => {
      const params = { path: { id: segment.id }, header: { 'Idempotency-Key': key } };
      return answerOf(api.POST('/api/segments/{id}/members', { params, body }));
    },
    () => void client.invalidateQueries({ queryKey: ['segments'] }),
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
    mutationFn: async (file: File) => {
      const body = { csv: await file.text(), isIn: true };
      return answerOf(api.POST('/api/segments/{id}/members/file', { params: { path: { id: segment.id } }, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
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
