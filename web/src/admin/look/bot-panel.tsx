import { Button, Flex } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { botQuery, connectBot, disconnectBot, type NetworkBot } from '../../entities/look/bot.api';
import { Loading } from '../../shared/ui/loading';
import { useFields } from '../../shared/ui/use-fields';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { SecretInput } from '../../shared/ui/secret-input';
import { Question } from '../../shared/ui/question';

const MOST_CHARACTERS = 120;

/** The own Telegram bot of the network, by the token that its owner enters. */
export function BotPanel() {
  const { t } = useTranslation('admin');
  const bot = useQuery(botQuery);
  return (
    <Panel title={t('look.bot.title')}>
      <Help>{t('look.bot.help')}</Help>
      {bot.isPending && <Loading />}
      <FailureNotice error={bot.error} retry={bot} />
      {bot.data !== undefined && <BotForm key={bot.data.connectedAt} bot={bot.data} />}
    </Panel>
  );
}

function BotForm({ bot: { username, connectedAt } }: { readonly bot: NetworkBot }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const keep = (bot: NetworkBot) => queries.setQueryData(botQuery.queryKey, bot);
  const [isLeaving, setIsLeaving] = useState(false);
  const connecting = useMutation({ mutationFn: connectBot, onSuccess: keep });
  const disconnecting = useMutation({ mutationFn: disconnectBot, onSuccess: keep });
  const { field, onSubmit } = useFields({
    initial: { token: '' },
    error: connecting.error,
    check: ({ token }) => ({ token: token.trim() === '' && t('look.bot.tokenNeeded') }),
  });
  const token = field('token');
  const error = token.error === undefined ? connecting.error : null;
  const submit = onSubmit((typed) => connecting.mutate({ token: typed.token.trim() }));

  return (
    <>
      <Form onSubmit={submit}>
        <Help role="status">
          {username === null || connectedAt === null
            ? t('look.bot.none')
            : t('look.bot.connected', { name: username, date: format.date(connectedAt) })}
        </Help>
        <SecretInput
          size="md"
          label={t('look.bot.token')}
          description={t('look.bot.tokenHelp')}
          autoComplete="off"
          maxLength={MOST_CHARACTERS}
          {...token}
          error={token.error === undefined ? undefined : t('look.bot.tokenNeeded')}
          onChange={(event) => {
            token.onChange(event);
            connecting.reset();
          }}
        />
        <Help>{t('look.bot.again')}</Help>
        <FailureNotice error={error} />
        <Flex gap={8} wrap="wrap">
          <Button type="submit" variant="default" loading={connecting.isPending}>
            {t(username === null ? 'look.bot.connect' : 'look.bot.change')}
          </Button>
          {username !== null && (
            <Button
              variant="subtle"
              color="gray"
              onClick={() => {
                disconnecting.reset();
                setIsLeaving(true);
              }}
            >
              {t('look.bot.disconnect')}
            </Button>
          )}
        </Flex>
      </Form>
      {isLeaving && username !== null && (
        <Question
          title={t('look.bot.disconnectTitle', { name: username })}
          help={t('look.bot.disconnectHelp')}
          yes={t('look.bot.disconnect')}
          isGrave
          of={disconnecting}
          onYes={() => disconnecting.mutate()}
          onClose={() => setIsLeaving(false)}
        />
      )}
    </>
  );
}
