import { ActionIcon, Button, Flex, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../shared/api/calls';
import { IconCamera } from '../../shared/icons/icon-camera';
import { type RefObject, useEffect, useRef, useState } from 'react';
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
        <CodeField
          field={field}
          label={t(channel === null ? 'confirm.field' : 'confirm.code')}
          help={sentHelp()}
          error={fieldError()}
          onCamera={() => setUsesCamera(true)}
          {...bound(typed, edit)}
        />
        <TouchKeypad field={field} kind="code" />
        {isWaitingForTap && <ProblemNotice words={{ title: t('confirm.notYet'), help: t('confirm.notYetHelp') }} />}
        {error !== null && !isOfField(error) && <ProblemNotice words={words(error)} />}
        {ask.error !== null && <ProblemNotice words={words(ask.error)} />}
        <Button type="submit" size="lg" loading={isPending}>
          {t('confirm.submit')}
        </Button>
        {asked !== null && (
          <TapInCabinet
            isOnly={channel === null}
            disabled={isPending}
            onTapped={() => {
              setWasTapped(true);
              setIsLacking(false);
              confirm({ id: asked.id });
            }}
          />
        )}
        <OtherWays
          isAsked={asked !== null}
          isAsking={ask.isPending}
          onAsk={() => ask.mutate()}
          onCard={() => {
            ask.reset();
            edit('');
            field.current?.focus();
          }}
          fewer={fewer}
        />
      </Form>
    </Dialog>
  );
}

interface CodeFieldProps extends ReturnType<typeof bound> {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly help: string;
  readonly error: string | undefined;
  readonly onCamera: () => void;
}

function CodeField({ field, label, help, error, onCamera, ...binding }: CodeFieldProps) {
  const { t } = useTranslation('cashier');
  const touch = useTouch();
  return (
    <TextInput
      ref={field}
      data-autofocus
      label={label}
      description={help}
      inputMode={touch ? 'none' : 'numeric'}
      autoComplete="off"
      maxLength={200}
      rightSectionWidth={52}
      rightSection={
        <ActionIcon aria-label={t('find.camera')} title={t('find.camera')} onClick={onCamera}>
          <IconCamera size={24} stroke={1.75} />
        </ActionIcon>
      }
      {...binding}
      error={error}
    />
  );
}

interface TapInCabinetProps {
  /** Whether no message could be sent, so that the guest can only tap. */
  readonly isOnly: boolean;
  readonly disabled: boolean;
  readonly onTapped: () => void;
}

function TapInCabinet({ isOnly, disabled, onTapped }: TapInCabinetProps) {
  const { t } = useTranslation('cashier');
  return (
    <>
      <Text c="dimmed" lh={1.5} role="status">
        {t(isOnly ? 'confirm.tapOnly' : 'confirm.tapToo')}
      </Text>
      <Button variant="default" disabled={disabled} onClick={onTapped}>
        {t('confirm.tapped')}
      </Button>
    </>
  );
}

interface OtherWaysProps {
  readonly isAsked: boolean;
  readonly isAsking: boolean;
  readonly onAsk: () => void;
  readonly onCard: () => void;
  readonly fewer: ConfirmSpendProps['fewer'] | undefined;
}

/** A message or the card, whichever is not tried now, and fewer points. */
function OtherWays({ isAsked, isAsking, onAsk, onCard, fewer }: OtherWaysProps) {
  const { t } = useTranslation('cashier');
  return (
    <Flex gap={8} wrap="wrap">
      {isAsked ? (
        <Button variant="default" onClick={onCard}>
          {t('confirm.byCard')}
        </Button>
      ) : (
        <Button variant="default" loading={isAsking} onClick={onAsk}>
          {t('confirm.send')}
        </Button>
      )}
      {fewer !== undefined && (
        <Button variant="default" onClick={fewer.onChoose}>
          {t('confirm.fewer', { count: fewer.points })}
        </Button>
      )}
    </Flex>
  );
}

/** Whether the error concerns the scanned or typed code itself. */
function isOfField(error: unknown): boolean {
  return (
    error instanceof ApiProblem &&
    ['confirmation_failed', 'verification_failed', 'verification_expired'].includes(error.code)
  );
}
