import { Button } from '@mantine/core';
import { actOf, askAll, keyOf } from '../../shared/api/calls';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection, ConnectionWithToken } from '../../entities/integration/connection.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { ChangeQuestion } from '../../shared/ui/question';
import { ConnectionForm } from './connection-form';
import { ConnectionPaths } from './connection-paths';
import { ConnectionTestDialog } from './connection-test';
import { ConnectionWork } from './connection-work';
import { EventsPanel } from './events-panel';
import classes from './integrations.module.css';
import { PartnersPanel } from './partners-panel';
import { useReasonWords } from './kinds/use-reason-words';
import { formOf } from './kinds/kind-forms';
import { WebhooksPanel } from './webhooks-panel';
import { STATUS_MEANINGS } from '../../entities/status/status-meanings';
import { StatusBadge } from '../../shared/ui/status-badge';

type ConnectionAction = 'change' | 'test' | 'work' | 'paths' | 'remove';

type OpenDialog =
  | { readonly act: 'new' }
  | { readonly act: ConnectionAction; readonly connection: Connection }
  | { readonly act: 'made'; readonly made: ConnectionWithToken };

/** Connections to till systems with what came in by them, the webhooks by which events go out, and partners. */
export function IntegrationsPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('integrations.manage');
  const queries = useQueryClient();
  const connections = useQuery({ ...askAll('/api/integrations/connections', {}), enabled: mayManage });
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const columns = useColumns((act, connection) => setOpen({ act, connection }));
  const close = () => setOpen(null);

  async function refresh(): Promise<void> {
    await queries.invalidateQueries({ queryKey: keyOf('/api/integrations/connections') });
  }
  async function refreshAndClose(): Promise<void> {
    await refresh();
    close();
  }
  async function show(made: ConnectionWithToken): Promise<void> {
    await refresh();
    // A fiscal operator calls no address of ours.
    setOpen(made.paths.length === 0 ? null : { act: 'made', made });
  }

  if (!mayManage)
    return (
      <>
        <PageHead title={t('nav.integrations')} sub={t('integrations.sub')} />
        <Notice title={t('integrations.readOnlyTitle')} help={t('integrations.readOnlyHelp')} />
      </>
    );
  return (
    <>
      <PageHead title={t('nav.integrations')} sub={t('integrations.sub')}>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen({ act: 'new' })}>
          {t('integrations.new')}
        </Button>
      </PageHead>
      <Panel title={t('integrations.connections')}>
        <DataTable
          reading={connections}
          caption={t('integrations.connectionsList')}
          columns={columns}
          rows={connections.data}
          rowKey={({ id }) => id}
          empty={<Notice title={t('integrations.emptyTitle')} help={t('integrations.emptyHelp')} />}
        />
      </Panel>
      <EventsPanel connections={connections.data ?? []} />
      <WebhooksPanel />
      <PartnersPanel />
      {open?.act === 'new' && <ConnectionForm onMade={show} onChanged={refreshAndClose} onClose={close} />}
      {open?.act === 'change' && (
        <ConnectionForm connection={open.connection} onMade={show} onChanged={refreshAndClose} onClose={close} />
      )}
      {open?.act === 'test' && <ConnectionTestDialog connection={open.connection} onTested={refresh} onClose={close} />}
      {open?.act === 'work' && <ConnectionWork connection={open.connection} onClose={close} />}
      {open?.act === 'paths' && <ConnectionPaths connection={open.connection} onRenewed={show} onClose={close} />}
      {open?.act === 'made' && (
        <ConnectionPaths connection={open.made} token={open.made.token} onRenewed={show} onClose={close} />
      )}
      {open?.act === 'remove' && (
        <ChangeQuestion
          title={t('integrations.removeOf', { name: open.connection.name })}
          help={t('integrations.removeHelp')}
          yes={t('integrations.remove')}
          isGrave
          send={actOf('DELETE', '/api/integrations/connections/{id}', { id: open.connection.id })}
          onDone={refreshAndClose}
          onClose={close}
        />
      )}
    </>
  );
}

function actsOf({ kind, paths }: Connection): readonly ConnectionAction[] {
  return [
    'test',
    ...(formOf(kind).hasWork ? (['work'] as const) : []),
    'change',
    ...(paths.length > 0 ? (['paths'] as const) : []),
    'remove',
  ];
}

/** How many of a day's calls the database was too late for. */
function LateCalls({ date, all, late }: Connection['calls'][number]) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const share = format.share((late / all) * 1_000_000);
  return (
    <span className={classes.soft}>{t('integrations.lateCalls', { date: format.day(date), all, late, share })}</span>
  );
}

function useColumns(onAct: (act: ConnectionAction, connection: Connection) => void): ColumnOf<Connection>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const reasonOf = useReasonWords();
  return [
    {
      title: t('integrations.name'),
      cell: ({ name, kind }) => (
        <>
          {name}
          <span className={classes.soft}>{t(`integrations.kinds.${kind}`)}</span>
        </>
      ),
    },
    {
      title: t('integrations.state'),
      cell: ({ state, lastFailure, calls }) => (
        <>
          <StatusBadge meaning={STATUS_MEANINGS.connection[state]}>{t(`integrations.states.${state}`)}</StatusBadge>
          {state === 'FAILING' && lastFailure !== null && <span className={classes.soft}>{reasonOf(lastFailure)}</span>}
          {calls.map((day) => day.late > 0 && <LateCalls key={day.date} {...day} />)}
        </>
      ),
    },
    { of: 'lastSuccessAt', title: t('integrations.lastSuccess'), as: 'dateTime', isAside: true },
    {
      title: t('integrations.calls'),
      isAside: true,
      cell: ({ calls }) =>
        calls.length === 0
          ? '—'
          : calls.map(({ date, all }) => (
              <div key={date}>{t('integrations.callsOfDay', { date: format.day(date), all })}</div>
            )),
    },
    { title: t('integrations.places'), isFigure: true, isAside: true, cell: ({ places }) => places.length },
    {
      key: 'acts',
      title: t('integrations.acts'),
      isActs: true,
      cell: (connection) => (
        <span className={classes.acts}>
          {actsOf(connection).map((act) => (
            <Button
              key={act}
              variant={act === 'remove' ? 'subtle' : 'default'}
              {...(act === 'remove' ? { color: 'gray' } : {})}
              aria-label={t(`integrations.${act}Of`, { name: connection.name })}
              onClick={() => onAct(act, connection)}
            >
              {t(`integrations.${act}`)}
            </Button>
          ))}
        </span>
      ),
    },
  ];
}
