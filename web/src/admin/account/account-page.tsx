import { Button, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { CodeInput } from '../../entities/session/code-input';
import { removeOwnSecondFactor, useSession } from '../../entities/session/session';
import { fetchCode } from '../../shared/api/fetch-code';
import { changePassword, removeSecondFactor } from '../../shared/api/operations';
import { ActDialog, ActForm } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { PageHead, Panel } from '../../shared/ui/page';
import classes from './account.module.css';

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
  const [isAsked, setIsAsked] = useState(false);
  return (
    <ActDialog
      of={removeSecondFactor}
      send={({ body: { totp } }) => removeOwnSecondFactor(totp).then(() => undefined)}
      title={t('account.turnOff')}
      layout={{ maw: 480 }}
      above={<Text c="dimmed">{t('account.turnOffHelp')}</Text>}
      fields={{
        totp: {
          label: '',
          check: (totp) => {
            setIsAsked(true);
            return totp.length !== CODE_LENGTH && ' ';
          },
          control: ({ value, onChange }) => <CodeInput value={value} onChange={onChange} isNeeded={isAsked} />,
        },
      }}
      submit={t('account.turnOffYes')}
      onClose={onClose}
    />
  );
}
const CODE_LENGTH = 6;

function PasswordPanel() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('account.password')}>
      <ActForm
        of={changePassword}
        layout={{ maw: 480 }}
        above={<Text c="dimmed">{t('account.passwordHelp')}</Text>}
        fields={{
          currentPassword: {
            label: t('account.current'),
            as: 'secret',
            autoComplete: 'current-password',
            needed: t('account.currentNeeded'),
          },
          newPassword: {
            label: t('account.next'),
            help: t('account.nextHelp'),
            as: 'secret',
            autoComplete: 'new-password',
            check: (next) => next.length < LEAST_PASSWORD && t('account.nextShort'),
          },
        }}
        submit={t('account.change')}
        done={t('account.changed')}
      />
    </Panel>
  );
}
