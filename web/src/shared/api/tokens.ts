import { ConnectionLost, newKey, parseProblem } from '@loyalty-platform/client';
import { reportAnswer, reportSilence } from './connection';
import type { Schemas } from './schemas';

type TokenPair = Schemas['TokenPair'];

/**
 * The access token is only in memory, the refresh token in a cookie that no script can read. Browser storage has only the session's id, which
 * selects the cookie: the device's storage if the person stays signed in, else the tab's. A refresh token works once, and using it twice ends the
 * session, so only one refresh runs at a time: within a tab by a shared promise, among tabs by a lock. Each refresh has a key; if its answer is
 * lost, a repeated request with the key gets the same token.
 */
const SESSION = 'loyalty.session';
const KEY = 'loyalty.session.key';
/** Storage keys of refresh tokens in earlier versions, which any script could read. */
const STORED_UNTIL_0_2_0 = ['loyalty.refresh', 'loyalty.refresh.key'];
/** Storage key of ended sessions that the server does not know of yet. */
const ENDING_AT = 'loyalty.ending';
/** Storage key of the network's own session while this tab is in its sandbox. Other tabs stay in the network. */
const HOME_AT = 'loyalty.home';
const LOCK = 'loyalty.refresh';
/** A token that expires within this time is renewed before it is used. */
const SPARE_MS = 30_000;
const GIVE_UP_AFTER_MS = 10_000;

/**
 * The refresh token of a page in another page's frame, which gets no cookies. It is only in memory, because such a page can sign in again by
 * itself.
 */
let held: { readonly token: string; readonly key: string } | null = null;

let access: { readonly token: string; readonly endsAt: number } | null = null;
let refreshing: Promise<string | null> | null = null;
/**
 * Whether this page started in the sandbox while the tab has returned to the network. The page then sends nothing before it is reloaded, so that
 * no act for the sandbox reaches the network.
 */
let cameBack = false;
/** Whether the device let a person into this page while the server could not be reached. The person gets a session when the server answers. */
let goesWithout = false;

export function keepSession(pair: TokenPair, stayOnDevice: boolean): void {
  forgetSession();
  cameBack = false;
  store(stayOnDevice ? localStorage : sessionStorage, pair);
}

/** Stores a session for the guest page of another network. */
export function keepForGuestPage(network: string, { sessionId }: TokenPair): void {
  localStorage.setItem(`${KEY}.${network}`, newKey());
  localStorage.setItem(`${SESSION}.${network}`, sessionId);
}

/** Keeps a session until the page is closed. Its refresh token came in the answer and not in a cookie. */
export function holdSession(pair: TokenPair): void {
  forgetSession();
  hold(pair);
}

/** Continues without a session. Requests then fail as lost, not as those of an ended session. */
export function goWithoutSession(): void {
  forgetSession();
  goesWithout = true;
}

/** Continues in the sandbox in this tab, and keeps the network's own session for the return. */
export function enterSandboxSession(pair: TokenPair): Promise<void> {
  return inLock(() => {
    const home: HomeSession = { session: sessionStorage.getItem(SESSION), key: sessionStorage.getItem(KEY) };
    sessionStorage.setItem(HOME_AT, JSON.stringify(home));
    store(sessionStorage, pair);
    return Promise.resolve();
  });
}

/** Whether this tab is in a sandbox that it entered from the network. */
export function isInSandbox(): boolean {
  return sessionStorage.getItem(HOME_AT) !== null;
}

/** Ends the sandbox's session and returns to the network's own. */
export async function leaveSandboxSession(): Promise<void> {
  await inLock(() => {
    noteEnding([sessionStorage.getItem(SESSION)]);
    comeBack();
    return Promise.resolve();
  });
  await endForgottenSessions();
}

/** Returns to the network's own session after the sandbox's has ended. Returns whether the tab was in a sandbox. */
export function fallBackFromSandbox(): boolean {
  if (ofGuestPage() !== '') return false;
  if (isInSandbox()) comeBack();
  return cameBack;
}

/** Forgets the session; in a sandbox, only the sandbox's. */
export function forgetSession(): void {
  goesWithout = false;
  access = null;
  held = null;
  if (ofGuestPage() === '' && isInSandbox()) {
    comeBack();
    return;
  }
  for (const storage of [localStorage, sessionStorage]) {
    for (const name of [sessionStoredAt(), keyStoredAt(), ...STORED_UNTIL_0_2_0]) storage.removeItem(name);
  }
}

export function hasStoredSession(): boolean {
  return held !== null || storageInUse() !== null;
}

/** Forgets the session and ends it on the server, at once or when the server can be reached; in a sandbox, also the network's session. */
export async function endSession(): Promise<void> {
  const ending = [currentSessionId()];
  if (ofGuestPage() === '' && isInSandbox()) {
    comeBack();
    ending.push(currentSessionId());
  }
  forgetSession();
  cameBack = false;
  noteEnding(ending);
  await endForgottenSessions();
}

