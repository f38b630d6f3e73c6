import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeWay } from '../entities/one-time-code/code-way';
import { CODE_DIGITS, SentCodeInput } from '../entities/one-time-code/sent-code-input';
import type { JoinedGuest, SentRegistration } from '../entities/referral/referral.api';
import { call } from '../shared/api/calls';
import classes from '../entities/session/sign-in.module.css';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { usePageTitle } from '../shared/ui/page-title';
import { Submit } from '../shared/ui/submit';

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
    mutationFn: (digits: string) =>
      call('POST', '/api/auth/verify', {}, { verificationId: sent.verificationId, code: digits }),
    onSuccess: onJoined,
  });

  function submit(): void {
    setAsked(true);
    if (code.length === CODE_DIGITS) send(code);
  }

  // The last digit sends the code, so a press after it has nothing to do.
  function send(digits: string): void {
    if (!verifying.isPending) verifying.mutate(digits);
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('codeTitle')}</h1>
      <CodeWay phone={phone} sent={sent} />
      <SentCodeInput
        label={t('code')}
        code={code}
        onType={setCode}
        onWhole={send}
        error={asked && code.length < CODE_DIGITS ? t('codeNeeded') : undefined}
      />
      <Submit of={verifying} size="lg" text={t('join')} />
      <Button variant="subtle" onClick={onBack}>
        {t('otherPhone')}
      </Button>
    </Form>
  );
}
