import { Text } from '@mantine/core';
import { beginActing, type PlatformNetwork } from '../../entities/platform/platform.api';
import { beginActing as operation } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';

/** The way into the console of a network, with the reason that its managers read. */
export function ActingPanel({ network }: { readonly network: PlatformNetwork }) {
  const { t } = useTranslation('owner');
  return (
    <Panel title={t('acting.title')}>
      {network.state === 'CLOSED' ? (
        <Text c="dimmed">{t('acting.closed')}</Text>
      ) : (
        <ActForm
          of={operation}
          send={beginActing(network)}
          layout={{ maw: 560 }}
          above={<Text c="dimmed">{t('acting.help')}</Text>}
          fields={{
            reason: { label: t('acting.reason'), help: t('acting.reasonHelp'), needed: t('acting.reasonNeeded') },
          }}
          submit={t('acting.begin')}
          onDone={() => location.assign('/admin')}
        />
      )}
    </Panel>
  );
}