/** Tells the server of sessions that a person ended on this device while the server could not be reached. */
export async function endForgottenSessions(): Promise<void> {
  for (const sessionId of endingSessions()) {
    const response = await sendToCookie('DELETE', { sessionId }).catch(() => null);
    if (response === null || response.status >= 500) return;
    localStorage.setItem(ENDING_AT, JSON.stringify(endingSessions().filter((id) => id !== sessionId)));
  }
}

/** A valid token; null: the session is over, or there is none. Throws ConnectionLost. */
export async function currentAccessToken(): Promise<string | null> {
  if (access !== null && access.endsAt - SPARE_MS > Date.now()) return access.token;
  return renewAccessToken(access?.token ?? null);
}

/** Renews the token, unless that was done since `refused` was issued. */
export async function renewAccessToken(refused: string | null): Promise<string | null> {
  if (access !== null && access.token !== refused) return access.token;
  refreshing ??= inLock(refresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Gets a token with the person's present permissions, after they have changed. */
export async function renewRights(): Promise<void> {
  await renewAccessToken(access?.token ?? null);
}

async function refresh(): Promise<string | null> {
  if (cameBack) return null;
  if (goesWithout) throw new ConnectionLost();
  if (held !== null) return refreshHeld(held);
  // Read inside the lock, because another tab may have ended the session meanwhile.
  const storage = storageInUse();
  const sessionId = storage?.getItem(sessionStoredAt()) ?? null;
  if (storage === null || sessionId === null) return null;
  const response = await postRefresh({ sessionId }, storage.getItem(keyStoredAt()) ?? newKey());
  if (response.status === 401) {
    forgetSession();
    return null;
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw parseProblem(body, response);
  return store(storage, body as TokenPair);
}

async function refreshHeld({ token, key }: { readonly token: string; readonly key: string }): Promise<string | null> {
  const response = await postRefresh({ refreshToken: token }, key);
  if (response.status === 401) {
    forgetSession();
    return null;
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw parseProblem(body, response);
  return hold(body as TokenPair);
}

async function postRefresh(body: object, key: string): Promise<Response> {
  try {
    const response = await sendToCookie('POST', body, { 'idempotency-key': key });
    reportAnswer(response);
    return response;
  } catch {
    reportSilence();
    throw new ConnectionLost();
  }
}

/** Sends to the only path for which the browser adds the cookie. */
function sendToCookie(method: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch('/api/auth/refresh', {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
  });
}

function store(storage: Storage, pair: TokenPair): string {
  storage.setItem(keyStoredAt(), newKey());
  storage.setItem(sessionStoredAt(), pair.sessionId);
  return use(pair);
}

function hold(pair: TokenPair): string {
  if (pair.refreshToken !== null) held = { token: pair.refreshToken, key: newKey() };
  return use(pair);
}

function use(pair: TokenPair): string {
  access = { token: pair.accessToken, endsAt: Date.now() + pair.expiresIn * 1_000 };
  return pair.accessToken;
}

function sessionStoredAt(): string {
  return SESSION + ofGuestPage();
}

function keyStoredAt(): string {
  return KEY + ofGuestPage();
}

/** Guests have one session for each network, besides a staff member's session on the same device. */
function ofGuestPage(): string {
  const [, network] = /^\/cabinet\/([^/]+)/.exec(location.pathname) ?? [];
  return network === undefined ? '' : `.${network.toLowerCase()}`;
}

interface HomeSession {
  /** Null: the device already stores the session. */
  readonly session: string | null;
  readonly key: string | null;
}

function comeBack(): void {
  const { session, key } = JSON.parse(sessionStorage.getItem(HOME_AT) ?? '{}') as Partial<HomeSession>;
  sessionStorage.removeItem(HOME_AT);
  putOrRemove(SESSION, session ?? null);
  putOrRemove(KEY, key ?? null);
  access = null;
  cameBack = true;
}

function putOrRemove(name: string, value: string | null): void {
  if (value === null) sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, value);
}

/** The id of the session that the device or tab stores; null also for a session that ends with the page. */
export function currentSessionId(): string | null {
  return storageInUse()?.getItem(sessionStoredAt()) ?? null;
}

function noteEnding(sessionIds: readonly (string | null)[]): void {
  const ids = sessionIds.filter((id) => id !== null);
  if (ids.length > 0) localStorage.setItem(ENDING_AT, JSON.stringify([...endingSessions(), ...ids]));
}

function storageInUse(): Storage | null {
  if (sessionStorage.getItem(sessionStoredAt()) !== null) return sessionStorage;
  if (localStorage.getItem(sessionStoredAt()) !== null) return localStorage;
  return null;
}

function endingSessions(): readonly string[] {
  return JSON.parse(localStorage.getItem(ENDING_AT) ?? '[]') as string[];
}

/** Runs work under a lock among tabs. Locks exist only in a secure context; without them two tabs may refresh at once, which the server allows. */
async function inLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(LOCK, work);
}
