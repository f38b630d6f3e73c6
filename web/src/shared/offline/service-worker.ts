/**
 * Stores the files of till and cabinet, so that both open while the server is away, with the pictures that they have shown; and shows the cabinet's
 * notifications. Calls to the API do not pass through the service worker: each page sends its acts itself, in order.
 */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface PushEvent extends ExtendableEvent {
  readonly data: { json(): unknown } | null;
}
interface NotificationClickEvent extends ExtendableEvent {
  readonly notification: Notification;
}
interface WindowClient {
  readonly url: string;
  navigate(url: string): Promise<WindowClient | null>;
  focus(): Promise<WindowClient>;
}
interface WorkerScope {
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { readonly type: 'window' }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<WindowClient | null>;
  };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'push', listener: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NotificationClickEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/** The build replaces the text with the version and the files of the shell. */
const SHELL = JSON.parse('__SHELL__') as { readonly version: string; readonly files: readonly string[] };

const PREFIX = 'loyalty.shell.';
const CACHE = PREFIX + SHELL.version;
const PAGE = '/index.html';
/** After this time without an answer, a slow network counts as none. */
const GIVE_UP_AFTER_MS = 4_000;

/** The applications that open without the server. */
const SHELL_PAGE = /^\/(?:cashier|cabinet)(?:\/|$)/;
const ASSETS = '/assets/';
/** The addresses of pictures name their content, so this cache is kept across versions of the shell. */
const PICTURES = '/api/pictures/';
const PICTURE_CACHE = 'loyalty.pictures';
const MOST_PICTURES = 120;

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
  else if (pathname.startsWith(PICTURES)) event.respondWith(keptPicture(request));
  else if (SHELL.files.includes(pathname)) event.respondWith(fetchedOrKept(request, pathname));
});

worker.addEventListener('push', (event) => event.waitUntil(showMessage(event.data?.json() as PushedMessage)));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openMessages(event.notification.data as string));
});

/** A message that the server encrypted for this device (src/integrations/messaging/web-push.ts). */
interface PushedMessage {
  readonly title: string;
  readonly text: string;
  /** Path of the page that shows the message, in the network's cabinet. */
  readonly url: string;
}

async function showMessage({ title, text, url }: PushedMessage): Promise<void> {
  await worker.registration.showNotification(title, { body: text, icon: '/icons/mark-192.png', data: url });
}

/** Shows the messages in an open page of the same cabinet, else opens a new page. */
async function openMessages(url: string): Promise<void> {
  const [, , network = ''] = url.split('/');
  const windows = await worker.clients.matchAll({ type: 'window' });
  const open = windows.find((one) => new URL(one.url).pathname.split('/')[2]?.toLowerCase() === network);
  if (open === undefined) await worker.clients.openWindow(url);
  else await (await open.navigate(url))?.focus();
}

async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...SHELL.files].map((file) => new Request(file, { cache: 'no-cache' })));
}

async function dropOlderShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/**
 * The page from the server, or the stored one where the server does not answer or fails. Redirects are left to the browser, because it refuses a
 * redirected answer from a service worker.
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

/** The file from the cache, else from the server. Names of assets change with their content, so a stored file is never out of date. */
async function keptOrFetched(request: Request): Promise<Response> {
  return (await kept(request.url)) ?? fetch(request);
}

/** Stores a picture when it is first shown; beyond the limit, the one stored first is deleted. */
async function keptPicture(request: Request): Promise<Response> {
  const cache = await caches.open(PICTURE_CACHE);
  const known = await cache.match(request, { ignoreVary: true });
  if (known !== undefined) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone()).catch(() => undefined);
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST_PICTURES)).map((one) => cache.delete(one)));
  }
  return answer;
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
