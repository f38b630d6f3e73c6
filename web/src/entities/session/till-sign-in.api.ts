import { answerOf, api, apiWith } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

const of = (key: string) => ({ header: { 'X-Till-Key': key } });

/** The screen of a till with this key: a code until it is bound, then its people. Throws ApiProblem (`till_not_bound`) or ConnectionLost. */
export function readOwnTill(key: string): Promise<Schemas['OwnTill']> {
  return answerOf(api.GET('/api/tills/own', { params: of(key) }));
}

/** How a person signs in at a bound till. */
export type TillCredentials = { readonly userId: string; readonly pin: string } | { readonly card: string };

/** Opens a session. Throws ApiProblem (`invalid_pin`, `pin_locked`, `locked_out`, `till_not_bound`) or ConnectionLost. */
export function openAtTill(
  key: string,
  credentials: TillCredentials,
  refreshCookie?: 'SESSION',
): Promise<Schemas['SignedIn']> {
  const body = { ...credentials, ...(refreshCookie !== undefined && { refreshCookie }) };
  return answerOf(api.POST('/api/tills/own/sign-in', { params: of(key), body }));
}

/** Ends the lock of the own PIN at this till, after a sign-in by password. */
export function unlockOwnPin(key: string): Promise<unknown> {
  return answerOf(api.DELETE('/api/tills/own/lock', { params: of(key) }));
}

/** Does work with a session of another person beside the page's own, and ends it. */
export async function besides<Result>(
  opened: Schemas['SignedIn'],
  work: (as: ReturnType<typeof apiWith>) => Promise<Result>,
): Promise<Result> {
  const as = apiWith(opened.accessToken);
  try {
    return await work(as);
  } finally {
    await answerOf(as.POST('/api/auth/logout', { body: {} })).catch(() => undefined);
  }
}
