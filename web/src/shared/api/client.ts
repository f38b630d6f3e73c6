import i18next from 'i18next';
import createClient from 'openapi-fetch';
import { currentAccessToken, renewAccessToken } from './tokens';
import { reportAnswer, reportSilence } from './connection';
import type { paths } from '../../generated/api';
import { ApiProblem, ConnectionLost, parseProblem } from './problem';

/** The till never waits for ever: what has not answered by now is treated as lost and asked again under its key. */
const GIVE_UP_AFTER_MS = 10_000;

/** A request that reads a whole ledger or all guests may take half a minute on a large network. */
const OF_THE_WHOLE_NETWORK = /^\/api\/(?:ledger\/|programs\/\d+\/impact\/)/;
const GIVE_UP_ON_THE_WHOLE_AFTER_MS = 180_000;

const WITHOUT_SESSION = ['/api/auth/login', '/api/auth/password/set', '/api/dev/outbox', '/api/health'];

/** A wrong password or code is 401 as well, and would be counted twice if it was sent again. */
const OF_THE_TOKEN = ['unauthenticated', 'session_ended'];

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

/** The typed client: paths, bodies and answers come from the OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '', fetch: fetchInSession });

/** The answer of a call, or the error it failed with: ApiProblem when the server said no, ConnectionLost when nobody did. */
export async function answerOf<Answer>(
  call: Promise<{ data?: Answer; error?: unknown; response: Response }>,
): Promise<Answer> {
  const { data, error, response } = await call;
  if (!response.ok) throw parseProblem(error, response);
  return data as Answer;
}

async function fetchInSession(request: Request): Promise<Response> {
  if (needsNoSession(request)) return send(request, null);
  const token = await currentAccessToken();
  if (token === null) return endSession();
  const first = await send(request.clone(), token);
  const refusal = await refusalOf(first);
  if (refusal === 'second_factor_demanded') onSecondFactorDemanded();
  if (!OF_THE_TOKEN.includes(refusal)) return first;
  const renewed = await renewAccessToken(token);
  return renewed === null ? endSession() : send(request, renewed);
}

function endSession(): never {
  onSessionEnded();
  throw new ApiProblem({ title: '', status: 401, code: 'session_ended' }, null);
}

/** Why a session could not be used; empty where that is not what the answer says. */
async function refusalOf(response: Response): Promise<string> {
  if (response.status !== 401 && response.status !== 403) return '';
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return parseProblem(body, response).code;
}

function needsNoSession(request: Request): boolean {
  return WITHOUT_SESSION.includes(new URL(request.url).pathname);
}

function patienceFor(request: Request): number {
  const isOfTheWhole = OF_THE_WHOLE_NETWORK.test(new URL(request.url).pathname);
  return isOfTheWhole ? GIVE_UP_ON_THE_WHOLE_AFTER_MS : GIVE_UP_AFTER_MS;
}

async function send(request: Request, token: string | null): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('accept-language', i18next.language);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(patienceFor(request))]);
  try {
    const response = await fetch(new Request(request, { headers, signal }));
    reportAnswer();
    return response;
  } catch (error) {
    // A query that nobody waits for any more says nothing about the connection.
    if (request.signal.aborted) throw error;
    reportSilence();
    throw new ConnectionLost();
  }
}
