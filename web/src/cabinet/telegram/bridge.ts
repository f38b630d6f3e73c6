/**
 * The Mini App's side of Telegram, by the protocol of its clients (https://core.telegram.org/api/web-events). Nothing waits
 * for an answer: some clients give none.
 */
interface TelegramWindow {
  readonly TelegramWebviewProxy?: { postEvent(type: string, data: string): void };
  Telegram?: { WebView?: { receiveEvent(type: string, data: unknown): void } };
}

/** The data with which Telegram opens the page. */
export interface Launch {
  readonly initData: string;
  /** The parameter of the link that opened the page; null: it had none. */
  readonly startParameter: string | null;
  readonly language: string | null;
  readonly theme: Readonly<Record<string, string>>;
}

type Listener = (data: Readonly<Record<string, unknown>>) => void;

const STORED_AT = 'loyalty.telegram';
const WEB_CLIENT = 'https://web.telegram.org';

const listeners = new Map<string, Set<Listener>>();
let answered = false;

/** Null outside Telegram. The address has the data only at the first start, so the tab keeps them for a reload. */
export const launch: Launch | null = readLaunch();

/** Whether this client has sent an event: only then is it certain that its own buttons are there. */
export function isAnswering(): boolean {
  return answered;
}

export function postEvent(type: string, data: object = {}): void {
  if (launch === null) return;
  const proxy = (window as TelegramWindow).TelegramWebviewProxy;
  if (proxy !== undefined) proxy.postEvent(type, JSON.stringify(data));
  else if (window.parent !== window)
    window.parent.postMessage(JSON.stringify({ eventType: type, eventData: data }), WEB_CLIENT);
}

/** Calls the listener with each event of the type; returns what ends that. */
export function onEvent(type: string, listener: Listener): () => void {
  const known = listeners.get(type) ?? new Set();
  listeners.set(type, known.add(listener));
  return () => known.delete(listener);
}

/** Lets the events of the client in, and tells it that the page is there. */
export function startBridge(): void {
  if (launch === null) return;
  const webView = { receiveEvent: receive };
  (window as TelegramWindow).Telegram = { ...(window as TelegramWindow).Telegram, WebView: webView };
  window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
    if (origin !== WEB_CLIENT || typeof data !== 'string') return;
    const { eventType, eventData } = parse(data) as { eventType?: unknown; eventData?: unknown };
    if (typeof eventType === 'string') receive(eventType, eventData);
  });
  postEvent('web_app_ready');
  postEvent('web_app_expand');
  postEvent('web_app_request_theme');
}

function receive(type: string, data: unknown): void {
  answered = true;
  const given = typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
  for (const listener of listeners.get(type) ?? []) listener(given);
}

function readLaunch(): Launch | null {
  const given = location.hash.includes('tgWebAppData=') ? location.hash.slice(1) : null;
  if (given !== null) sessionStorage.setItem(STORED_AT, given);
  const stored = given ?? sessionStorage.getItem(STORED_AT);
  if (stored === null) return null;
  const parameters = new URLSearchParams(stored);
  const initData = parameters.get('tgWebAppData') ?? '';
  const fields = new URLSearchParams(initData);
  const user = parse(fields.get('user') ?? '') as { language_code?: unknown };
  return {
    initData,
    startParameter: fields.get('start_param'),
    language: typeof user.language_code === 'string' ? (user.language_code.split('-')[0] ?? null) : null,
    theme: parse(parameters.get('tgWebAppThemeParams') ?? '') as Record<string, string>,
  };
}

/** Parses a JSON object; an empty one for other texts. */
function parse(text: string): object {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
