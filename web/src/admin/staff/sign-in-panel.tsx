import { Button, Flex, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type Employee, type MadeLink, makePasswordLink } from '../../entities/staff/staff.api';
import {
  changeUser,
  createPasswordLink,
  removeTillSignIn,
  resetSecondFactor,
  signOutUser,
} from '../../shared/api/operations';
import { useChange } from '../../shared/api/use-change';
import { type RowAct, ThingActs } from '../../shared/described/row-acts';
import { isWaiting } from '../../shared/described/typed-form';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CopiedText } from '../../shared/ui/copied-text';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';

interface SignInPanelProps {
  readonly employee: Employee;
  readonly isOwn: boolean;
  readonly refresh: () => Promise<void>;
}

/** How an employee signs in, and how that is ended or begun again. */
export function SignInPanel({ employee, isOwn, refresh }: SignInPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const acts = useSignInActs(isOwn);
  const { role, hasPassword, secondFactor, hasPin, hasCard, openSessions, lastSeenAt, disabledAt } = employee;
  const isBlocked = disabledAt !== null;
  const buttons = (of: readonly RowAct<Employee>[]) => <ThingActs thing={employee} acts={of} refresh={refresh} />;
  return (
    <Panel title={t('staff.signIn')}>
      <RowList>
        <Row
          title={t('staff.password')}
          about={[
            t(hasPassword ? 'staff.hasPassword' : 'staff.noPassword'),
            ...(role === 'manager' ? [t('staff.linkOfManager')] : []),
          ]}
        >
          {buttons(acts.password)}
        </Row>
        <Row title={t('staff.secondFactor')} about={[t(secondFactor ? 'staff.factorOn' : 'staff.factorOff')]}>
          {buttons(acts.factor)}
        </Row>
        {(hasPin || hasCard) && (
          <Row
            title={t('staff.tills')}
            about={[t(hasPin ? (hasCard ? 'staff.pinAndCard' : 'staff.pinAlone') : 'staff.cardAlone')]}
          >
            {buttons(acts.tills)}
          </Row>
        )}
        <Row
          title={t('staff.devices')}
          about={[
            t('staff.openSessions', { count: openSessions }),
            ...(lastSeenAt === null ? [] : [t('staff.seenAt', { at: format.dateTime(lastSeenAt) })]),
          ]}
        >
          {buttons(acts.devices)}
        </Row>
        {!isOwn && (
          <Row
            title={t(isBlocked ? 'staff.isBlocked' : 'staff.isActive')}
            about={[t(isBlocked ? 'staff.blockedHelp' : 'staff.activeHelp')]}
          >
            {buttons(acts.block)}
          </Row>
        )}
      </RowList>
    </Panel>
  );
}

/** The acts on each part of an employee's sign-in. Readers set their own password, second factor and tills on the page of the account. */
function useSignInActs(isOwn: boolean) {
  const { t } = useTranslation('admin');
  const toAccount: RowAct<Employee> = { text: t('staff.ownAccount'), to: () => '/account', isShown: () => isOwn };
  const [no, close] = [t('staff.no'), t('staff.done')];
  const block = (isBlock: boolean): RowAct<Employee> => ({
    of: changeUser,
    text: t(isBlock ? 'staff.block' : 'staff.unblock'),
    isShown: ({ disabledAt }) => (disabledAt === null) === isBlock,
    send: () => ({ disabled: isBlock }),
    ask: ({ role }) => ({
      title: t(isBlock ? 'staff.blockQuestion' : 'staff.unblockQuestion'),
      help: t(role === 'manager' ? 'staff.managerWaits' : isBlock ? 'staff.blockHelp' : 'staff.unblockHelp'),
      yes: t(isBlock ? 'staff.blockYes' : 'staff.unblockYes'),
      said: (answer) => t(isWaiting(answer) ? 'changes.waits' : isBlock ? 'staff.blockedNow' : 'staff.unblocked'),
      no,
      close,
    }),
  });
  return {
    password: [
      toAccount,
      {
        of: createPasswordLink,
        text: t('staff.newLink'),
        isShown: ({ disabledAt }) => !isOwn && disabledAt === null,
        dialog: (employee, onClose) => <NewLink employee={employee} onClose={onClose} />,
      },
    ],
    factor: [
      toAccount,
      {
        of: resetSecondFactor,
        text: t('staff.resetFactor'),
        isShown: ({ secondFactor }) => !isOwn && secondFactor,
        ask: ({ role }) => ({
          title: t('staff.resetFactorQuestion'),
          help: t(role === 'manager' ? 'staff.resetFactorSecond' : 'staff.resetFactorHelp'),
          yes: t('staff.resetFactorYes'),
          said: (answer) => t(answer === undefined ? 'staff.factorReset' : 'changes.waits'),
          no,
          close,
        }),
      },
    ],
    tills: [
      toAccount,
      {
        of: removeTillSignIn,
        text: t('staff.takeTills'),
        isShown: () => !isOwn,
        ask: () => ({
          title: t('staff.takeTillsQuestion'),
          help: t('staff.takeTillsHelp'),
          yes: t('staff.takeTills'),
          said: () => t('staff.tillsTaken'),
          no,
          close,
        }),
      },
    ],
    devices: [
      {
        of: signOutUser,
        text: t('staff.signOut'),
        isShown: ({ openSessions }) => openSessions > 0,
        ask: () => ({
          title: t('staff.signOutQuestion'),
          help: t(isOwn ? 'staff.signOutOwnHelp' : 'staff.signOutHelp'),
          yes: t('staff.signOutYes'),
          said: () => t('staff.signedOut'),
          no,
          close,
        }),
      },
    ],
    block: [block(true), block(false)],
  } satisfies Record<string, RowAct<Employee>[]>;
}

/** Another link to set a password, for somebody who lost the first one or forgot the password. */
function NewLink({ employee, onClose }: { readonly employee: Employee; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [made, setMade] = useState<MadeLink | null>(null);
  const make = useChange(makePasswordLink(employee.id), setMade);
  const answer = (): ReactNode => {
    if (made === null) return null;
    if ('url' in made) return <CopiedText label={t('staff.link')} help={t('staff.linkHelp')} text={made.url} />;
    return <p role="status">{t('kind' in made ? 'changes.waits' : 'staff.mailSent', { email: employee.email })}</p>;
  };
  return (
    <Dialog title={t('staff.newLink')} onClose={onClose}>
      <Stack gap={16} maw={640}>
        {made === null && <Text c="dimmed">{t('staff.newLinkHelp')}</Text>}
        {answer()}
        <FailureNotice error={make.error} />
        {made === null ? (
          <Flex gap={8} wrap="wrap">
            <Button loading={make.isPending} onClick={() => make.mutate('EMAIL')}>
              {t('staff.sendLink')}
            </Button>
            {employee.role !== 'manager' && (
              <Button variant="default" disabled={make.isPending} onClick={() => make.mutate('LINK')}>
                {t('staff.showLink')}
              </Button>
            )}
          </Flex>
        ) : (
          <Button onClick={onClose}>{t('staff.done')}</Button>
        )}
      </Stack>
    </Dialog>
  );
}
