import { ConnectionLost, createLoyaltyClient, parseProblem } from '@loyalty-platform/client';
import { acceptedLanguages } from '../i18n/language';
import { currentActing } from './acting';
import { reportAnswer, reportSilence } from './connection';
import { ApiProblem } from './problem';
import { currentAccessToken, renewAccessToken } from './tokens';

export { unwrap as answerOf } from '@loyalty-platform/client';

/** A request without an answer by then counts as lost, and is repeated under its key, because a till must not wait forever. */
const GIVE_UP_AFTER_MS = 10_000;

/** The server answers a till within two seconds even when its database hangs, so these requests wait less. */
const OF_A_TILL = /^\/api\/(?:guests\/(?:lookup|[^/]+\/(?:quote|transaction))|receipts)$/;
const GIVE_UP_AT_A_TILL_AFTER_MS = 5_000;

/** Requests that read a whole ledger or all guests may take half a minute on a large network. */
const OF_THE_WHOLE_NETWORK = /^\/api\/(?:ledger\/|programs\/\d+\/impact\/)/;
const GIVE_UP_ON_THE_WHOLE_AFTER_MS = 180_000;

/** Uploads of photos over a slow connection, which the server also has to decode. */
const OF_A_FILE = /^\/api\/[^/]+\/[^/]+\/picture$/;
const GIVE_UP_ON_A_FILE_AFTER_MS = 90_000;

const WITHOUT_SESSION = [
  '/api/auth/login',
  '/api/auth/provider/offers',
  '/api/auth/provider/begin',
  '/api/auth/provider/finish',
  '/api/auth/password/forgot',
  '/api/auth/password/set',
  '/api/auth/register',
  '/api/auth/verify',
  '/api/auth/guest/verify',
  '/api/auth/telegram',
  '/api/auth/max',
  '/api/demo',
  '/api/demo/session',
  '/api/dev/outbox',
  '/api/health',
  '/api/sign-up',
  '/api/tills/own',
  '/api/tills/own/sign-in',
];

type SessionEnded = () => void;
let onSessionEnded: SessionEnded = () => undefined;
let onSecondFactorDemanded: () => void = () => undefined;

/** Sets the session's handler for a session that the server no longer knows. */
export function whenSessionEnds(listener: SessionEnded): void {
  onSessionEnded = listener;
}

/** Sets the session's handler for a network that now requires a second factor. */
export function whenSecondFactorIsDemanded(listener: () => void): void {
  onSecondFactorDemanded = listener;
}

/** The typed API client: paths, bodies and answers come from the OpenAPI document. It never repeats a call by itself. */
export const api = createLoyaltyClient({
  baseUrl: '',
  language: acceptedLanguages,
  timeoutMs: patienceFor,
  retries: { tries: 1 },
  token: {
    current: async (request) => (needsNoSession(request) ? null : ((await currentAccessToken()) ?? endSession())),
    renew: async (refused) => (await renewAccessToken(refused)) ?? endSession(),
  },
});

/** A client with the access token of another session than the page's, for a few calls; it renews nothing. */
export function apiWith(accessToken: string): typeof api {
  const refuse = () => Promise.reject(new ApiProblem({ title: '', status: 401, code: 'session_ended' }, null));
  return createLoyaltyClient({
    baseUrl: '',
    language: acceptedLanguages,
    timeoutMs: patienceFor,
    retries: { tries: 1 },
    token: { current: () => Promise.resolve(accessToken), renew: refuse },
  });
}

api.use({
  onRequest({ request }) {
    const acting = currentActing();
    // Starting and ending the acting itself are calls of the owner, even after it has expired.
    if (acting !== null && !request.url.endsWith('/act-for'))
      request.headers.set('X-Act-For-Network', acting.networkId);
  },
  async onResponse({ response }) {
    reportAnswer(response);
    if (response.status !== 403) return;
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => null);
    if (parseProblem(body, response).code === 'second_factor_demanded') onSecondFactorDemanded();
  },
  onError({ error }) {
    if (error instanceof ConnectionLost) reportSilence();
  },
});

function endSession(): never {
  onSessionEnded();
  throw new ApiProblem({ title: '', status: 401, code: 'session_ended' }, null);
}

function needsNoSession(request: Request): boolean {
  const { pathname } = new URL(request.url);
  return (
    WITHOUT_SESSION.includes(pathname) ||
    /^\/api\/(?:referrals\/invitations|feedback-links|looks|wheels|auth\/guest\/networks)\//.test(pathname)
  );
}

function patienceFor(request: Request): number {
  const { pathname } = new URL(request.url);
  if (OF_A_FILE.test(pathname)) return GIVE_UP_ON_A_FILE_AFTER_MS;
  if (OF_A_TILL.test(pathname)) return GIVE_UP_AT_A_TILL_AFTER_MS;
  return OF_THE_WHOLE_NETWORK.test(pathname) ? GIVE_UP_ON_THE_WHOLE_AFTER_MS : GIVE_UP_AFTER_MS;
}
