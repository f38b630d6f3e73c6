import { Button, Stack, Text } from '@mantine/core';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';
import { phoneText } from '../../shared/format/contact';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type ProblemWords, useProblemWords } from '../../shared/ui/problem-notice';

interface CodeWayProps {
  readonly phone: string;
  readonly sent: Pick<Schemas['Registration'], 'channel' | 'staysInOutbox' | 'botLink'> & {
    readonly membersOnly?: boolean;
  };
}

/** How a code reaches its phone: nothing is claimed to be sent that may not have been. */
export function CodeWay({ phone, sent: { channel, staysInOutbox, botLink, membersOnly = false } }: CodeWayProps) {
  const { t } = useTranslation();
  const shown = phoneText(phone);
  const outbox = `/dev/outbox?${new URLSearchParams({ to: phone }).toString()}`;
  return (
    <Stack gap={12} align="flex-start" role="status">
      {membersOnly && <Text c="dimmed">{t('code.membersOnly', { phone: shown })}</Text>}
      <Text c="dimmed">{t(staysInOutbox ? 'code.outbox' : `code.${channel}`, { phone: shown })}</Text>
      {staysInOutbox && isThisMachine() && (
        <Button component="a" href={outbox} target="_blank" variant="default">
          {t('code.openOutbox')}
        </Button>
      )}
      {botLink !== null && (
        <Button component="a" href={botLink} target="_blank" rel="noreferrer" variant="default" size="md">
          {t('code.openBot')}
        </Button>
      )}
    </Stack>
  );
}

/** The server shows its outbox to the machine on which it runs alone. */
function isThisMachine(): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
}

/** The words of problems on the pages of guests: without a channel they say where to register instead. */
export function useCodeProblemWords(): (error: unknown) => ProblemWords {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (error) =>
    error instanceof ApiProblem && error.code === 'no_message_channel'
      ? { title: t('code.none.title'), help: t('code.none.help') }
      : words(error);
}
