import { Button, Flex, Progress, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import {
  type GuestFile,
  guestFileQuery,
  type GuestFileWithRows,
  isAtWork,
  nameOf,
} from '../../../entities/guest-file/guest-file.api';
import { actOf, fileOf, keyOf } from '../../../shared/api/calls';
import type { Send } from '../../../shared/api/act-key';
import { saveFile } from '../../../shared/api/save-file';
import { useChange } from '../../../shared/api/use-change';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Notice } from '../../../shared/ui/notice';
import { BackLink, Figures, PageHead, Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { MappingForm } from './mapping-form';
import { UploadPanel } from './upload-panel';
import { Question } from '../../../shared/ui/question';

/** Codes of faults of an imported file for which the console has words. */
const FAULTS = [
  'file_empty',
  'not_gzip',
  'gzip_damaged',
  'not_csv',
  'encoding_wrong',
  'header_wrong',
  'header_repeated',
  'column_missing',
  'dates_ambiguous',
  'no_program',
  'too_many_rows',
  'guests_acted',
  'undo_over',
  'already_imported',
  'spreadsheet_damaged',
  'formula_without_value',
  'plan_limit_reached',
] as const;
/** Codes of reasons of refused rows for which the console says how to mend the row. */
const REMEDIES = [
  'guest_unnamed',
  'phone_invalid',
  'card_invalid',
  'email_invalid',
  'date_invalid',
  'points_invalid',
  'points_ended',
  'points_fraction',
  'tier_end_missing',
  'visits_invalid',
  'amount_invalid',
  'consent_invalid',
  'consent_missing',
  'tier_unknown',
  'stamps_unknown',
  'guest_repeated',
  'guest_ambiguous',
  'guest_erased',
  'guest_opened',
  'guest_has_history',
  'columns_missing',
  'columns_too_many',
  'quote_broken',
  'encoding_invalid',
  'text_too_long',
  'line_too_long',
  'refused',
] as const;

/** A file of guests, from its columns to the import and its undo. */
export function ImportPage() {
  const { t } = useTranslation('admin');
  const { fileId = '' } = useParams();
  const file = useQuery(guestFileQuery(fileId));
  return (
    <>
      <BackLink to="/guests/imports">{t('guestFiles.back')}</BackLink>
      <PageHead
        title={file.data?.name ?? t('guestFiles.title')}
        sub={file.data === undefined ? undefined : t(`guestFiles.statuses.${file.data.status}`)}
      />
      <FailureNotice error={file.error} retry={file} />
      {file.data !== undefined && <FileState file={file.data} />}
    </>
  );
}

function FileState({ file }: { readonly file: GuestFileWithRows }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh();
  const check = useChange(actOf('POST', '/api/imports/guests/{id}/check', { id: file.id }), refresh);
  const isMapped = file.status === 'READY' || file.status === 'CHECKED';
  const hasFigures = file.status !== 'UPLOADING' && file.status !== 'READING' && file.status !== 'READY';
  return (
    <>
      {file.status === 'UPLOADING' && <InterruptedUpload file={file} />}
      {isAtWork(file) && (
        <Progress
          m="16px 0"
          value={(file.position / (file.lines ?? Infinity)) * 100}
          aria-label={t(`guestFiles.statuses.${file.status}`)}
          size="lg"
        />
      )}
      {file.fault !== null && <FaultNotice code={file.fault} />}
      {hasFigures && (
        <Figures
          figures={[
            { label: t('guestFiles.made'), value: format.number(file.made) },
            { label: t('guestFiles.merged'), value: format.number(file.merged) },
            { label: t('guestFiles.rejected'), value: format.number(file.rejected) },
            { label: t('guestFiles.points'), value: format.number(file.points) },
          ]}
        />
      )}
      {file.uncounted > 0 && (
        <Notice title={t('guestFiles.uncountedTitle')} help={t('guestFiles.uncounted', { count: file.uncounted })} />
      )}
      {file.kept > 0 && <Notice title={t('guestFiles.keptTitle')} help={t('guestFiles.kept', { count: file.kept })} />}
      {hasFigures && <Unread unread={file.unread} />}
      <Acts file={file} />
      {file.refusals.length > 0 && <Refusals file={file} />}
      {isMapped && file.mapping !== null && (
        <Panel title={t('guestFiles.mapping')}>
          <MappingForm
            key={file.status}
            file={file}
            mapping={file.mapping}
            isPending={check.isPending}
            onCheck={(mapping) => check.mutate({ mapping })}
          />
          <FailureNotice error={check.error} />
        </Panel>
      )}
    </>
  );
}

/** The columns that no field reads; those that look like points, cards or phones as a warning. */
function Unread({ unread }: Pick<GuestFileWithRows, 'unread'>) {
  const { t } = useTranslation('admin');
  const namesOf = (columns: GuestFileWithRows['unread']) => columns.map(({ column }) => column).join(', ');
  const looking = unread.filter(({ looksLike }) => looksLike !== null);
  const others = unread.filter(({ looksLike }) => looksLike === null);
  return (
    <>
      {looking.length > 0 && (
        <Notice
          tone="bad"
          title={t('guestFiles.unreadTitle')}
          help={t('guestFiles.unread', { columns: namesOf(looking) })}
        />
      )}
      {others.length > 0 && <Text c="dimmed">{t('guestFiles.unreadOther', { columns: namesOf(others) })}</Text>}
    </>
  );
}

function FaultNotice({ code }: { readonly code: string }) {
  const { t } = useTranslation('admin');
  const known = FAULTS.find((one) => one === code);
  const help = known === undefined ? t('guestFiles.faultHelp', { code }) : t(`guestFiles.faults.${known}`);
  return <Notice tone="bad" title={t('guestFiles.faultTitle')} help={help} />;
}

/** Takes the interrupted file once more, and uploads the parts that the server lacks. */
function InterruptedUpload({ file }: { readonly file: GuestFile }) {
  const { t } = useTranslation('admin');
  const isSame = (one: File) => nameOf(one) === file.name && one.size > file.bytes;
  return (
    <UploadPanel
      title={t('guestFiles.brokenTitle')}
      help={t('guestFiles.brokenHelp')}
      submit={t('guestFiles.goOn')}
      faultOf={(one) => (isSame(one) ? null : t('guestFiles.otherFile', { name: file.name }))}
      begun={file}
    />
  );
}

/** The actions on the file at its step. */
function Acts({ file }: { readonly file: GuestFile }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id, status, undoUntil } = file;
  const refresh = useRefresh();
  const go = useNavigate();
  const start = useChange(actOf('POST', '/api/imports/guests/{id}/start', { id }), refresh);
  const rows = useMutation({
    mutationFn: () => fileOf('/api/imports/guests/{id}/rows', { id }),
    onSuccess: (content) => saveFile(content, 'rows.csv'),
  });
  const [asked, setAsked] = useState<'undo' | 'discard' | null>(null);
  const mayStart = status === 'CHECKED' || status === 'WAITING' || (status === 'FAILED' && undoUntil !== null);
  const mayDiscard =
    ['UPLOADING', 'READY', 'CHECKED', 'WAITING'].includes(status) || (status === 'FAILED' && undoUntil === null);
  const hasRows = ['CHECKED', 'WAITING', 'DONE', 'FAILED', 'UNDONE'].includes(status);
  return (
    <>
      {status === 'WAITING' && <Text c="dimmed">{t('guestFiles.waitingHelp')}</Text>}
      {undoUntil !== null && <Text c="dimmed">{t('guestFiles.undoUntil', { at: format.dateTime(undoUntil) })}</Text>}
      <Flex gap={8} wrap="wrap" my={16}>
        {mayStart && (
          <Button loading={start.isPending} onClick={() => start.mutate(null)}>
            {status === 'WAITING' ? t('guestFiles.approve') : t('guestFiles.start')}
          </Button>
        )}
        {hasRows && (
          <Button variant="default" loading={rows.isPending} onClick={() => rows.mutate()}>
            {t('guestFiles.rowsFile')}
          </Button>
        )}
        {undoUntil !== null && (
          <Button variant="default" onClick={() => setAsked('undo')}>
            {t('guestFiles.undo')}
          </Button>
        )}
        {mayDiscard && (
          <Button variant="default" onClick={() => setAsked('discard')}>
            {t('guestFiles.discard')}
          </Button>
        )}
      </Flex>
      <FailureNotice error={start.error} />
      <FailureNotice error={rows.error} />
      {asked === 'undo' && (
        <Confirm
          title={t('guestFiles.undo')}
          help={t('guestFiles.undoHelp')}
          send={actOf('POST', '/api/imports/guests/{id}/undo', { id })}
          onDone={async () => {
            setAsked(null);
            await refresh();
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'discard' && (
        <Confirm
          title={t('guestFiles.discard')}
          help={t('guestFiles.discardHelp')}
          send={actOf('DELETE', '/api/imports/guests/{id}', { id })}
          onDone={async () => {
            await go('/guests/imports');
            await refresh();
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly help: string;
  readonly send: Send<null, GuestFile>;
  readonly onDone: () => Promise<void>;
  readonly onClose: () => void;
}

function Confirm({ title, help, send, onDone, onClose }: ConfirmProps) {
  const act = useChange(send, onDone);
  return <Question title={title} help={help} yes={title} of={act} onYes={() => act.mutate(null)} onClose={onClose} />;
}

function Refusals({ file: { id, refusals } }: { readonly file: GuestFileWithRows }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const remedyOf = (code: string) => {
    const known = REMEDIES.find((one) => one === code);
    return t(known === undefined ? 'guestFiles.remedies.other' : `guestFiles.remedies.${known}`);
  };
  const refused = useMutation({
    mutationFn: () => fileOf('/api/imports/guests/{id}/rows', { id, only: 'REFUSED' }),
    onSuccess: (content) => saveFile(content, 'refused.csv'),
  });
  return (
    <Panel
      title={t('guestFiles.refusals')}
      aside={
        <Button variant="default" loading={refused.isPending} onClick={() => refused.mutate()}>
          {t('guestFiles.refusedFile')}
        </Button>
      }
    >
      <FailureNotice error={refused.error} />
      <DataTable
        caption={t('analytics.table', { title: t('guestFiles.refusals') })}
        rows={refusals}
        rowKey={({ code }) => code}
        empty={null}
        columns={[
          { key: 'reason', title: t('guestFiles.reason'), cell: ({ reason }) => reason },
          { key: 'remedy', title: t('guestFiles.remedy'), isAside: true, cell: ({ code }) => remedyOf(code) },
          { key: 'count', title: t('guestFiles.rows'), isFigure: true, cell: ({ count }) => format.number(count) },
          {
            key: 'line',
            title: t('guestFiles.firstLine'),
            isFigure: true,
            isAside: true,
            cell: ({ line }) => format.number(line),
          },
        ]}
      />
    </Panel>
  );
}

function useRefresh(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await cache.invalidateQueries({ queryKey: keyOf('/api/imports/guests') });
  };
}
