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
}

/** Asks for confirmation before a change. The cancel button has the focus. */
export function Question({ title, help, yes, no, isGrave = false, of, onYes, onClose, children }: QuestionProps) {
  const { t } = useTranslation();
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

interface ChangeQuestionProps extends Omit<QuestionProps, 'of' | 'onYes'> {
  readonly send: Send<null, unknown>;
  /** Keys below which the queries are read again after the change. */
  readonly anew?: readonly QueryKey[];
  /** Left out: `onClose`. */
  readonly onDone?: () => unknown;
}

/** Asks once before a change that has no inputs, and sends it. */
export function ChangeQuestion({ send, anew = [], onClose, onDone = onClose, ...rest }: ChangeQuestionProps) {
  const queries = useQueryClient();
  const change = useChange(send, async () => {
    await askAnew(queries, ...anew);
    return onDone();
  });
  return <Question {...rest} of={change} onYes={() => change.mutate(null)} onClose={onClose} />;
}
