import { Button, Flex, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../i18n/use-translation';
import { Dialog } from './dialog';
import { FailureNotice } from './problem-notice';

interface QuestionProps {
  readonly title: string;
  /** Says what happens after a yes. */
  readonly help: ReactNode;
  readonly yes: string;
  /** Left out: "Cancel". */
  readonly no?: string;
  /** Whether a yes takes something away for ever. */
  readonly isGrave?: boolean;
  /** The change that a yes sends. */
  readonly of: { readonly error: unknown; readonly isPending: boolean };
  readonly onYes: () => void;
  readonly onClose: () => void;
  /** Inputs of the change. */
  readonly children?: ReactNode;
}

/** Asks once before a change. The button that changes nothing has the focus. */
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
