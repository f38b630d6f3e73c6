import { Button, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../entities/session/use-may-manage';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** How many messages and steps of automations wait since a backup was restored, with the buttons that send or drop them. */
export function HeldNotice() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const client = useQueryClient();
  const mayDecide = useMay()('campaigns.manage');
  const held = useQuery(ask('/api/messages/held'));
  const decide = useChange(actOf('POST', '/api/messages/held'), () =>
    client.invalidateQueries({ queryKey: keyOf('/api/messages') }),
  );
  if (held.isError) return <FailureNotice error={held.error} retry={held} />;
  const { dueBefore = null, messages = [], steps = 0 } = held.data ?? {};
  if (dueBefore === null || (messages.length === 0 && steps === 0)) return null;
  return (
    <Panel title={t('messages.held.title')}>
      <p>{t('messages.held.help', { at: format.dateTime(dueBefore) })}</p>
      <ul>
        {messages.map(({ purpose, messages: count }) => (
          <li key={purpose}>{t('messages.held.messages', { purpose: t(`messages.purposes.${purpose}`), count })}</li>
        ))}
        {steps > 0 && <li>{t('messages.held.steps', { count: steps })}</li>}
      </ul>
      <FailureNotice error={decide.error} />
      {mayDecide && (
        <Group>
          <Button loading={decide.isPending} onClick={() => decide.mutate({ decision: 'SEND' })}>
            {t('messages.held.send')}
          </Button>
          <Button variant="default" disabled={decide.isPending} onClick={() => decide.mutate({ decision: 'DROP' })}>
            {t('messages.held.drop')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}
