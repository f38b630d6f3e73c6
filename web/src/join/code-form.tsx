import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeWay } from '../entities/one-time-code/code-way';
import type { JoinedGuest, SentRegistration } from '../entities/referral/referral.api';
import { call } from '../shared/api/calls';
import classes from '../entities/session/sign-in.module.css';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { usePageTitle } from '../shared/ui/page-title';
import { Submit } from '../shared/ui/submit';

const DIGITS = 6;

interface CodeFormProps {
  readonly sent: SentRegistration;
  readonly phone: string;
  readonly onJoined: (joined: JoinedGuest) => void;
  readonly onBack: () => void;
}

/** The six digits that went to the phone. */
export function CodeForm({ sent, phone, onJoined, onBack }: CodeFormProps) {
  const { t } = useTranslation('join');
  usePageTitle(t('codeTitle'));
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState(false);
  const verifying = useMutation({
    mutationFn: () => call('POST', '/api/auth/verify', {}, { verificationId: sent.verificationId, code }),
    onSuccess: onJoined,
  });

  function submit(): void {
    setAsked(true);
    if (code.length === DIGITS) verifying.mutate();
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('codeTitle')}</h1>
      <CodeWay phone={phone} sent={sent} />
      <TextInput
        label={t('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        value={code}
        error={asked && code.length < DIGITS ? t('codeNeeded') : undefined}
        onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, '').slice(0, DIGITS))}
      />
      <Submit of={verifying} size="lg" text={t('join')} />
      <Button variant="subtle" onClick={onBack}>
        {t('otherPhone')}
      </Button>
    </Form>
  );
}
