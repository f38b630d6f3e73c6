import { reportAnswer, reportSilence } from './connection';
import { newKey } from './act-key';
import { ConnectionLost, parseProblem } from './problem';
import type { Schemas } from './schemas';

type TokenPair = Schemas['TokenPair'];

/**
 * The access token lives in memory only. The refresh token lives in the browser's storage: of the device when the person
 * asked to stay signed in, else of the tab. A refresh token works once, and one used twice ends the session, so only one
 * refresh runs at a time, in this tab by sharing the promise and among tabs by a lock. Each token has a key that goes with
 * its one refresh: where the answer was lost on the way, asking again under the same key gives it once more.
 */
const STORED_AT = 'loyalty.refresh';
const KEY_STORED_AT = 'loyalty.refresh.key';
const LOCK = 'loyalty.refresh';
/** A token that ends this soon is renewed before it is used. */
const SPARE_MS = 30_000;
const GIVE_UP_AFTER_MS = 10_000;

let access: { readonly token: string; readonly endsAt: number } | null = null;
let refreshing: Promise<string | null> | null = null;

export function keepTokens(pair: TokenPair, stayOnDevice: boolean): void {
  forgetTokens();
  store(stayOnDevice ? localStorage : sessionStorage, pair);
}

export function forgetTokens(): void {
  access = null;
  for (const storage of [localStorage, sessionStorage]) {
    storage.removeItem(STORED_AT);
    storage.removeItem(KEY_STORED_AT);
  }
}

export function hasStoredSession(): boolean {
  return storageInUse() !== null;
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

/** The refresh token, to end the session on the server. */
export function storedRefreshToken(): string | null {
  return storageInUse()?.getItem(STORED_AT) ?? null;
}

async function refresh(): Promise<string | null> {
  // Read inside the lock: another tab may have renewed it while we waited.
  const storage = storageInUse();
  const refreshToken = storage?.getItem(STORED_AT) ?? null;
  if (storage === null || refreshToken === null) return null;
  const response = await postRefresh(refreshToken, storage.getItem(KEY_STORED_AT) ?? newKey());
  if (response.status === 401) {
    forgetTokens();
    return null;
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw parseProblem(body, response);
  return store(storage, body as TokenPair);
}

async function postRefresh(refreshToken: string, key: string): Promise<Response> {
  try {
    const response = await fetch('/api/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ refreshToken }),
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
    });
    reportAnswer();
    return response;
  } catch {
    reportSilence();
    throw new ConnectionLost();
  }
}

function store(storage: Storage, pair: TokenPair): string {
  storage.setItem(KEY_STORED_AT, newKey());
  storage.setItem(STORED_AT, pair.refreshToken);
  access = { token: pair.accessToken, endsAt: Date.now() + pair.expiresIn * 1_000 };
  return pair.accessToken;
}

function storageInUse(): Storage | null {
  if (sessionStorage.getItem(STORED_AT) !== null) return sessionStorage;
  if (localStorage.getItem(STORED_AT) !== null) return localStorage;
  return null;
}

/** Locks exist only where the page is a secure context; without them the tab alone is protected. */
async function inLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(LOCK, work);
}
