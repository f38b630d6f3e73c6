import { useSyncExternalStore } from 'react';
import type { Schemas } from '../../shared/api/schemas';
import type { NetworkProfile } from '../../shared/network/network';
import { answerOf, api, whenSecondFactorIsDemanded, whenSessionEnds } from '../../shared/api/client';
import { currentActing, forgetActing } from '../../shared/api/acting';
import { openAtTill, type TillCredentials } from './till-sign-in.api';
import { ApiProblem, ConnectionLost } from '../../shared/api/problem';
import { followNobody, followPerson, whenLanguageIsChosen } from '../../shared/i18n/language';
import {
  currentAccessToken,
  endForgottenSessions,
  endSession,
  fallBackFromSandbox,
  forgetSession,
  goWithoutSession,
  hasStoredSession,
  holdSession,
  keepForGuestPage,
  keepSession,
  leaveSandboxSession,
  renewRights,
} from '../../shared/api/tokens';

export type Me = Schemas['Me'];

/**
 * The signed-in user. `ended` is a session that the server closed under an open screen: the screen stays, with all that was
 * typed, under the question for the password. `enrolling` is a person who has to set a second factor before anything else;
 * `demanded`, the same when it was demanded under an open screen.
 */
export type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'unreachable' }
  | { readonly state: 'signedOut' }
  | {
      readonly state: 'signedIn' | 'ended' | 'enrolling' | 'demanded';
      readonly user: Omit<Me, 'network'>;
      readonly network: NetworkProfile | null;
      /** As of the last answer of the server, which is away. */
      readonly isKept?: true;
    };

/** The signed-in person, as an application keeps them for the time when the server is away. */
export type KeptSession = Pick<Extract<Session, { readonly user: unknown }>, 'user' | 'network'>;

/** Reopens the session of the person who goes on at this device without one; false: it can't. */
let reopen: (userId: string) => Promise<boolean> = () => Promise.resolve(false);

/** An application whose people change while the server is away says here how their sessions are opened when it answers again. */
export function whenBackWithout(open: (userId: string) => Promise<boolean>): void {
  reopen = open;
}

let readKept: () => Promise<KeptSession | null> = () => Promise.resolve(null);

/** An application that works without the server says here who was signed in at its last answer. */
export function whenUnreachable(read: () => Promise<KeptSession | null>): void {
  readKept = read;
}

const SANDBOX_PAGE = '/admin/settings/sandbox';

let session: Session = { state: 'starting' };
const listeners = new Set<() => void>();

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** Takes up the session that the browser kept, if the server still knows it. */
export async function resumeSession(): Promise<void> {
  void endForgottenSessions();
  try {
    const token = hasStoredSession() ? await currentAccessToken() : null;
    if (token !== null) await readProfile();
    else if ('user' in session && session.isKept === true && (await reopen(session.user.id))) return;
    else if (fallBackFromSandbox()) location.reload();
    else change({ state: 'signedOut' });
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'act_for_not_begun') {
      leaveActing();
      return;
    }
    if (error instanceof ConnectionLost) await goOnWithout();
    else change({ state: 'signedOut' });
  }
}

async function goOnWithout(): Promise<void> {
  // The person may be another one than the server answered last.
  if ('user' in session && session.isKept === true) return;
  const kept = await readKept().catch(() => null);
  if (kept !== null) await followPerson(kept.user, kept.network?.locale ?? null);
  change(kept === null ? { state: 'unreachable' } : { ...kept, state: 'signedIn', isKept: true });
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The code of the second factor; undefined until it is asked for. */
  readonly totp: string | undefined;
}

/**
 * Throws ApiProblem (`invalid_credentials`, `second_factor_required`, `locked_out`) or ConnectionLost; on success the person
 * is signed in.
 */
export async function signIn({ email, password, totp }: Credentials, stayOnDevice: boolean): Promise<void> {
  const refreshCookie = stayOnDevice ? 'PERSISTENT' : 'SESSION';
  const body = { email, password, refreshCookie, ...(totp !== undefined && { totp }) } as const;
  const answer = await answerOf(api.POST('/api/auth/login', { body }));
  const before = session;
  keepSession(answer, stayOnDevice);
  // Somebody else signed in over the screen of the one before: nothing of it may be seen or rung up by them.
  if ('user' in before && before.user.id !== answer.user.id) location.reload();
  else await readProfile();
}

/**
 * Signs in at a bound till, and answers who it is. Throws ApiProblem (`invalid_pin`, `pin_locked`, `locked_out`,
 * `till_not_bound`) or ConnectionLost.
 */
export async function signInAtTill(key: string, credentials: TillCredentials): Promise<KeptSession> {
  keepSession(await openAtTill(key, credentials, 'SESSION'), false);
  const { user, network } = await readProfile();
  return { user, network };
}

/** Continues as a person whom this device has checked, while the server is away. */
export async function goOnAs(kept: KeptSession): Promise<void> {
  goWithoutSession();
  await followPerson(kept.user, kept.network?.locale ?? null);
  change({ ...kept, state: 'signedIn', isKept: true });
}

/** Leaves a bound till to the next person at once; the session ends on the server when it can be reached. */
export function leaveToNext(): void {
  void endSession();
  forgetActing();
  followNobody();
  change({ state: 'signedOut' });
}

export type ProviderOffer = Schemas['ProviderSignIns']['items'][number];

/** The companies whose sign-in people with this e-mail address, or of the network with this code, use. */
export async function findProviders(typed: string): Promise<readonly ProviderOffer[]> {
  const body = typed.includes('@') ? { email: typed } : { network: typed };
  return (await answerOf(api.POST('/api/auth/provider/offers', { body }))).items;
}

