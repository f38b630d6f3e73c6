import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ask, keyOf } from '../../shared/api/calls';
import { endActing } from '../../shared/api/operations';
import { ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** The time after which the list is loaded again, because an owner may begin or end work in the network at any time. */
const ANEW_EVERY_MS = 60_000;

/** Shows the owners of the installation who work in the network now, and ends their access. */
export function SupportAccess() {
  const { t } = useTranslation('admin');
  const { id } = useNetwork();
  const format = useFormat();
  const refresh = useRefresh([keyOf('/api/networks/{id}/act-for', { id })]);
  const open = useQuery(ask('/api/networks/{id}/act-for', { id }, { refetchInterval: ANEW_EVERY_MS }));
  const periods = open.data?.items ?? [];
  return (
    <Panel title={t('settings.support.title')}>
      <FailureNotice error={open.error} />
      {open.data !== undefined && periods.length === 0 && <Text c="dimmed">{t('settings.support.nobody')}</Text>}
      {periods.map(({ ownerName, reason, begunAt, expiresAt }) => (
        <Text key={begunAt}>
          {t('settings.support.works', {
            name: ownerName ?? t('settings.support.owner'),
            until: format.time(expiresAt),
            reason,
          })}
        </Text>
      ))}
      {periods.length > 0 && (
        <ThingActs
          thing={id}
          refresh={refresh}
          acts={[
            {
              of: endActing,
              isAllowed: true,
              text: t('settings.support.end'),
              ask: () => ({
                title: t('settings.support.endTitle'),
                help: t('settings.support.endHelp'),
                yes: t('settings.support.end'),
              }),
            },
          ]}
        />
      )}
      <Link to="/audit?entries=all&action=network.acted_for">{t('settings.support.audit')}</Link>
    </Panel>
  );
}
