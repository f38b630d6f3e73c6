/**
 * Keeps the files of the till and of the cabinet, so that both open while the server is away. Nothing of the API passes
 * through here: the pages send their acts themselves, in their own order.
 */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerScope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/** Replaced by the build with the version of the shell and its files. */
const SHELL = JSON.parse('__SHELL__') as { readonly version: string; readonly files: readonly string[] };

const PREFIX = 'loyalty.shell.';
const CACHE = PREFIX + SHELL.version;
const PAGE = '/index.html';
/** A network that is there and brings nothing is no better than none. */
const GIVE_UP_AFTER_MS = 4_000;

/** The applications that open without the server. */
const SHELL_PAGE = /^\/(?:cashier|cabinet)(?:\/|$)/;
const ASSETS = '/assets/';

const worker = globalThis as unknown as WorkerScope;

worker.addEventListener('install', (event) => event.waitUntil(keepShell()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOlderShells().then(() => worker.clients.claim())));
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (SHELL_PAGE.test(pathname)) event.respondWith(openPage(request));
  } else if (pathname.startsWith(ASSETS)) event.respondWith(keptOrFetched(request));
  else if (SHELL.files.includes(pathname)) event.respondWith(fetchedOrKept(request, pathname));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...SHELL.files].map((file) => new Request(file, { cache: 'no-cache' })));
}

async function dropOlderShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/**
 * The page of the server, or the kept one where the server is silent or out of order. The browser itself follows where the
 * server leads elsewhere: a page that was led there for it would be refused.
 */
async function openPage(request: Request): Promise<Response> {
  const answer = await fetch(request.url, {
    headers: { accept: 'text/html' },
    redirect: 'manual',
    signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
  }).catch(() => null);
  if (answer !== null && answer.status < 500) return answer;
  return (await kept(PAGE)) ?? answer ?? Response.error();
}

/** Names of assets change with their content, so what is kept is right. */
async function keptOrFetched(request: Request): Promise<Response> {
  return (await kept(request.url)) ?? fetch(request);
}

async function fetchedOrKept(request: Request, pathname: string): Promise<Response> {
  const answer = await fetch(request).catch(() => null);
  return answer?.ok === true ? answer : ((await kept(pathname)) ?? answer ?? Response.error());
}

async function kept(file: string): Promise<Response | undefined> {
  const cache = await caches.open(CACHE);
  return cache.match(file, { ignoreSearch: true, ignoreVary: true });
}

export {};
