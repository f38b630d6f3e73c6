import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { CodeInput } from '../../entities/session/code-input';
import { changeOwnPassword, removeOwnSecondFactor, useSession } from '../../entities/session/session';
import { fetchCode } from '../../shared/api/fetch-code';
import { mistakeAt } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { SecretInput } from '../../shared/ui/secret-input';
import { Submit } from '../../shared/ui/submit';
import { bound } from '../../shared/ui/bound';
import classes from './account.module.css';

/** Draws a QR code, which few need. */
const EnrolSecondFactor = lazy(() =>
  fetchCode(() => import('../../entities/session/enrol-second-factor')).then((module) => ({
    default: module.EnrolSecondFactor,
  })),
);

const LEAST_PASSWORD = 10;

/** One's own sign-in: the password and the second factor. */
export function AccountPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  if (!('user' in session)) return null;
  const { name, email, secondFactor } = session.user;
  return (
    <>
      <PageHead title={t('account.title')} sub={[name, email].filter((part) => (part ?? '') !== '').join(' · ')} />
      <SecondFactorPanel isOn={secondFactor} />
      <PasswordPanel />
    </>
  );
}

function SecondFactorPanel({ isOn }: { readonly isOn: boolean }) {
  const { t } = useTranslation('admin');
  const [sets, setSets] = useState(false);
  const [removes, setRemoves] = useState(false);
  return (
    <Panel title={t('account.factor')}>
      <div className={classes.fields}>
        <p className={classes.said}>{t(isOn ? 'account.factorOn' : 'account.factorOff')}</p>
        <p className={classes.help}>{t('account.factorHelp')}</p>
        <Button
          className={classes.act ?? ''}
          variant={isOn ? 'default' : 'filled'}
          onClick={() => (isOn ? setRemoves(true) : setSets(true))}
        >
          {t(isOn ? 'account.turnOff' : 'account.turnOn')}
        </Button>
      </div>
      {sets && !isOn && (
        <Dialog title={t('account.turnOn')} onClose={() => setSets(false)}>
          <Suspense>
            <EnrolSecondFactor help={t('account.enrolHelp')} onCancel={() => setSets(false)} />
          </Suspense>
        </Dialog>
      )}
      {removes && isOn && <RemoveDialog onClose={() => setRemoves(false)} />}
    </Panel>
  );
}

function RemoveDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [totp, setTotp] = useState('');
  const [asked, setAsked] = useState(false);
  const remove = useMutation({ mutationFn: () => removeOwnSecondFactor(totp), onSuccess: onClose });

  function submit(): void {
    setAsked(true);
    if (totp.length === 6) remove.mutate();
  }

  return (
    <Dialog title={t('account.turnOff')} onClose={onClose}>
      <Form className={classes.fields} onSubmit={submit}>
        <p className={classes.help}>{t('account.turnOffHelp')}</p>
        <CodeInput value={totp} onChange={setTotp} isNeeded={asked} />
        <Submit of={remove} text={t('account.turnOffYes')} />
      </Form>
    </Dialog>
  );
}

function PasswordPanel() {
  const { t } = useTranslation('admin');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [asked, setAsked] = useState(false);
  const change = useMutation({
    mutationFn: () => changeOwnPassword(current, next),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      setAsked(false);
    },
  });
  const isShort = next.length < LEAST_PASSWORD;

  function submit(): void {
    setAsked(true);
    if (current !== '' && !isShort) change.mutate();
  }

  return (
    <Panel title={t('account.password')}>
      <Form className={classes.fields} onSubmit={submit}>
        <p className={classes.help}>{t('account.passwordHelp')}</p>
        <SecretInput
          label={t('account.current')}
          autoComplete="current-password"
          {...bound(current, setCurrent)}
          error={asked && current === '' ? t('account.currentNeeded') : undefined}
        />
        <SecretInput
          label={t('account.next')}
          description={t('account.nextHelp')}
          autoComplete="new-password"
          {...bound(next, setNext)}
          error={asked && isShort ? t('account.nextShort') : mistakeAt(change.error, 'newPassword')}
        />
        <FailureNotice error={change.error} marked={['newPassword']} />
        {change.isSuccess && next === '' && <p role="status">{t('account.changed')}</p>}
        <Button className={classes.act ?? ''} type="submit" loading={change.isPending}>
          {t('account.change')}
        </Button>
      </Form>
    </Panel>
  );
}
