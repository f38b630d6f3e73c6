import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { CodeInput } from '../../entities/session/code-input';
import { changeOwnPassword, removeOwnSecondFactor, useSession } from '../../entities/session/session';
import { fetchCode } from '../../shared/api/fetch-code';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { SecretInput } from '../../shared/ui/secret-input';
import { Submit } from '../../shared/ui/submit';
import classes from './account.module.css';
import { useFields } from '../../shared/ui/use-fields';

/** Draws a QR code, which few need. */
const EnrolSecondFactor = lazy(() =>
  fetchCode(() => import('../../entities/session/enrol-second-factor')).then((module) => ({
    default: module.EnrolSecondFactor,
  })),
);

/** Loaded only for people who sell at a till. */
const OwnTillSignIn = lazy(() =>
  fetchCode(() => import('../../entities/session/own-till-sign-in')).then((module) => ({
    default: module.OwnTillSignIn,
  })),
);

const LEAST_PASSWORD = 10;
const NOTHING_TYPED = { current: '', newPassword: '' };

/** One's own sign-in: the password, the second factor, and PIN and card for tills. */
export function AccountPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  if (!('user' in session)) return null;
  const { name, email, role, secondFactor } = session.user;
  return (
    <>
      <PageHead title={t('account.title')} sub={[name, email].filter((part) => (part ?? '') !== '').join(' · ')} />
      <SecondFactorPanel isOn={secondFactor} />
      <PasswordPanel />
      {(role === 'cashier' || role === 'manager') && (
        <Panel title={t('account.tills')}>
          <Suspense>
            <OwnTillSignIn />
          </Suspense>
        </Panel>
      )}
    </>
  );
}

function SecondFactorPanel({ isOn }: { readonly isOn: boolean }) {
  const { t } = useTranslation('admin');
  const [sets, setSets] = useState(false);
  const [removes, setRemoves] = useState(false);
  return (
    <Panel title={t('account.factor')}>
      <Stack gap={16} maw={480}>
        <Text fw={600}>{t(isOn ? 'account.factorOn' : 'account.factorOff')}</Text>
        <Text c="dimmed">{t('account.factorHelp')}</Text>
        <Button
          className={classes.act ?? ''}
          variant={isOn ? 'default' : 'filled'}
          onClick={() => (isOn ? setRemoves(true) : setSets(true))}
        >
          {t(isOn ? 'account.turnOff' : 'account.turnOn')}
        </Button>
      </Stack>
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
      <Form maw={480} onSubmit={submit}>
        <Text c="dimmed">{t('account.turnOffHelp')}</Text>
        <CodeInput value={totp} onChange={setTotp} isNeeded={asked} />
        <Submit of={remove} text={t('account.turnOffYes')} />
      </Form>
    </Dialog>
  );
}

function PasswordPanel() {
  const { t } = useTranslation('admin');
  const change = useMutation({
    mutationFn: ({ current, newPassword }: typeof NOTHING_TYPED) => changeOwnPassword(current, newPassword),
    onSuccess: () => {
      form.reset();
    },
  });
  const { field, marked, ...form } = useFields({
    initial: NOTHING_TYPED,
    error: change.error,
    check: ({ current, newPassword }) => ({
      current: current === '' && t('account.currentNeeded'),
      newPassword: newPassword.length < LEAST_PASSWORD && t('account.nextShort'),
    }),
  });

  return (
    <Panel title={t('account.password')}>
      <Form maw={480} onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Text c="dimmed">{t('account.passwordHelp')}</Text>
        <SecretInput label={t('account.current')} autoComplete="current-password" {...field('current')} />
        <SecretInput
          label={t('account.next')}
          description={t('account.nextHelp')}
          autoComplete="new-password"
          {...field('newPassword')}
        />
        <FailureNotice error={change.error} marked={marked} />
        {change.isSuccess && form.values.newPassword === '' && <p role="status">{t('account.changed')}</p>}
        <Button className={classes.act ?? ''} type="submit" loading={change.isPending}>
          {t('account.change')}
        </Button>
      </Form>
    </Panel>
  );
}
