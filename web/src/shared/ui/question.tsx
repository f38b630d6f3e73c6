import { Button, Flex, Stack, Text } from '@mantine/core';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Send } from '../api/act-key';
import { askAnew } from '../api/calls';
import { useChange } from '../api/use-change';
import { useTranslation } from '../i18n/use-translation';
import { Dialog } from './dialog';
import { FailureNotice } from './problem-notice';

interface QuestionProps {
  readonly title: string;
  /** Explains what happens after the confirmation. */
  readonly help: ReactNode;
  readonly yes: string;
  /** The text of the button that cancels; left out: "Cancel". */
  readonly no?: string;
  /** Whether the change deletes something for good. */
  readonly isGrave?: boolean;
  /** The change that the confirmation sends. */
  readonly of: { readonly error: unknown; readonly isPending: boolean };
  readonly onYes: () => void;
  readonly onClose: () => void;
  /** Inputs of the change. */
  readonly children?: ReactNode;
  /** Replaces the question once the change is done. */
  readonly outcome?: string | undefined;
  /** The text of the button that closes the outcome; left out: "Close". */
  readonly close?: string;
}

/** Asks for confirmation before a change. The cancel button has the focus. */
export function Question(props: QuestionProps) {
  const { title, help, yes, no, isGrave = false, of, onYes, onClose, children, outcome, close } = props;
  const { t } = useTranslation();
  if (outcome !== undefined)
    return (
      <Dialog title={title} onClose={onClose}>
        <Stack gap={16}>
          <p role="status">{outcome}</p>
          <Button variant="default" data-autofocus onClick={onClose}>
            {close ?? t('action.close')}
          </Button>
        </Stack>
      </Dialog>
    );
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack gap={16}>
        <Text c="dimmed" lh={1.5}>
          {help}
        </Text>
        {children}
        <FailureNotice error={of.error} />
        <Flex gap={8} wrap="wrap">
          <Button {...(isGrave && { color: 'red' })} loading={of.isPending} onClick={onYes}>
            {yes}
          </Button>
          <Button variant="default" data-autofocus onClick={onClose}>
            {no ?? t('action.cancel')}
          </Button>
        </Flex>
      </Stack>
    </Dialog>
  );
}

interface ChangeQuestionProps extends Omit<QuestionProps, 'of' | 'onYes' | 'outcome'> {
  readonly send: Send<null, unknown>;
  /** Returns the message that is shown after the change until the person closes it; left out: the question closes without a message. */
  readonly said?: ((answer: unknown) => string | undefined) | undefined;
  /** Keys below which the queries are read again after the change. */
  readonly anew?: readonly QueryKey[];
  /** Called after the change. Left out: `onClose` is called, unless `said` is given. */
  readonly onDone?: () => unknown;
}

/** Asks once before a change that has no inputs, and sends it. */
export function ChangeQuestion({ send, said, anew = [], onClose, onDone, ...rest }: ChangeQuestionProps) {
  const queries = useQueryClient();
  const change = useChange(send, async () => {
    await askAnew(queries, ...anew);
    return (onDone ?? (said === undefined ? onClose : undefined))?.();
  });
  const outcome = change.isSuccess ? said?.(change.data) : undefined;
  return <Question {...rest} of={change} outcome={outcome} onYes={() => change.mutate(null)} onClose={onClose} />;
}
