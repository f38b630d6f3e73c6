import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../shared/api/schemas';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { usePageTitle } from '../../shared/ui/page-title';
import { QrCode } from '../../shared/ui/qr-code';
import { CodeInput } from './code-input';
import { confirmSecondFactor, enrolSecondFactor, signOut, useSession } from './session';
import { SecretInput } from '../../shared/ui/secret-input';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';
import classes from './sign-in.module.css';

interface EnrolSecondFactorProps {
  /** Left out where a dialog says it. */
  readonly title?: string;
  /** Why it is set up; left out: the network demands it. */
  readonly help?: string;
  /** Left out where signing out is the only way back. */
  readonly onCancel?: () => void;
}

/** Leads a person to a second factor: the password again, then the code that the app shows. */
export function EnrolSecondFactor({ title, help, onCancel }: EnrolSecondFactorProps) {
  const { t } = useTranslation();
  usePageTitle(title ?? null);
  const [enrolment, setEnrolment] = useState<Schemas['SecondFactorEnrolment']>();
  return (
    <div className={title === undefined ? classes.bare : classes.form}>
      {title !== undefined && <h1 className={classes.title}>{title}</h1>}
      {enrolment === undefined ? (
        <Password help={help ?? t('secondFactor.demandedHelp')} onProven={setEnrolment} />
      ) : (
        <FirstCode {...enrolment} />
      )}
      <Button variant="subtle" onClick={onCancel ?? (() => void signOut())}>
        {t(onCancel === undefined ? 'action.signOut' : 'action.cancel')}
      </Button>
    </div>
  );
}

interface PasswordProps {
  readonly help: string;
  readonly onProven: (enrolment: Schemas['SecondFactorEnrolment']) => void;
}

function Password({ help, onProven }: PasswordProps) {
  const { t } = useTranslation();
  const session = useSession();
  // A person from the provider has no password here.
  const byProvider = 'user' in session && session.user.byProvider;
  const proving = useMutation({ mutationFn: enrolSecondFactor, onSuccess: onProven });
  const { field, onSubmit } = useFields({
    initial: { password: '' },
    check: ({ password }) => ({ password: !byProvider && password === '' && t('signIn.passwordNeeded') }),
  });
  const submit = onSubmit(({ password }) => proving.mutate(byProvider ? null : password));

  return (
    <Form className={classes.bare} onSubmit={submit}>
      <Text c="dimmed">{byProvider ? t('secondFactor.providerHelp') : help}</Text>
      {!byProvider && (
        <SecretInput
          label={t('secondFactor.passwordAgain')}
          autoComplete="current-password"
          autoFocus
          {...field('password')}
        />
      )}
      <Submit of={proving} size="lg" text={t('secondFactor.begin')} />
    </Form>
  );
}

function FirstCode({ secret, uri }: Schemas['SecondFactorEnrolment']) {
  const { t } = useTranslation();
  const [totp, setTotp] = useState('');
  const [asked, setAsked] = useState(false);
  const confirming = useMutation({ mutationFn: () => confirmSecondFactor(totp) });

  function submit() {
    setAsked(true);
    if (totp.length === 6) confirming.mutate();
  }

  return (
    <Form className={classes.bare} onSubmit={submit}>
      <Text c="dimmed">{t('secondFactor.scanHelp')}</Text>
      <div className={classes.qr}>
        <QrCode text={uri} label={t('secondFactor.qr')} />
      </div>
      <Text c="dimmed">
        {t('secondFactor.byHand')} <code className={classes.secret}>{secret.replace(/.{4}(?=.)/g, '$& ')}</code>
      </Text>
      <CodeInput value={totp} onChange={setTotp} isNeeded={asked} />
      <Submit of={confirming} size="lg" text={t('secondFactor.confirm')} />
    </Form>
  );
}
