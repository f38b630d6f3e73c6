import { askAll, keyOf } from '../../shared/api/calls';
import { changeConnection, createConnection, listConnections, removeConnection } from '../../shared/api/operations';
import { ListPanel } from '../../shared/described/list-page';
import { useRefresh } from '../../shared/described/use-refresh';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection, ConnectionWithToken } from '../../entities/integration/connection.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
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

/** Connections to till systems with what came in by them, the webhooks by which events go out, and partners. */
export function IntegrationsPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('integrations.manage');
  const connections = useQuery({ ...askAll('/api/integrations/connections', {}), enabled: mayManage });
  return (
    <>
      <PageHead title={t('nav.integrations')} sub={t('integrations.sub')} />
      {mayManage ? (
        <>
          <Connections />
          <EventsPanel connections={connections.data ?? []} />
          <WebhooksPanel />
          <PartnersPanel />
        </>
      ) : (
        <Notice title={t('integrations.readOnlyTitle')} help={t('integrations.readOnlyHelp')} />
      )}
    </>
  );
}

function Connections() {
  const { t } = useTranslation('admin');
  const columns = useColumns();
  const refresh = useRefresh([keyOf('/api/integrations/connections')]);
  const [made, setMade] = useState<ConnectionWithToken | null>(null);

  async function show(connection: ConnectionWithToken): Promise<void> {
    await refresh();
    // A fiscal operator calls no address of ours.
    setMade(connection.paths.length === 0 ? null : connection);
  }

  return (
    <>
      <ListPanel
        isWhole
        of={listConnections}
        title={t('integrations.connections')}
        caption={t('integrations.connectionsList')}
        empty={[t('integrations.emptyTitle'), t('integrations.emptyHelp')]}
        columns={columns}
        add={{
          of: createConnection,
          text: t('integrations.new'),
          dialog: (close) => (
            <ConnectionForm
              onMade={(one) => show(one).then(close)}
              onChanged={() => refresh().then(close)}
              onClose={close}
            />
          ),
        }}
        actsTitle={t('integrations.acts')}
        acts={[
          {
            text: t('integrations.test'),
            name: ({ name }) => t('integrations.testOf', { name }),
            dialog: (connection, close) => (
              <ConnectionTestDialog connection={connection} onTested={refresh} onClose={close} />
            ),
          },
          {
            text: t('integrations.work'),
            name: ({ name }) => t('integrations.workOf', { name }),
            isShown: ({ kind }) => formOf(kind).hasWork,
            dialog: (connection, close) => <ConnectionWork connection={connection} onClose={close} />,
          },
          {
            of: changeConnection,
            text: t('integrations.change'),
            name: ({ name }) => t('integrations.changeOf', { name }),
            dialog: (connection, close, done) => (
              <ConnectionForm
                connection={connection}
                onMade={(one) => show(one).then(close)}
                onChanged={done}
                onClose={close}
              />
            ),
          },
          {
            text: t('integrations.paths'),
            name: ({ name }) => t('integrations.pathsOf', { name }),
            isShown: ({ paths }) => paths.length > 0,
            dialog: (connection, close) => (
              <ConnectionPaths connection={connection} onRenewed={(one) => show(one).then(close)} onClose={close} />
            ),
          },
          {
            of: removeConnection,
            text: t('integrations.remove'),
            name: ({ name }) => t('integrations.removeOf', { name }),
            look: 'quiet',
            ask: ({ name }) => ({
              title: t('integrations.removeOf', { name }),
              help: t('integrations.removeHelp'),
              yes: t('integrations.remove'),
              isGrave: true,
            }),
          },
        ]}
      />
      {made !== null && (
        <ConnectionPaths connection={made} token={made.token} onRenewed={show} onClose={() => setMade(null)} />
      )}
    </>
  );
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

function useColumns(): ColumnOf<Connection>[] {
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
  ];
}
