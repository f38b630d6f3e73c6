import { ConnectionLost, createLoyaltyClient, parseProblem } from '@loyalty-platform/client';
import { acceptedLanguages } from '../i18n/language';
import { currentActing } from './acting';
import { reportAnswer, reportSilence } from './connection';
import { ApiProblem } from './problem';
import { currentAccessToken, renewAccessToken } from './tokens';

export { unwrap as answerOf } from '@loyalty-platform/client';

/** The till never waits for ever: what has not answered by now is treated as lost and asked again under its key. */
const GIVE_UP_AFTER_MS = 10_000;

/** The server answers a till within two seconds also where its database hangs; a guest waits no longer than needed. */
const OF_A_TILL = /^\/api\/(?:guests\/(?:lookup|[^/]+\/(?:quote|transaction))|receipts)$/;
const GIVE_UP_AT_A_TILL_AFTER_MS = 5_000;

/** A request that reads a whole ledger or all guests may take half a minute on a large network. */
const OF_THE_WHOLE_NETWORK = /^\/api\/(?:ledger\/|programs\/\d+\/impact\/)/;
const GIVE_UP_ON_THE_WHOLE_AFTER_MS = 180_000;

/** A photo over a slow connection, which the server decodes. */
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
  '/api/demo',
  '/api/demo/session',
  '/api/dev/outbox',
  '/api/health',
  '/api/sign-up',
];

type SessionEnded = () => void;
let onSessionEnded: SessionEnded = () => undefined;
let onSecondFactorDemanded: () => void = () => undefined;

/** The session says here what to do when the server no longer knows it. */
export function whenSessionEnds(listener: SessionEnded): void {
  onSessionEnded = listener;
}

/** The session says here what to do when the network has come to demand a second factor. */
export function whenSecondFactorIsDemanded(listener: () => void): void {
  onSecondFactorDemanded = listener;
}

/** The typed client: paths, bodies and answers come from the OpenAPI document. A person decides whether a call is sent again. */
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

api.use({
  onRequest({ request }) {
    const acting = currentActing();
    // The period itself is begun and ended by the owner, also once it is over.
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
    /^\/api\/(?:referrals\/invitations|feedback\/links|looks|wheels|auth\/guest\/networks)\//.test(pathname)
  );
}

function patienceFor(request: Request): number {
  const { pathname } = new URL(request.url);
  if (OF_A_FILE.test(pathname)) return GIVE_UP_ON_A_FILE_AFTER_MS;
  if (OF_A_TILL.test(pathname)) return GIVE_UP_AT_A_TILL_AFTER_MS;
  return OF_THE_WHOLE_NETWORK.test(pathname) ? GIVE_UP_ON_THE_WHOLE_AFTER_MS : GIVE_UP_AFTER_MS;
}
