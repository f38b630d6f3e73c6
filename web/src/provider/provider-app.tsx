import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { CodeInput } from '../entities/session/code-input';
import { returnFromProvider } from '../entities/session/session';
import { SignInPage } from '../entities/session/sign-in-page';
import classes from '../entities/session/sign-in.module.css';
import { ApiProblem } from '../shared/api/problem';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { Notice } from '../shared/ui/notice';
import { usePageTitle } from '../shared/ui/page-title';
import { FailureNotice, useProblemWords } from '../shared/ui/problem-notice';

/** Where a company's sign-in sends people back, `/provider`: lets them in, asks for the second factor, or says why not. */
export function Application() {
  return (
    <SignInPage>
      <Returned />
    </SignInPage>
  );
}

/** Read once: the code in it is good once, so it leaves the address at once. */
const parameters = location.search.slice(1);

function Returned() {
  const { t } = useTranslation();
  const words = useProblemWords();
  usePageTitle(t('provider.title'));
  const [totp, setTotp] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [asked, setAsked] = useState(false);
  const finishing = useMutation({
    mutationFn: (code: string | undefined) => returnFromProvider(parameters, code),
    onError: (error) => {
      if (isAskedForCode(error)) setAsksCode(true);
    },
  });
  const began = useRef(false);
  const { mutate } = finishing;
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    history.replaceState(null, '', '/provider');
    mutate(undefined);
  }, [mutate]);

  function submit() {
    setAsked(true);
    if (totp.length === 6) finishing.mutate(totp);
  }

  if (asksCode) {
    const isMistake = finishing.isError && !(isAskedForCode(finishing.error) && finishing.variables === undefined);
    return (
      <div className={classes.form}>
        <h1 className={classes.title}>{t('provider.title')}</h1>
        <Form className={classes.bare} onSubmit={submit}>
          <CodeInput value={totp} onChange={setTotp} isNeeded={asked} />
          {isMistake && <FailureNotice error={finishing.error} />}
          <Button type="submit" size="lg" loading={finishing.isPending}>
            {t('signIn.submit')}
          </Button>
        </Form>
      </div>
    );
  }
  if (finishing.isError)
    return (
      <Notice
        isPage
        tone="bad"
        {...words(finishing.error)}
        actions={[
          { label: t('signIn.admin'), href: '/admin' },
          { label: t('signIn.cashier'), href: '/cashier' },
        ]}
      />
    );
  return <p role="status">{t('provider.working')}</p>;
}

function isAskedForCode(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'second_factor_required';
}
