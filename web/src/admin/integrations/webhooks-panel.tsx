import { Button, Flex } from '@mantine/core';
import { actOf, askAll, keyOf } from '../../shared/api/calls';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Webhook, WebhookWithSecret } from '../../entities/integration/webhook.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { asideColumn, type Column, column, DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { ChangeQuestion } from '../../shared/ui/question';
import classes from './integrations.module.css';
import { useFailureWords } from './use-failure-words';
import { WebhookDeliveries } from './webhook-deliveries';
import { WebhookForm } from './webhook-form';
import { WebhookSecret } from './webhook-secret';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

const ACTS = ['deliveries', 'change', 'secret', 'remove'] as const;
type Act = (typeof ACTS)[number];
type Open =
  | { readonly act: 'new' }
  | { readonly act: Act; readonly id: string }
  | { readonly act: 'made'; readonly made: WebhookWithSecret };

/** Receivers of the network's events: how each does, and what was delivered to it. */
export function WebhooksPanel() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const webhooks = useQuery(askAll('/api/webhooks', {}));
  const [open, setOpen] = useState<Open | null>(null);
  const columns = useColumns((act, id) => setOpen({ act, id }));
  const close = () => setOpen(null);
  const chosen = open !== null && 'id' in open ? webhooks.data?.find(({ id }) => id === open.id) : undefined;

  async function refresh(): Promise<void> {
    await queries.invalidateQueries({ queryKey: keyOf('/api/webhooks') });
  }
  async function refreshAndClose(): Promise<void> {
    await refresh();
    close();
  }
  async function show(made: WebhookWithSecret): Promise<void> {
    await refresh();
    setOpen({ act: 'made', made });
  }

  return (
    <Panel title={t('webhooks.title')}>
      <Flex gap={12} wrap="wrap" align="end" mb={16}>
        <p className={classes.soft}>{t('webhooks.help')}</p>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setOpen({ act: 'new' })}
        >
          {t('webhooks.new')}
        </Button>
      </Flex>
      <DataTable
        reading={webhooks}
        caption={t('webhooks.list')}
        columns={columns}
        rows={webhooks.data}
        rowKey={({ id }) => id}
        empty={<Notice title={t('webhooks.emptyTitle')} help={t('webhooks.emptyHelp')} />}
      />
      {open?.act === 'new' && <WebhookForm onMade={show} onChanged={refreshAndClose} onClose={close} />}
      {open?.act === 'made' && (
        <WebhookSecret webhook={open.made} secret={open.made.secret} onRotated={show} onClose={close} />
      )}
      {chosen !== undefined && open?.act === 'change' && (
        <WebhookForm webhook={chosen} onMade={show} onChanged={refreshAndClose} onClose={close} />
      )}
      {chosen !== undefined && open?.act === 'secret' && (
        <WebhookSecret webhook={chosen} onRotated={show} onClose={close} />
      )}
      {chosen !== undefined && open?.act === 'deliveries' && (
        <WebhookDeliveries webhook={chosen} onChanged={refresh} onClose={close} />
      )}
      {chosen !== undefined && open?.act === 'remove' && (
        <ChangeQuestion
          title={t('webhooks.removeOf', { name: chosen.name })}
          help={t('webhooks.removeHelp')}
          yes={t('webhooks.remove')}
          isGrave
          send={actOf('DELETE', '/api/webhooks/{id}', { id: chosen.id })}
          onDone={refreshAndClose}
          onClose={close}
        />
      )}
    </Panel>
  );
}

function useColumns(onAct: (act: Act, id: string) => void): Column<Webhook>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const failureOf = useFailureWords();
  return [
    column('name', t('integrations.name'), ({ name, url }) => (
      <>
        {name}
        <span className={classes.address}>{url}</span>
      </>
    )),
    column('state', t('integrations.state'), ({ state, lastFailure, disabledReason, nextCallAt, skippedBefore }) => (
      <>
        <StatusBadge meaning={STATUS_MEANINGS.connection[state]}>{t(`webhooks.states.${state}`)}</StatusBadge>
        {disabledReason !== null && (
          <span className={classes.soft}>{t(`webhooks.disabledReasons.${disabledReason}`)}</span>
        )}
        {state === 'FAILING' && lastFailure !== null && <span className={classes.soft}>{failureOf(lastFailure)}</span>}
        {state === 'FAILING' && nextCallAt !== null && (
          <span className={classes.soft}>{t('webhooks.nextCall', { at: format.dateTime(nextCallAt) })}</span>
        )}
        {skippedBefore !== null && (
          <span className={classes.soft}>{t('webhooks.skipped', { at: format.date(skippedBefore) })}</span>
        )}
      </>
    )),
    asideColumn('last', t('webhooks.lastSuccess'), ({ lastSuccessAt }) =>
      lastSuccessAt === null ? '—' : format.dateTime(lastSuccessAt),
    ),
    { key: 'waiting', title: t('webhooks.waiting'), isFigure: true, isAside: true, cell: ({ waiting }) => waiting },
    {
      key: 'acts',
      title: t('integrations.acts'),
      isActs: true,
      cell: ({ id, name }) => (
        <span className={classes.acts}>
          {ACTS.map((act) => (
            <Button
              key={act}
              variant={act === 'remove' ? 'subtle' : 'default'}
              {...(act === 'remove' ? { color: 'gray' } : {})}
              aria-label={t(`webhooks.${act}Of`, { name })}
              onClick={() => onAct(act, id)}
            >
              {t(`webhooks.${act}`)}
            </Button>
          ))}
        </span>
      ),
    },
  ];
}
