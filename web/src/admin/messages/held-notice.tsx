import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../entities/session/use-may-manage';
import { ask, keyOf } from '../../shared/api/calls';
import { decideHeldMessages } from '../../shared/api/operations';
import { type RowAct, ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** How many messages and steps of automations wait since a backup was restored, with the buttons that send or drop them. */
export function HeldNotice() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayDecide = useMay()('campaigns.manage');
  const refresh = useRefresh([keyOf('/api/messages')]);
  const held = useQuery(ask('/api/messages/held'));
  const decision = (chosen: 'SEND' | 'DROP'): RowAct<string> => ({
    of: decideHeldMessages,
    isAllowed: mayDecide,
    params: () => ({}),
    text: t(chosen === 'SEND' ? 'messages.held.send' : 'messages.held.drop'),
    look: chosen === 'SEND' ? 'main' : 'plain',
    send: () => ({ decision: chosen }),
  });
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
      <Group>
        <ThingActs thing={dueBefore} refresh={refresh} acts={[decision('SEND'), decision('DROP')]} />
      </Group>
    </Panel>
  );
}
