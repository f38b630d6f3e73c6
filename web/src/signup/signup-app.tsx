import { useMutation, useQuery } from '@tanstack/react-query';
import { NetworkForm } from '../entities/platform/network-form';
import { signUpOf } from '../entities/platform/network-form.rules';
import type { SignUp } from '../entities/platform/platform.api';
import { SignInPage } from '../entities/session/sign-in-page';
import { ask, call } from '../shared/api/calls';
import { useTranslation } from '../shared/i18n/use-translation';
import { Loading } from '../shared/ui/loading';
import { Notice } from '../shared/ui/notice';
import { usePageTitle } from '../shared/ui/page-title';
import { ReadFailure } from '../shared/ui/read-failure';
import classes from './signup.module.css';

/** The page where a network starts by itself, `/signup`, if the owner of the platform allows it. */
export function Application() {
  return (
    <SignInPage>
      <SignUpForm />
    </SignInPage>
  );
}

function SignUpForm() {
  const { t } = useTranslation('owner');
  const { t: shared } = useTranslation();
  usePageTitle(t('signup.title'));
  const state = useQuery(ask('/api/sign-up'));
  const starting = useMutation({ mutationFn: (body: SignUp) => call('POST', '/api/sign-up', {}, body) });

  if (state.isError) return <ReadFailure isPage reading={state} />;
  if (state.data === undefined) return <Loading />;
  if (!state.data.open)
    return (
      <Notice
        isPage
        title={t('signup.closedTitle')}
        help={t('signup.closedHelp')}
        actions={[{ label: shared('signIn.admin'), href: '/admin' }]}
      />
    );
  if (starting.isSuccess) {
    const { email } = starting.variables.manager;
    return (
      <Notice
        isPage
        title={t('signup.sentTitle')}
        help={t('signup.sentHelp', { email })}
        actions={[{ label: t('signup.toTill'), href: '/cashier' }]}
      />
    );
  }
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('signup.title')}</h1>
      <p className={classes.help}>{t('signup.sub')}</p>
      <NetworkForm
        hasCode={false}
        submitLabel={t('signup.submit')}
        labels={{
          managerName: t('signup.managerName'),
          managerEmail: t('signup.managerEmail'),
          managerEmailHelp: t('signup.managerEmailHelp'),
        }}
        isPending={starting.isPending}
        error={starting.error}
        onSubmit={(draft) => starting.mutate(signUpOf(draft))}
      />
    </div>
  );
}
