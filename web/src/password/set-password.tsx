import { Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { setPasswordByLink } from '../entities/session/session';
import { ApiProblem } from '../shared/api/problem';
import { useTranslation } from '../shared/i18n/use-translation';
import classes from '../entities/session/sign-in.module.css';
import { Form } from '../shared/ui/form';
import { usePageTitle } from '../shared/ui/page-title';
import { SecretInput } from '../shared/ui/secret-input';
import { Submit } from '../shared/ui/submit';
import { useFields } from '../shared/ui/use-fields';

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
  const setting = useMutation({
    mutationFn: (password: string) => setPasswordByLink(token, password),
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'link_expired') onExpired();
    },
  });
  const { field, onSubmit } = useFields({
    initial: { password: '', again: '' },
    check({ password, again }) {
      const fault = faultOf(password);
      return { password: fault, again: fault === undefined && password !== again && t('different') };
    },
  });
  const submit = onSubmit(({ password }) => setting.mutate(password));

  function faultOf(password: string): string | undefined {
    if (password === '') return t('needed');
    if (Array.from(password).length < LEAST_CHARACTERS) return t('tooShort', { least: LEAST_CHARACTERS });
    return new TextEncoder().encode(password).length > MOST_BYTES ? t('tooLong') : undefined;
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('title')}</h1>
      <Text c="dimmed">{t('help', { least: LEAST_CHARACTERS })}</Text>
      <SecretInput label={t('password')} autoComplete="new-password" autoFocus {...field('password')} />
      <SecretInput label={t('again')} autoComplete="new-password" {...field('again')} />
      <Submit of={setting} size="lg" text={t('submit')} />
    </Form>
  );
}
