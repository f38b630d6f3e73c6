import { settings } from '../settings/settings';

const ONE_YEAR_SECONDS = 31_536_000;

/** Pages load only from this origin. Styles and `wasm-unsafe-eval` are open: Mantine writes styles into the page; scanners decode in WebAssembly. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Browsers then use only TLS for a year. */
const TLS_ALONE = { 'Strict-Transport-Security': `max-age=${String(ONE_YEAR_SECONDS)}; includeSubDomains` };

const common: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  // API answers depend on time and caller, so they are not cached. Static files set a header of their own.
  'Cache-Control': 'no-store',
};

/** Headers of API answers, which a browser must never treat as a page. */
const API_HEADERS: Readonly<Record<string, string>> = {
  ...common,
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Headers of pages. The camera is open for the cashier's page. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...common,
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
};

/** Headers of scripts, styles and fonts. They have no content policy: a browser takes that of the page, and it would be a third of the bytes of a small file. */
const ASSET_HEADERS: Readonly<Record<string, string>> = { ...common, 'Cross-Origin-Resource-Policy': 'same-origin' };

/** The pages that show the mini app of a bot in a frame: web versions of messengers. Their other applications use no frame. */
function framesOfMiniApp(): readonly string[] {
  const { telegramBotToken, max } = settings;
  const ofMax = max?.parameters['page'];
  return [
    ...(telegramBotToken === undefined ? [] : ['https://web.telegram.org']),
    ...(ofMax === undefined ? [] : [ofMax]),
  ];
}

/** The guests' page also runs as the mini app of a bot, in the frames of messengers. */
function miniAppHeaders(frames: readonly string[]): Readonly<Record<string, string>> {
  const { 'X-Frame-Options': _, ...headers } = PAGE_HEADERS;
  return {
    ...headers,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY.replace(
      "frame-ancestors 'none'",
      `frame-ancestors ${frames.join(' ')}`,
    ),
  };
}

function isServedOverTls(): boolean {
  return settings.tlsCertificate !== undefined || settings.publicUrl?.startsWith('https:') === true;
}

/** @param isTls whether this request came by TLS, to this server or to a trusted proxy */
export function securityHeadersOf(url: string, isTls: boolean): Readonly<Record<string, string>> {
  const headers = headersOf(url);
  return isTls || isServedOverTls() ? { ...headers, ...TLS_ALONE } : headers;
}

function headersOf(url: string): Readonly<Record<string, string>> {
  const frames = /^\/cabinet(?:[/?]|$)/.test(url) ? framesOfMiniApp() : [];
  if (frames.length > 0) return miniAppHeaders(frames);
  if (url.startsWith('/assets/')) return ASSET_HEADERS;
  return url.startsWith('/api/') && !url.startsWith('/api/docs') ? API_HEADERS : PAGE_HEADERS;
}
