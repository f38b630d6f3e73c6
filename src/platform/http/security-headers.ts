import { settings } from '../settings/settings';

const ONE_YEAR_SECONDS = 31_536_000;

/** The pages load from here alone. Mantine writes styles into the page; scanners decode in WebAssembly and workers. */
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

const overTls = settings.tlsCertificate !== undefined || settings.publicUrl?.startsWith('https:') === true;

/** Of every answer. The camera is the cashier page's. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=()',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  ...(overTls && { 'Strict-Transport-Security': `max-age=${String(ONE_YEAR_SECONDS)}; includeSubDomains` }),
};
