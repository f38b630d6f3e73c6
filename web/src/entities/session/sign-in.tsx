import { Button, Checkbox, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, Suspense, useState } from 'react';
import { lazyPart } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { usePageTitle } from '../../shared/ui/page-title';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ApiProblem } from '../../shared/api/problem';
import { CodeInput } from './code-input';
import { DemoPeople } from './demo-people';
import { type Credentials, type Me, signIn } from './session';
import { SecretInput } from '../../shared/ui/secret-input';
import { bound, switched } from '../../shared/ui/bound';
import classes from './sign-in.module.css';

/** Loaded when it is needed: few networks have a provider of sign-ins. */
const ProviderSignIn = lazyPart(() => import('./provider-sign-in').then((module) => module.ProviderSignIn));

interface SignInProps {
  /** The application's name; left out where a dialog says it. */
  readonly title?: string;
  readonly help?: string;
  /** Roles that may use the application: people of a demonstration with these are offered. Left out over an open screen. */
  readonly roles?: readonly Me['role'][];
  /** The button of another way to sign in. It stands above the people of the demonstration, who come later and would move it. */
  readonly otherWay?: ReactNode;
}

/** E-mail and password of staff, and the code of the second factor where there is one. Wrong input stays in the form. */
export function SignIn({ title, help, roles = [], otherWay }: SignInProps) {
  const { t } = useTranslation();
  usePageTitle(title ?? null);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [staysOnDevice, setStaysOnDevice] = useState(true);
  const [asked, setAsked] = useState(false);
  const [totp, setTotp] = useState<string>();
  const [isByProvider, setIsByProvider] = useState(false);
  const entering = useMutation({
    mutationFn: (credentials: Credentials) => signIn(credentials, staysOnDevice),
    onError: (error) => {
      if (isAskedForCode(error)) setTotp('');
    },
  });
  // The first time it is a question, and a mistake from then on.
  const isQuestion = isAskedForCode(entering.error) && entering.variables?.totp === undefined;

  function enterAs(person: { readonly email: string; readonly password: string }) {
    setEmail(person.email);
    setPassword(person.password);
    entering.mutate({ ...person, totp: undefined });
  }

  function submit() {
    setAsked(true);
    if (email.trim() !== '' && password !== '' && totp !== '') entering.mutate({ email: email.trim(), password, totp });
  }

  return (
    <div className={title === undefined ? classes.bare : classes.form}>
      <Form className={classes.bare} onSubmit={submit}>
        {title !== undefined && <h1 className={classes.title}>{title}</h1>}
        {help !== undefined && <Text c="dimmed">{help}</Text>}
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          autoFocus
          {...bound(email, setEmail)}
          error={asked && email.trim() === '' ? t('signIn.emailNeeded') : undefined}
        />
        <SecretInput
          label={t('signIn.password')}
          autoComplete="current-password"
          {...bound(password, setPassword)}
          error={asked && password === '' ? t('signIn.passwordNeeded') : undefined}
        />
        {totp !== undefined && <CodeInput value={totp} onChange={setTotp} isNeeded={asked && !isQuestion} />}
        <Checkbox py={12} my={-8} label={t('signIn.stay')} {...switched(staysOnDevice, setStaysOnDevice)} />
        {entering.isError && !isQuestion && <FailureNotice error={entering.error} />}
        <Button type="submit" size="lg" loading={entering.isPending}>
          {t('signIn.submit')}
        </Button>
        <a className={classes.forgot} href="/password/forgot" target={title === undefined ? '_blank' : undefined}>
          {t('signIn.forgot')}
        </a>
      </Form>
      <Suspense>
        {isByProvider ? (
          <ProviderSignIn stayOnDevice={staysOnDevice} />
        ) : (
          <Button variant="subtle" onClick={() => setIsByProvider(true)}>
            {t('provider.open')}
          </Button>
        )}
      </Suspense>
      {otherWay}
      <DemoPeople roles={roles} isBusy={entering.isPending} onChoose={enterAs} />
    </div>
  );
}

function isAskedForCode(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'second_factor_required';
}
