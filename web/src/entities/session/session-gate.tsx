import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useOnline } from '../../shared/api/connection';
import { lazyPart } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { NetworkContext } from '../../shared/network/network';
import { type Me, resumeSession, signOut, useSession } from './session';
import { SignIn } from './sign-in';
import { SignInPage } from './sign-in-page';
import type { Permission } from './use-may-manage';

/** Rarely needed, and large compared with the till's first load. */
const EnrolSecondFactor = lazyPart(() => import('./enrol-second-factor').then((module) => module.EnrolSecondFactor));
const AccountOpenedDialog = lazyPart(() =>
  import('./account-opened-dialog').then((module) => module.AccountOpenedDialog),
);
const SessionDialog = lazyPart(() => import('./session-dialog').then((module) => module.SessionDialog));

/** Draws the sign-in by password. */
export type ByPassword = (otherWay?: ReactNode) => ReactNode;

interface SessionGateProps {
  /** The application's name on the sign-in form. */
  readonly title: string;
  readonly roles: readonly Me['role'][];
  /** Whether it is of the installation and not of a network. */
  readonly isOfInstallation?: boolean;
  /** With one of these permissions a person with an own role of the network is let in, whatever `roles` say. */
  readonly ofOwnRoles?: readonly Permission[];
  /** Whether an owner who acts for a network is let in too. */
  readonly takesActing?: boolean;
  /** Puts something in place of the sign-in by password, or another way into its card; left out: the page has that alone. */
  readonly signIn?: (byPassword: ByPassword) => ReactNode;
  readonly children: ReactNode;
}

/** Shows the application to those who may see it, the sign-in to the others, and why not to the rest. */
export function SessionGate({
  title,
  roles,
  isOfInstallation = false,
  takesActing = false,
  ofOwnRoles = [],
  signIn = (byPassword) => byPassword(),
  children,
}: SessionGateProps) {
  const { t } = useTranslation();
  const session = useSession();
  const online = useOnline();

  const isWithout = session.state === 'unreachable' || (session.state === 'signedIn' && session.isKept === true);
  useEffect(() => {
    if (session.state === 'starting' || (isWithout && online)) void resumeSession();
  }, [session.state, isWithout, online]);

  // Requests refused while signed out are repeated behind the screen that stayed.
  const queries = useQueryClient();
  const hadEnded = useRef(false);
  useEffect(() => {
    if (hadEnded.current && session.state === 'signedIn') void queries.invalidateQueries();
    hadEnded.current = session.state === 'ended' || session.state === 'demanded';
  }, [session.state, queries]);

  const network = 'network' in session ? session.network : null;

  if (session.state === 'starting') return null;
  if (session.state === 'unreachable') {
    return <Notice isPage tone="bad" title={t('state.unreachableTitle')} help={t('state.unreachableHelp')} />;
  }
  if (session.state === 'signedOut') {
    return (
      <SignInPage>
        <Suspense>
          {signIn((otherWay) => (
            <SignIn title={title} roles={roles} otherWay={otherWay} />
          ))}
        </Suspense>
      </SignInPage>
    );
  }
  const { role, name, email, ownRoleId, permissions } = session.user;
  const isOwner = role === 'owner';
  const isTaken =
    ownRoleId === null
      ? roles.includes(role) || (takesActing && isOwner)
      : ofOwnRoles.some((permission) => permissions.includes(permission));
  if (!isTaken || (network === null) !== isOfInstallation) {
    return (
      <SignInPage>
        <Notice
          isPage
          title={t('state.notAllowedTitle')}
          help={t(isOwner ? 'state.ofNetworkHelp' : 'state.notAllowedHelp', { name: name ?? email ?? role })}
          actions={[
            ...(isOwner ? [{ label: t('signIn.owner'), href: '/owner' }] : []),
            ...(ownRoleId === null ? [] : [{ label: t('signIn.cashier'), href: '/cashier' }]),
            ...(ownRoleId === null ? [] : [{ label: t('signIn.admin'), href: '/admin' }]),
            { label: t('action.signOut'), onClick: () => void signOut() },
          ]}
        />
      </SignInPage>
    );
  }
  if (session.state === 'enrolling') {
    return (
      <SignInPage>
        <Suspense>
          <EnrolSecondFactor title={t('secondFactor.demandedTitle')} />
        </Suspense>
      </SignInPage>
    );
  }
  return (
    <NetworkContext value={network}>
      <Suspense>{children}</Suspense>
      <AccountOpened key={session.user.id} user={session.user} />
      {(session.state === 'demanded' || session.state === 'ended') && (
        <Suspense>
          <SessionDialog state={session.state} />
        </Suspense>
      )}
    </NetworkContext>
  );
}

/** Tells the person once on each device who could have signed in as them. */
function AccountOpened({ user }: { readonly user: Omit<Me, 'network'> }) {
  const storedAt = `account-opened.${user.id}`;
  const [seen, setSeen] = useState(() => localStorage.getItem(storedAt) ?? '');
  // A session that the device kept from an earlier version has no list.
  const opened = ((user as Partial<Me>).accountOpened ?? []).filter(({ at }) => at > seen);
  const [latest] = opened;
  if (latest === undefined) return null;
  const note = () => {
    localStorage.setItem(storedAt, latest.at);
    setSeen(latest.at);
  };
  return (
    <Suspense>
      <AccountOpenedDialog opened={opened} onSeen={note} />
    </Suspense>
  );
}