const RETURN_AT = 'loyalty.provider.return';
/** Pages to which a sign-in at the provider may lead back, by their first segment. */
const RETURNS = ['admin', 'cashier', 'owner'];

/** Leaves for the sign-in of a company, which leads back to this page. Throws ApiProblem (`provider_unreachable`). */
export async function leaveForProvider(network: string, stayOnDevice: boolean): Promise<void> {
  const { url } = await answerOf(api.POST('/api/auth/provider/begin', { body: { network } }));
  sessionStorage.setItem(RETURN_AT, JSON.stringify({ page: location.pathname.split('/')[1], stayOnDevice }));
  location.assign(url);
}

/** Finishes it by the query with which the provider sent the person back, and goes on to the page where they began. */
export async function returnFromProvider(parameters: string, totp: string | undefined): Promise<void> {
  const { page, stayOnDevice } = returnOf(sessionStorage.getItem(RETURN_AT));
  const refreshCookie = stayOnDevice ? 'PERSISTENT' : 'SESSION';
  const body = { parameters, refreshCookie, ...(totp !== undefined && { totp }) } as const;
  keepSession(await answerOf(api.POST('/api/auth/provider/finish', { body })), stayOnDevice);
  sessionStorage.removeItem(RETURN_AT);
  location.replace(`/${page}`);
}

function returnOf(stored: string | null): { readonly page: string; readonly stayOnDevice: boolean } {
  const kept = (stored === null ? {} : JSON.parse(stored)) as { page?: unknown; stayOnDevice?: unknown };
  return { page: RETURNS.find((one) => one === kept.page) ?? 'admin', stayOnDevice: kept.stayOnDevice !== false };
}

/** Takes up the new session of a guest, for as long as the device is used or only as long as the page is open. */
export async function enterAsGuest(opened: Schemas['GuestSession'], stays: 'ON_DEVICE' | 'ON_PAGE'): Promise<void> {
  if (stays === 'ON_DEVICE') keepSession(opened, true);
  else holdSession(opened);
  await readProfile();
}

/** Keeps the session of another network for its page, which takes it up when it is opened. */
export function keepForNetwork(network: string, opened: Schemas['GuestSession']): void {
  keepForGuestPage(network, opened);
}

/** Forgets the session even when the server can't be reached, because the person wants to leave this device. */
export async function signOut(): Promise<void> {
  await endSession();
  forgetActing();
  followNobody();
  change({ state: 'signedOut' });
}

/**
 * Returns a new secret for the person's authenticator app. `password` may be null shortly after a sign-in at a provider.
 * Throws ApiProblem (`invalid_credentials`).
 */
export function enrolSecondFactor(password: string | null): Promise<Schemas['SecondFactorEnrolment']> {
  return answerOf(api.POST('/api/auth/second-factor', { body: password === null ? {} : { password } }));
}

/** Activates the secret by its first code, and signs the person in. Throws ApiProblem (`second_factor_required`). */
export async function confirmSecondFactor(totp: string): Promise<void> {
  await answerOf(api.POST('/api/auth/second-factor/confirm', { body: { totp } }));
  await renewRights();
  await readProfile();
}

/** Turns the own second factor off by one of its codes. Throws ApiProblem (`second_factor_required`). */
export async function removeOwnSecondFactor(totp: string): Promise<void> {
  await answerOf(api.DELETE('/api/auth/second-factor', { body: { totp } }));
  await readProfile();
}

/** Sets the password of the person who has the link; throws ApiProblem (`link_expired`). */
export function setPasswordByLink(token: string, password: string): Promise<unknown> {
  return answerOf(api.POST('/api/auth/password/set', { body: { token, password } }));
}

/** Sends a link for a new password to an address that has an account. Throws ApiProblem (`rate_limited`, `no_message_channel`). */
export function requestPasswordLink(email: string): Promise<unknown> {
  return answerOf(api.POST('/api/auth/password/forgot', { body: { email } }));
}

/** Back from the sandbox to the page of the network itself where the sandbox is entered. */
export async function leaveSandbox(): Promise<void> {
  await leaveSandboxSession();
  location.assign(SANDBOX_PAGE);
}

/** Back to the owner's page of the network, where acting begins again. */
export function leaveActing(): void {
  const acting = currentActing();
  forgetActing();
  location.assign(acting === null ? '/owner' : `/owner/networks/${acting.networkId}`);
}

async function readProfile(): Promise<KeptSession> {
  const { network, ...user } = await answerOf(api.GET('/api/auth/me'));
  // Before anything is shown, so that the page does not switch its language in sight.
  await followPerson(user, network?.locale ?? null);
  change({ state: user.mustEnrol ? 'enrolling' : 'signedIn', user, network });
  return { user, network };
}

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

/** Where the server is away the choice stays on this device alone. */
whenLanguageIsChosen((language) => {
  if (session.state !== 'signedIn') return;
  const { id, kind } = session.user;
  const saving =
    kind === 'guest'
      ? answerOf(api.PATCH('/api/guests/{id}', { params: { path: { id } }, body: { locale: language } }))
      : answerOf(api.PUT('/api/auth/me/language', { body: { language } }));
  saving.then(
    () => 'user' in session && change({ ...session, user: { ...session.user, locale: language } }),
    () => undefined,
  );
});

whenSessionEnds(() => {
  // A sandbox that was cleared ends its sessions, and the person is still signed in to the network itself.
  if (fallBackFromSandbox()) {
    location.assign(SANDBOX_PAGE);
    return;
  }
  forgetSession();
  change('user' in session ? { ...session, state: 'ended' } : { state: 'signedOut' });
});

whenSecondFactorIsDemanded(() => {
  if (session.state === 'signedIn') change({ ...session, state: 'demanded' });
});
