import { Progress, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  refreshBilling,
  isBeingRead,
  type StatementImport,
  statementImportsQuery,
} from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { newKey } from '../../shared/api/act-key';
import { base64Of } from '../../shared/api/base64';
import { actOf } from '../../shared/api/calls';
import { importBankStatement } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { useFileField } from '../../shared/described/use-file-field';
import { usePlainFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './billing.module.css';
import { SellerLink } from './seller-link';

/** The largest file that the server reads (docs/api.md). */
const MOST_BYTES = 6 * 1024 * 1024;

/** Sends the file of a bank, and says how far the newest files are read and what became of their payments. */
export function ImportStatement() {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const { file, field, clear } = useFileField({
    label: t('statements.file'),
    help: t('statements.fileHelp'),
    accept: '.txt,.xml,text/plain,text/xml,application/xml',
    check: (chosen) =>
      chosen === null ? t('statements.fileNeeded') : chosen.size > MOST_BYTES && t('statements.fileTooLarge'),
  });
  const [isSending, setIsSending] = useState(false);
  const send = async (chosen: File) => {
    setIsSending(true);
    try {
      return await actOf('POST', '/api/bank-statements')({ key: newKey(), body: { file: await base64Of(chosen) } });
    } finally {
      setIsSending(false);
      await refreshBilling(queries);
    }
  };
  return (
    <Panel title={t('statements.import')}>
      <ActForm
        of={importBankStatement}
        send={() => (file === null ? Promise.reject(new Error('no file')) : send(file))}
        layout={{ maw: 420 }}
        fields={{ file: field }}
        onFailure={(error) => <SellerLink error={error} />}
        onDone={clear}
        submit={t('statements.submit')}
      />
      {isSending && (
        <p className={classes.help} role="status">
          {t('statements.sending')}
        </p>
      )}
      <Imports />
    </Panel>
  );
}

/** Files that are being read, and the newest one that is read. They go on without this page. */
function Imports() {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const imports = useQuery(statementImportsQuery);
  const items = imports.data?.items ?? [];
  const reading = items.filter(isBeingRead);
  const read = items.filter((one) => !isBeingRead(one));
  const [newest] = read;
  const readIds = imports.isSuccess ? read.map(({ id }) => id).join(' ') : undefined;
  const before = useRef(readIds);
  useEffect(() => {
    // The payments of a file that has just been read, and the invoices that they paid.
    if (before.current !== undefined && readIds !== before.current) void refreshBilling(queries);
    before.current = readIds;
  }, [queries, readIds]);
  if (imports.isError) return <FailureNotice error={imports.error} />;
  if (items.length === 0) return null;
  return (
    <Stack gap={12} mt={16}>
      {reading.map((one) => (
        <Reading key={one.id} {...one} />
      ))}
      {newest !== undefined && reading.length === 0 && <Outcome {...newest} />}
      {reading.length > 0 && <p className={classes.help}>{t('statements.goesOn')}</p>}
    </Stack>
  );
}

function Reading({ entries, done }: StatementImport) {
  const { t } = useTranslation('owner');
  return (
    <Stack gap={8}>
      <Progress value={entries === 0 ? 0 : (done / entries) * 100} aria-label={t('statements.progress')} size="lg" />
      <p className={classes.help} aria-live="polite">
        {t('statements.reading', { done, count: entries })}
      </p>
    </Stack>
  );
}

function Outcome({ entries, alreadyKnown, matched, doubtful, createdAt }: StatementImport) {
  const { t } = useTranslation('owner');
  const format = usePlainFormat(ownTimeZone());
  return (
    <Stack gap={8} aria-live="polite">
      <p className={classes.help}>{t('statements.newest', { at: format.dateTime(createdAt) })}</p>
      <p className={classes.help}>{t('statements.read', { count: entries })}</p>
      {alreadyKnown > 0 && <p className={classes.help}>{t('statements.known', { count: alreadyKnown })}</p>}
      <p className={classes.help}>{t('statements.outcome', { matched, doubtful })}</p>
    </Stack>
  );
}
