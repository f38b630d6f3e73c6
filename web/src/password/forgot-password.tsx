import { Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { requestPasswordLink } from '../entities/session/session';
import classes from '../entities/session/sign-in.module.css';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { Notice } from '../shared/ui/notice';
import { usePageTitle } from '../shared/ui/page-title';
import { Submit } from '../shared/ui/submit';
import { bound } from '../shared/ui/bound';

/** Asks for a link by e-mail. The page says the same whether or not the address has an account. */
export function ForgotPassword() {
  const { t } = useTranslation('password');
  const { t: shared } = useTranslation();
  usePageTitle(t('forgotTitle'));
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const asking = useMutation({ mutationFn: () => requestPasswordLink(email.trim()) });

  function submit(): void {
    setAsked(true);
    if (email.trim() !== '') asking.mutate();
  }

  if (asking.isSuccess) return <Notice isPage title={t('sentTitle')} help={t('sentHelp', { email: email.trim() })} />;
  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('forgotTitle')}</h1>
      <Text c="dimmed">{t('forgotHelp')}</Text>
      <TextInput
        label={shared('signIn.email')}
        type="email"
        autoComplete="username"
        autoFocus
        {...bound(email, setEmail)}
        error={asked && email.trim() === '' ? shared('signIn.emailNeeded') : undefined}
      />
      <Submit of={asking} size="lg" text={t('send')} />
    </Form>
  );
}
