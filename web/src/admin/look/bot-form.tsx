import { Button, Flex } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Question } from '../../shared/ui/question';
import { SecretInput } from '../../shared/ui/secret-input';
import { useFields } from '../../shared/ui/use-fields';

interface BotFormProps<Bot> {
  readonly bot: { readonly username: string | null; readonly connectedAt: string | null };
  /** The texts of the messenger. */
  readonly words: 'look.bot' | 'look.max';
  /** The most characters of a token. */
  readonly most: number;
  readonly connect: (body: { token: string }) => Promise<Bot>;
  readonly disconnect: () => Promise<Bot>;
  readonly onChanged: (bot: Bot) => void;
}

/** Connects the network's own bot in a messenger by the token that its owner enters, and disconnects it. */
export function BotForm<Bot>({ bot, words, most, connect, disconnect, onChanged }: BotFormProps<Bot>) {
  const { username, connectedAt } = bot;
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [isLeaving, setIsLeaving] = useState(false);
  const connecting = useMutation({ mutationFn: connect, onSuccess: onChanged });
  const disconnecting = useMutation({ mutationFn: disconnect, onSuccess: onChanged });
  const { field, onSubmit } = useFields({
    initial: { token: '' },
    error: connecting.error,
    check: ({ token }) => ({ token: token.trim() === '' && t(`${words}.tokenNeeded`) }),
  });
  const token = field('token');
  const error = token.error === undefined ? connecting.error : null;
  const submit = onSubmit((typed) => connecting.mutate({ token: typed.token.trim() }));

  return (
    <>
      <Form onSubmit={submit}>
        <Help role="status">
          {username === null || connectedAt === null
            ? t(`${words}.none`)
            : t(`${words}.connected`, { name: username, date: format.date(connectedAt) })}
        </Help>
        <SecretInput
          size="md"
          label={t(`${words}.token`)}
          description={t(`${words}.tokenHelp`)}
          autoComplete="off"
          maxLength={most}
          {...token}
          error={token.error === undefined ? undefined : t(`${words}.tokenNeeded`)}
          onChange={(event) => {
            token.onChange(event);
            connecting.reset();
          }}
        />
        <Help>{t(`${words}.again`)}</Help>
        <FailureNotice error={error} />
        <Flex gap={8} wrap="wrap">
          <Button type="submit" variant="default" loading={connecting.isPending}>
            {t(username === null ? `${words}.connect` : `${words}.change`)}
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
              {t(`${words}.disconnect`)}
            </Button>
          )}
        </Flex>
      </Form>
      {isLeaving && username !== null && (
        <Question
          title={t(`${words}.disconnectTitle`, { name: username })}
          help={t(`${words}.disconnectHelp`)}
          yes={t(`${words}.disconnect`)}
          isGrave
          of={disconnecting}
          onYes={() => disconnecting.mutate()}
          onClose={() => setIsLeaving(false)}
        />
      )}
    </>
  );
}
