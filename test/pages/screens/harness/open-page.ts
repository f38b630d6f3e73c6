import 'fake-indexeddb/auto';
import { configure, waitFor } from '@testing-library/dom';
import { PointerEventsCheckLevel, userEvent, type UserEvent } from '@testing-library/user-event';
import { createElement, type ComponentType } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { permissionsOf } from '../../../../src/security/permissions/permissions.rules';
import { enterAsGuest, signIn, signOut } from '../../../../web/src/entities/session/session';
import { changeLanguage, startLanguage } from '../../../../web/src/shared/i18n/language';
import { Shell } from '../../../../web/src/shared/ui/shell';
import {
  type Answer,
  exampleOf,
  mistakesOfBody,
  type Operation,
  pageAfterRecorded,
  recordedAnswer,
  routeOf,
} from './recorded-answers';

/** Charts have no size in jsdom and warn at each drawing; browser tests look at them. */
const CHART_WITHOUT_SIZE = /^The width\(\d+\) and height\(\d+\) of chart should be greater than 0/;

beforeAll(() => {
  const { warn } = console;
  console.warn = (...said: unknown[]) => {
    if (!CHART_WITHOUT_SIZE.test(String(said[0]))) warn(...said);
  };
});

interface Call {
  readonly operation: Operation;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** Answers of a test in place of the recorded ones: a body, or a function of the call that may also refuse, or answer later by a promise. */
export type Answers = { readonly [Name in Operation]?: Given<Answer<Name>> };
type Given<Body> = Body | ((call: Call) => Body | Refusal | Promise<Body>);

class Refusal {
  constructor(readonly document: { readonly status: number; readonly code: string }) {}
}

type Role = 'owner' | 'manager' | 'analyst' | 'cashier' | 'guest';

interface Visit {
  /** Null: nobody is signed in. */
  readonly role?: Role | null;
  /** Chosen on the device; null: none was. */
  readonly language?: 'ru' | 'en' | null;
  readonly answers?: Answers;
}

export interface OpenedPage {
  readonly user: UserEvent;
  /** All that the page asked, in its order. */
  readonly calls: readonly Call[];
  /** Answers otherwise from now on. */
  readonly answer: (others: Answers) => void;
  readonly close: () => void;
}

type Application = 'admin' | 'owner' | 'cashier' | 'cabinet' | 'password' | 'join';

const APPLICATIONS: Record<Application, () => Promise<{ Application: ComponentType }>> = {
  admin: () => import('../../../../web/src/admin/admin-app'),
  owner: () => import('../../../../web/src/owner/owner-app'),
  cashier: () => import('../../../../web/src/cashier/cashier-app'),
  cabinet: () => import('../../../../web/src/cabinet/cabinet-app'),
  password: () => import('../../../../web/src/password/password-app'),
  join: () => import('../../../../web/src/join/join-app'),
};

// This module exists only in the bundle, whose files the service worker keeps.
jest.mock('../../../../web/src/shared/offline/register-worker', () => ({
  registerWorker: () => undefined,
  useNewVersion: () => false,
}));

configure({
  // Long enough for a busy machine.
  asyncUtilTimeout: 20_000,
  // Prints the page's text in place of its thousands of elements.
  getElementError: (message) => new Error(`${message ?? ''}\n\n${document.querySelector('main')?.textContent ?? ''}`),
});

/** React and its queries show the change that an answer brings after at most this many turns of the event loop. */
const TURNS = 10;

let answers: Answers = {};
let calls: Call[] = [];
let unanswered: string[] = [];
/** The number of open requests. */
let open = 0;
let root: Root | undefined;

beforeEach(() => {
  unanswered = [];
  globalThis.fetch = async (input, init) => {
    open += 1;
    return answerTo(new Request(input, init)).finally(() => (open -= 1));
  };
});

afterEach(() => {
  close();
  expect(unanswered).toEqual([]);
});

/** A refusal as the server writes it (RFC 9457). */
export function refuse(status: number, code: string, more: object = {}): () => Refusal {
  return () => new Refusal({ status, code, ...more });
}

/**
 * Opens a page of one application as a browser does, with its frame, router and words, against a server that answers with
 * the recorded examples of the API document. A file of tests opens pages of one application. The test fails where a
 * page asks for what neither the test nor the examples answer, and where it sends a body that the server would refuse.
 */
export async function openPage(address: string, visit: Visit = {}): Promise<OpenedPage> {
  const { role = 'manager', language = 'en' } = visit;
  const application = address.split(/[/#?]/)[1] as Application;
  history.pushState(null, '', address);
  const account = accountOf(role ?? 'manager');
  const session = recordedAnswer('signIn');
  answers = {
    getOwnAccount: account,
    signIn: { ...session, user: { ...session.user, id: account.id } },
    ...visit.answers,
  };
  await startLanguage(application);
  if (language !== null) await changeLanguage(language);
  if (role === 'guest') await enterAsGuest(recordedAnswer('verifyOnPage'), 'ON_PAGE');
  else if (role === null) await signOut();
  else await signIn({ email: 'name@example.com', password: 'correct horse battery', totp: undefined }, false);
  calls = [];
  const { Application } = await APPLICATIONS[application]();
  // The router of an application outlives the pages of one test.
  window.dispatchEvent(new PopStateEvent('popstate'));
  root = createRoot(document.body.appendChild(document.createElement('div')));
  root.render(createElement(Shell, null, createElement(Application)));
  await answered();
  return {
    user: userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never }),
    calls,
    answer: answerOtherwise,
    close,
  };
}

/** Waits until the page shows its answers and has no open request. */
export async function answered(): Promise<void> {
  let asked: number;
  do {
    asked = calls.length;
    while (open > 0) await pause(1);
    await waitFor(() => expect(document.querySelector('main')).not.toBeNull());
    for (let turn = 0; turn < TURNS; turn += 1) await pause(0);
  } while (open > 0 || calls.length > asked);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function answerOtherwise(others: Answers): void {
  answers = { ...answers, ...others };
}

function close(): void {
  root?.unmount();
  root = undefined;
  document.body.replaceChildren();
  for (const storage of [localStorage, sessionStorage]) storage.clear();
}

/** The person who is signed in, with the permissions of the role. */
function accountOf(role: Role): Answer<'getOwnAccount'> {
  const account = recordedAnswer('getOwnAccount');
  const { id } = account;
  const { networkId, network } = role === 'owner' ? { networkId: null, network: null } : account;
  // The address of the cabinet names its network.
  if (network !== null && role === 'guest') network.code = String(location.pathname.split('/')[2]);
  const rest = { restaurantIds: 'ALL', sessionId: id, guestId: null, onBehalf: false, mustEnrol: false } as const;
  const permissions =
    role === 'guest' ? account.permissions : permissionsOf({ kind: 'user', id, role, networkId, ...rest });
  const kind = role === 'guest' ? 'guest' : 'user';
  return { ...account, kind, role, name: 'Maria', networkId, network, permissions };
}

async function answerTo(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const route = routeOf(request.method, pathname);
  if (route === undefined) return lack(`${request.method} ${pathname}`);
  const { operation } = route;
  // A stream ends at once, so that pages count as loaded.
  if (route.isStream) return new Response('');
  const text = await request.text();
  const isFile = request.headers.get('content-type')?.startsWith('image/') === true;
  const sent = text === '' ? undefined : isFile ? text : (JSON.parse(text) as unknown);
  const call: Call = { operation, query: searchParams, body: sent };
  calls.push(call);
  const given = answers[operation] as object | ((call: Call) => unknown) | undefined;
  const said = typeof given === 'function' ? (given as (call: Call) => unknown)(call) : given;
  const mistakes = said instanceof Refusal ? undefined : mistakesOfBody(route, sent);
  if (mistakes !== undefined) unanswered.push(`${operation}: ${mistakes}: ${text}`);
  if (said instanceof Promise) return laterResponse(said);
  if (said !== undefined) return responseOf(said);
  const example = exampleOf(operation);
  if (example === undefined && !route.isSilent) return lack(operation);
  const answer = searchParams.has('cursor') ? pageAfterRecorded(example?.response) : example?.response;
  return responseOf(answer, example?.status);
}

/** A request whose answer the test holds back does not count as open. */
async function laterResponse(body: Promise<unknown>): Promise<Response> {
  open -= 1;
  try {
    return responseOf(await body);
  } finally {
    open += 1;
  }
}

function responseOf(body: unknown, status = 200): Response {
  if (!(body instanceof Refusal))
    return body === undefined ? new Response(null, { status: 204 }) : Response.json(body, { status });
  const { document } = body;
  return Response.json(
    { type: 'about:blank', title: 'Refused', ...document },
    { status: document.status, headers: { 'content-type': 'application/problem+json' } },
  );
}

function lack(name: string): Response {
  unanswered.push(name);
  return responseOf(new Refusal({ status: 500, code: 'internal' }));
}
