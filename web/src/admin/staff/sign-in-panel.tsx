import { Button, Flex, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { changeEmployee, type Employee, type MadeLink, makePasswordLink } from '../../entities/staff/staff.api';
import type { Send } from '../../shared/api/act-key';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { CopiedText } from '../ui/copied-text';

interface SignInPanelProps {
  readonly employee: Employee;
  readonly isOwn: boolean;
}

/** How an employee signs in, and how that is ended or begun again. */
export function SignInPanel({ employee, isOwn }: SignInPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { id, role, hasPassword, secondFactor, hasPin, hasCard, openSessions, lastSeenAt, disabledAt } = employee;
  const isManager = role === 'manager';
  const isBlocked = disabledAt !== null;
  return (
    <Panel title={t('staff.signIn')}>
      <RowList>
        <Row
          title={t('staff.password')}
          about={[
            t(hasPassword ? 'staff.hasPassword' : 'staff.noPassword'),
            ...(isManager ? [t('staff.linkOfManager')] : []),
          ]}
        >
          {isOwn ? <ToAccount /> : !isBlocked && <NewLink employee={employee} />}
        </Row>
        <Row title={t('staff.secondFactor')} about={[t(secondFactor ? 'staff.factorOn' : 'staff.factorOff')]}>
          {isOwn ? (
            <ToAccount />
          ) : (
            secondFactor && (
              <Ask
                label={t('staff.resetFactor')}
                question={t('staff.resetFactorQuestion')}
                help={t(isManager ? 'staff.resetFactorSecond' : 'staff.resetFactorHelp')}
                yes={t('staff.resetFactorYes')}
                send={actOf('DELETE', '/api/users/{id}/second-factor', { id })}
                said={(answer) => t(answer === undefined ? 'staff.factorReset' : 'changes.waits')}
              />
            )
          )}
        </Row>
        {(hasPin || hasCard) && (
          <Row
            title={t('staff.tills')}
            about={[t(hasPin ? (hasCard ? 'staff.pinAndCard' : 'staff.pinAlone') : 'staff.cardAlone')]}
          >
            {isOwn ? (
              <ToAccount />
            ) : (
              <Ask
                label={t('staff.takeTills')}
                question={t('staff.takeTillsQuestion')}
                help={t('staff.takeTillsHelp')}
                yes={t('staff.takeTills')}
                send={actOf('DELETE', '/api/users/{id}/till-sign-in', { id })}
                said={() => t('staff.tillsTaken')}
              />
            )}
          </Row>
        )}
        <Row
          title={t('staff.devices')}
          about={[
            t('staff.openSessions', { count: openSessions }),
            ...(lastSeenAt === null ? [] : [t('staff.seenAt', { at: format.dateTime(lastSeenAt) })]),
          ]}
        >
          {openSessions > 0 && (
            <Ask
              label={t('staff.signOut')}
              question={t('staff.signOutQuestion')}
              help={t(isOwn ? 'staff.signOutOwnHelp' : 'staff.signOutHelp')}
              yes={t('staff.signOutYes')}
              send={actOf('DELETE', '/api/users/{id}/sessions', { id })}
              said={() => t('staff.signedOut')}
            />
          )}
        </Row>
        {!isOwn && (
          <Row
            title={t(isBlocked ? 'staff.isBlocked' : 'staff.isActive')}
            about={[t(isBlocked ? 'staff.blockedHelp' : 'staff.activeHelp')]}
          >
            <Ask
              key={String(isBlocked)}
              label={t(isBlocked ? 'staff.unblock' : 'staff.block')}
              question={t(isBlocked ? 'staff.unblockQuestion' : 'staff.blockQuestion')}
              help={t(isManager ? 'staff.managerWaits' : isBlocked ? 'staff.unblockHelp' : 'staff.blockHelp')}
              yes={t(isBlocked ? 'staff.unblockYes' : 'staff.blockYes')}
              send={({ key }) => changeEmployee(id)(null)({ key, body: { disabled: !isBlocked } })}
              said={(answer) =>
                t('kind' in answer ? 'changes.waits' : isBlocked ? 'staff.unblocked' : 'staff.blockedNow')
              }
            />
          </Row>
        )}
      </RowList>
    </Panel>
  );
}

function ToAccount() {
  const { t } = useTranslation('admin');
  return (
    <Button variant="default" component={Link} to="/account">
      {t('staff.ownAccount')}
    </Button>
  );
}

interface AskProps<Answer> {
  readonly label: string;
  readonly question: string;
  /** The consequences. */
  readonly help: string;
  readonly yes: string;
  readonly send: Send<null, Answer>;
  readonly said: (answer: Answer) => string;
}

/** A button that asks for confirmation, sends, and then shows the result. */
function Ask<Answer>({ label, question, help, yes, send, said }: AskProps<Answer>) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const act = useChange(send, async (answer) => {
    setTold(said(answer));
    await queries.invalidateQueries({ queryKey: keyOf('/api/users') });
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        {label}
      </Button>
      {asks && (
        <Dialog title={question} onClose={() => setAsks(false)}>
          <Stack gap={16} maw={640}>
            {told === null ? <Text c="dimmed">{help}</Text> : <p role="status">{told}</p>}
            <FailureNotice error={act.error} />
            {told === null && (
              <Button loading={act.isPending} onClick={() => act.mutate(null)}>
                {yes}
              </Button>
            )}
            <Button variant="default" data-autofocus onClick={() => setAsks(false)}>
              {t(told === null ? 'staff.no' : 'staff.done')}
            </Button>
          </Stack>
        </Dialog>
      )}
    </>
  );
}

/** Another link to set a password, for somebody who lost the first one or forgot the password. */
function NewLink({ employee }: { readonly employee: Employee }) {
  const { t } = useTranslation('admin');
  const [asks, setAsks] = useState(false);
  const [made, setMade] = useState<MadeLink | null>(null);
  const make = useChange(makePasswordLink(employee.id), setMade);
  const close = () => {
    setAsks(false);
    setMade(null);
    make.reset();
  };
  const answer = (): ReactNode => {
    if (made === null) return null;
    if ('url' in made) return <CopiedText label={t('staff.link')} help={t('staff.linkHelp')} text={made.url} />;
    return <p role="status">{t('kind' in made ? 'changes.waits' : 'staff.mailSent', { email: employee.email })}</p>;
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('staff.newLink')}
      </Button>
      {asks && (
        <Dialog title={t('staff.newLink')} onClose={close}>
          <Stack gap={16} maw={640}>
            {made === null && <Text c="dimmed">{t('staff.newLinkHelp')}</Text>}
            {answer()}
            <FailureNotice error={make.error} />
            {made === null && (
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
            )}
            {made !== null && <Button onClick={close}>{t('staff.done')}</Button>}
          </Stack>
        </Dialog>
      )}
    </>
  );
}
