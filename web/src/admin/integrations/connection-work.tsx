import { Button, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type Connection, type IikoWork, workQuery } from '../../entities/integration/connection.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './integrations.module.css';
import { useReasonWords } from './kinds/use-reason-words';

interface ConnectionWorkProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** The work of a connection to iiko in the background: when it was compared, with which result, and iikoCard's wallets. */
export function ConnectionWork({ connection, onClose }: ConnectionWorkProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const work = useQuery(workQuery(connection.id));
  const reconcile = useChange(
    actOf('POST', '/api/integrations/connections/{id}/reconcile', { id: connection.id }),
    (answer) => queries.setQueryData(workQuery(connection.id).queryKey, answer),
  );
  const hasLogin = connection.credentials.includes('apiLogin');
  const isRunning = work.data?.reconciliation?.state === 'RUNNING';
  return (
    <Dialog title={t('integrations.workTitle', { name: connection.name })} onClose={onClose}>
      <Stack gap={16}>
        <FailureNotice error={work.error} retry={work} />
        <section aria-label={t('integrations.reconciliation')}>
          <h3>{t('integrations.reconciliation')}</h3>
          <p className={classes.soft}>{t('integrations.reconciliationHelp')}</p>
          {!hasLogin && <p>{t('integrations.reconciliationLogin')}</p>}
          {work.data?.reconciliation != null && <Reconciliation reconciliation={work.data.reconciliation} />}
        </section>
        <FailureNotice error={reconcile.error} />
        {hasLogin && (
          <Button loading={reconcile.isPending || isRunning} onClick={() => reconcile.mutate(null)}>
            {t('integrations.reconcileNow')}
          </Button>
        )}
        {work.data?.mirror != null && <Mirror mirror={work.data.mirror} />}
      </Stack>
    </Dialog>
  );
}

function Reconciliation({ reconciliation }: { readonly reconciliation: NonNullable<IikoWork['reconciliation']> }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const reasonOf = useReasonWords();
  const { state, failure, finishedAt, dueAt, ordersRead, ordersFound } = reconciliation;
  return (
    <div role="status">
      <ul className={classes.checks}>
        <li>
          {t(`integrations.workStates.${state}`)}
          {failure !== null && <span className={classes.soft}>{reasonOf(failure)}</span>}
        </li>
        <li>
          {finishedAt === null
            ? t('integrations.neverReconciled')
            : t('integrations.reconciledAt', { at: format.dateTime(finishedAt) })}
        </li>
        <li>{t('integrations.ordersFound', { read: ordersRead, found: ordersFound })}</li>
        {state !== 'RUNNING' && <li>{t('integrations.reconciledNext', { at: format.dateTime(dueAt) })}</li>}
      </ul>
    </div>
  );
}

function Mirror({ mirror }: { readonly mirror: NonNullable<IikoWork['mirror']> }) {
  const { t } = useTranslation('admin');
  const reasonOf = useReasonWords();
  const { isSeeded, guests, waiting, failing, differing, troubles } = mirror;
  return (
    <section aria-label={t('integrations.mirror')}>
      <h3>{t('integrations.mirror')}</h3>
      <ul className={classes.checks}>
        {!isSeeded && <li>{t('integrations.mirrorBegins')}</li>}
        <li>{t('integrations.mirrorGuests', { n: guests })}</li>
        <li>{t('integrations.mirrorWaiting', { n: waiting })}</li>
        <li>{t('integrations.mirrorFailing', { n: failing })}</li>
        <li>{t('integrations.mirrorDiffering', { n: differing })}</li>
        {troubles.map(({ guestId, failure, differsBy }) => (
          <li key={guestId}>
            <Link to={`/guests/${guestId}`}>{t('integrations.mirrorGuest')}</Link>
            <span className={classes.soft}>
              {failure === null ? t('integrations.mirrorDiffersBy', { n: differsBy }) : reasonOf(failure)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
