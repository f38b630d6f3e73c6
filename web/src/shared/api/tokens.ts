import { ConnectionLost, newKey, parseProblem } from '@loyalty-platform/client';
import { reportAnswer, reportSilence } from './connection';
import type { Schemas } from './schemas';

type TokenPair = Schemas['TokenPair'];

/**
 * The access token lives in memory only, the refresh token in a cookie that no script can read. The browser's
 * storage keeps only the name of the session, which chooses the cookie: the device's if the person stays signed in,
 * else the tab's. A refresh token works once, and one used twice ends the session, so only one refresh runs at a time, in this
 * tab by sharing the promise and among tabs by a lock. Each token has a key that goes with its one refresh: where the
 * answer was lost on the way, asking again under the same key gives it once more.
 */
const SESSION = 'loyalty.session';
const KEY = 'loyalty.session.key';
/** Refresh tokens of earlier versions, which every script could read. */
const STORED_UNTIL_0_2_0 = ['loyalty.refresh', 'loyalty.refresh.key'];
/** Sessions of which the server could not yet be told that they end. */
const ENDING_AT = 'loyalty.ending';
/** The session of the network itself, while this tab is in its sandbox. Other tabs stay in the network. */
const HOME_AT = 'loyalty.home';
const LOCK = 'loyalty.refresh';
/** A token that ends this soon is renewed before it is used. */
const SPARE_MS = 30_000;
const GIVE_UP_AFTER_MS = 10_000;

/**
 * The refresh token of a page inside another's frame, which gets no cookies: kept in memory, and gone with the page, which
 * can sign in again by itself.
 */
let held: { readonly token: string; readonly key: string } | null = null;

let access: { readonly token: string; readonly endsAt: number } | null = null;
let refreshing: Promise<string | null> | null = null;
/**
 * Whether this page began in the sandbox, and the tab is back in the network itself. It sends nothing more before it is
 * loaded anew, so that no act meant for the sandbox reaches the network.
 */
let cameBack = false;

export function keepSession(pair: TokenPair, stayOnDevice: boolean): void {
  forgetSession();
  cameBack = false;
  store(stayOnDevice ? localStorage : sessionStorage, pair);
}

/** Keeps a session for the guest page of another network. */
export function keepForGuestPage(network: string, { sessionId }: TokenPair): void {
  localStorage.setItem(`${KEY}.${network}`, newKey());
  localStorage.setItem(`${SESSION}.${network}`, sessionId);
}

/** Keeps a session whose refresh token came in the answer for as long as the page is open. */
export function holdSession(pair: TokenPair): void {
  forgetSession();
  hold(pair);
}

/** Goes on in the sandbox in this tab, and keeps the session of the network itself for the way back. */
export function enterSandboxSession(pair: TokenPair): Promise<void> {
  return inLock(() => {
    const home: HomeSession = { session: sessionStorage.getItem(SESSION), key: sessionStorage.getItem(KEY) };
    sessionStorage.setItem(HOME_AT, JSON.stringify(home));
    store(sessionStorage, pair);
    return Promise.resolve();
  });
}

/** Whether this tab went from a network to its sandbox. */
export function isInSandbox(): boolean {
  return sessionStorage.getItem(HOME_AT) !== null;
}

/** Ends the session of the sandbox and takes up that of the network itself. */
export async function leaveSandboxSession(): Promise<void> {
  await inLock(() => {
    noteEnding([sessionStorage.getItem(SESSION)]);
    comeBack();
    return Promise.resolve();
  });
  await endForgottenSessions();
}

/** After the session of a sandbox has ended: takes up that of the network itself. Answers whether the tab was in a sandbox. */
export function fallBackFromSandbox(): boolean {
  if (ofGuestPage() !== '') return false;
  if (isInSandbox()) comeBack();
  return cameBack;
}

/** Forgets the session; in a sandbox that of the sandbox alone. */
export function forgetSession(): void {
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

/** Forgets the session and ends it on the server, now or when the server can be told; in a sandbox that of the network too. */
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

/** Tells the server of sessions that were ended while it could not be reached. */
export async function endForgottenSessions(): Promise<void> {
  for (const sessionId of endingSessions()) {
    const response = await sendToCookie('DELETE', { sessionId }).catch(() => null);
    if (response === null || response.status >= 500) return;
    localStorage.setItem(ENDING_AT, JSON.stringify(endingSessions().filter((id) => id !== sessionId)));
  }
}

/** A token that can be used now; null when the session is over or there is none. Throws ConnectionLost. */
export async function currentAccessToken(): Promise<string | null> {
  if (access !== null && access.endsAt - SPARE_MS > Date.now()) return access.token;
  return renewAccessToken(access?.token ?? null);
}

/** Renews the token unless somebody did since `refused` was handed out. */
export async function renewAccessToken(refused: string | null): Promise<string | null> {
  if (access !== null && access.token !== refused) return access.token;
  refreshing ??= inLock(refresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** A token that says what the person may do now, after that has changed. */
export async function renewRights(): Promise<void> {
  await renewAccessToken(access?.token ?? null);
}

async function refresh(): Promise<string | null> {
  if (cameBack) return null;
  if (held !== null) return refreshHeld(held);
  // Read inside the lock: another tab may have ended it while we waited.
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

/** The one path to which the browser adds the cookie. */
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

/** Guests have a session of their own in each network, beside that of a member of staff on the same device. */
function ofGuestPage(): string {
  const [, network] = /^\/cabinet\/([^/]+)/.exec(location.pathname) ?? [];
  return network === undefined ? '' : `.${network.toLowerCase()}`;
}

interface HomeSession {
  /** Null: it is kept for the device, where it stays. */
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

/** The session that the device or the tab keeps; null also for one that ends with the page. */
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

/**
 * Locks exist only where the page is a secure context. Without them two tabs may come at once, and the server lets the
 * second through.
 */
async function inLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(LOCK, work);
}
