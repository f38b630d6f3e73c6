import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { setPasswordByLink } from '../entities/session/session';
import { ApiProblem } from '../shared/api/problem';
import { useTranslation } from '../shared/i18n/use-translation';
import classes from '../entities/session/sign-in.module.css';
import { Form } from '../shared/ui/form';
import { usePageTitle } from '../shared/ui/page-title';
import { SecretInput } from '../shared/ui/secret-input';
import { Submit } from '../shared/ui/submit';
import { bound } from '../shared/ui/bound';

/** The server's rules for passwords, checked here early; the server decides. bcrypt reads no more than 72 bytes. */
const LEAST_CHARACTERS = 10;
const MOST_BYTES = 72;

interface SetPasswordProps {
  readonly token: string;
  readonly onDone: () => void;
  readonly onExpired: () => void;
}

/** A password, twice, because it is typed unseen. */
export function SetPassword({ token, onDone, onExpired }: SetPasswordProps) {
  const { t } = useTranslation('password');
  usePageTitle(t('title'));
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [asked, setAsked] = useState(false);
  const setting = useMutation({
    mutationFn: () => setPasswordByLink(token, password),
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'link_expired') onExpired();
    },
  });
  const fault = faultOf();

  function faultOf(): string | undefined {
    if (password === '') return t('needed');
    if (Array.from(password).length < LEAST_CHARACTERS) return t('tooShort', { least: LEAST_CHARACTERS });
    return new TextEncoder().encode(password).length > MOST_BYTES ? t('tooLong') : undefined;
  }

  function submit(): void {
    setAsked(true);
    if (fault === undefined && password === again) setting.mutate();
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('title')}</h1>
      <p className={classes.help}>{t('help', { least: LEAST_CHARACTERS })}</p>
      <SecretInput
        label={t('password')}
        autoComplete="new-password"
        autoFocus
        {...bound(password, setPassword)}
        error={asked ? fault : undefined}
      />
      <SecretInput
        label={t('again')}
        autoComplete="new-password"
        {...bound(again, setAgain)}
        error={asked && fault === undefined && password !== again ? t('different') : undefined}
      />
      <Submit of={setting} size="lg" text={t('submit')} />
    </Form>
  );
}
