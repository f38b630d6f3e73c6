import { ActionIcon, Button, Flex, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../shared/api/calls';
import { IconCamera } from '../../shared/icons/icon-camera';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { CameraScan } from '../find/camera-scan';
import { useScanner } from '../find/use-scanner';
import { TouchKeypad } from '../keypad/touch-keypad';
import { useTouch } from '../keypad/use-touch';
import { useTillWords } from '../words/use-till-words';
import { readConfirmation } from './confirm.rules';
import type { Spend } from './spend.rules';
import type { Confirmation } from './use-confirmation';

export interface ConfirmSpendProps {
  readonly guestId: string;
  readonly spend: Spend;
  readonly confirmation: Pick<Confirmation<never>, 'error' | 'isPending' | 'confirm' | 'clearError'>;
  /** The points that may be spent without a confirmation; left out where so few can't be spent. */
  readonly fewer?: { readonly points: number; readonly onChoose: () => void };
  readonly onClose: () => void;
}

/** Asks the guest to confirm a redemption: by the card's QR or six digits, a code from a message, or a tap in the cabinet. */
export function ConfirmSpend({ guestId, spend, confirmation, fewer, onClose }: ConfirmSpendProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const field = useRef<HTMLInputElement>(null);
  const touch = useTouch();
  const [typed, setTyped] = useState('');
  const [isLacking, setIsLacking] = useState(false);
  const [usesCamera, setUsesCamera] = useState(false);
  const [wasTapped, setWasTapped] = useState(false);
  const { error, isPending, confirm } = confirmation;
  const ask = useMutation({
    mutationFn: () => call('POST', '/api/guests/{id}/confirmations', { id: guestId }, { points: spend.points }),
    onSuccess: () => {
      edit('');
      field.current?.focus();
    },
  });
  const asked = ask.data ?? null;
  const channel = asked?.channel ?? null;

  useEffect(() => {
    // The wrong digits stay, marked and selected, so that the next scan or key replaces them.
    if (error !== null) field.current?.select();
  }, [error]);
  useScanner({
    onScan: (text) => {
      if (!usesCamera) take(text);
    },
  });

  function edit(text: string): void {
    setTyped(text);
    setIsLacking(false);
    confirmation.clearError();
  }

  function take(text: string): void {
    setTyped(text);
    setWasTapped(false);
    const read = readConfirmation(text, asked === null || channel === null ? null : asked.id);
    setIsLacking(read === null);
    if (read !== null) confirm(read);
  }

  function sentHelp(): string {
    if (channel === null) return t('confirm.fieldHelp');
    return t(`confirm.sent.${asked?.staysInOutbox === true ? 'outbox' : channel}`);
  }

  function fieldError(): string | undefined {
    if (isLacking) return t('confirm.needed');
    if (wasTapped || !isOfField(error)) return undefined;
    const { title, help } = words(error);
    return help === '' ? title : `${title}. ${help}`;
  }

  if (usesCamera)
    return (
      <CameraScan
        onClose={() => setUsesCamera(false)}
        onRead={(text) => {
          setUsesCamera(false);
          take(text);
        }}
      />
    );
  const isWaitingForTap = wasTapped && error instanceof ApiProblem && error.code === 'confirmation_failed';
  return (
    <Dialog title={t('confirm.title', { count: spend.points })} onClose={onClose}>
      <Form onSubmit={() => take(typed)}>
        <Text c="dimmed" lh={1.5}>
          {t('confirm.free', { count: spend.free })}
        </Text>
        <TextInput
          ref={field}
          data-autofocus
          label={t(channel === null ? 'confirm.field' : 'confirm.code')}
          description={sentHelp()}
          inputMode={touch ? 'none' : 'numeric'}
          autoComplete="off"
          maxLength={200}
          rightSectionWidth={52}
          rightSection={
            <ActionIcon aria-label={t('find.camera')} title={t('find.camera')} onClick={() => setUsesCamera(true)}>
              <IconCamera size={24} stroke={1.75} />
            </ActionIcon>
          }
          {...bound(typed, edit)}
          error={fieldError()}
        />
        <TouchKeypad field={field} kind="code" />
        {isWaitingForTap && <ProblemNotice words={{ title: t('confirm.notYet'), help: t('confirm.notYetHelp') }} />}
        {error !== null && !isOfField(error) && <ProblemNotice words={words(error)} />}
        {ask.error !== null && <ProblemNotice words={words(ask.error)} />}
        <Button type="submit" size="lg" loading={isPending}>
          {t('confirm.submit')}
        </Button>
        {asked !== null && (
          <>
            <Text c="dimmed" lh={1.5} role="status">
              {t(channel === null ? 'confirm.tapOnly' : 'confirm.tapToo')}
            </Text>
            <Button
              variant="default"
              disabled={isPending}
              onClick={() => {
                setWasTapped(true);
                setIsLacking(false);
                confirm({ id: asked.id });
              }}
            >
              {t('confirm.tapped')}
            </Button>
          </>
        )}
        <Flex gap={8} wrap="wrap">
          {asked === null ? (
            <Button variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
              {t('confirm.send')}
            </Button>
          ) : (
            <Button
              variant="default"
              onClick={() => {
                ask.reset();
                edit('');
                field.current?.focus();
              }}
            >
              {t('confirm.byCard')}
            </Button>
          )}
          {fewer !== undefined && (
            <Button variant="default" onClick={fewer.onChoose}>
              {t('confirm.fewer', { count: fewer.points })}
            </Button>
          )}
        </Flex>
      </Form>
    </Dialog>
  );
}

/** Whether the error concerns the scanned or typed code itself. */
function isOfField(error: unknown): boolean {
  return (
    error instanceof ApiProblem &&
    ['confirmation_failed', 'verification_failed', 'verification_expired'].includes(error.code)
  );
}
