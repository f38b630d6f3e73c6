import { useSyncExternalStore } from 'react';
import type { Schemas } from '../../shared/api/schemas';
import type { NetworkProfile } from '../../shared/network/network';
import { answerOf, api, whenSessionEnds } from '../../shared/api/client';
import { ConnectionLost } from '../../shared/api/problem';
import { suggestLanguage } from '../../shared/i18n/i18n';
import {
  currentAccessToken,
  forgetTokens,
  hasStoredSession,
  keepTokens,
  storedRefreshToken,
} from '../../shared/api/tokens';

export type Me = Schemas['Me'];

/**
 * The signed-in user. `ended` is a session that the server closed under an open screen: the screen stays, with all that was
 * typed, under the question for the password.
 */
export type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'unreachable' }
  | { readonly state: 'signedOut' }
  | {
      readonly state: 'signedIn' | 'ended';
      readonly user: Omit<Me, 'network'>;
      readonly network: NetworkProfile | null;
    };

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
  try {
    const token = hasStoredSession() ? await currentAccessToken() : null;
    if (token === null) change({ state: 'signedOut' });
    else await readProfile();
  } catch (error) {
    change({ state: error instanceof ConnectionLost ? 'unreachable' : 'signedOut' });
  }
}

/** Throws ApiProblem (`invalid_credentials`, `locked_out`) or ConnectionLost; on success the session is `signedIn`. */
export async function signIn(email: string, password: string, stayOnDevice: boolean): Promise<void> {
  const answer = await answerOf(api.POST('/api/auth/login', { body: { email, password } }));
  const before = session;
  keepTokens(answer, stayOnDevice);
  // Somebody else signed in over the screen of the one before: nothing of it may be seen or rung up by them.
  if (before.state === 'ended' && before.user.id !== answer.user.id) location.reload();
  else await readProfile();
}

/** The tokens are forgotten even when the server can't be told: the person wanted to be gone from this device. */
export async function signOut(): Promise<void> {
  const refreshToken = storedRefreshToken();
  try {
    if (refreshToken !== null) await answerOf(api.POST('/api/auth/logout', { body: { refreshToken } }));
  } finally {
    forgetTokens();
    change({ state: 'signedOut' });
  }
}

/** Sets the password of the person who has the link; throws ApiProblem (`link_expired`). */
export function setPasswordByLink(token: string, password: string): Promise<unknown> {
  return answerOf(api.POST('/api/auth/password/set', { body: { token, password } }));
}

async function readProfile(): Promise<void> {
  const { network, ...user } = await answerOf(api.GET('/api/auth/me'));
  // Before anything is shown, so that nobody sees one language turn into the other.
  if (network !== null) await suggestLanguage(network.locale);
  change({ state: 'signedIn', user, network });
}

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

whenSessionEnds(() => {
  forgetTokens();
  change('user' in session ? { ...session, state: 'ended' } : { state: 'signedOut' });
});
