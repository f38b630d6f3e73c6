import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { RequestListener } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { processLogger } from '../telemetry/logger';
import { Gauge, register } from '../telemetry/metrics';

/** Paths of a certificate with its chain and of its private key, both PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Suites of TLS 1.3, then those of TLS 1.2 with forward secrecy and authenticated encryption: "intermediate" of Mozilla. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];
const WATCH_MS = 5_000;
const END = 'loyalty_certificate_end_timestamp_seconds';

/** Protocols, ciphers and the certificate of a server. Throws when a file can't be read or the key belongs to another certificate. */
export function readTls(files: CertificateFiles): SecureContextOptions & { readonly cert: Buffer } {
  const cert = readFileSync(files.certificate);
  const key = readFileSync(files.key);
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error(`${files.key} is not the key of the certificate in ${files.certificate}`);
  return { cert, key, minVersion: 'TLSv1.2', ciphers: CIPHERS.join(':') };
}

/**
 * Gives new connections the certificate of the files whenever a file changes, until the server closes. The server keeps its certificate while the
 * files can't be used, for example before the new key is written.
 */
export function followCertificate(server: SecureServer, files: CertificateFiles, intervalMs = WATCH_MS): void {
  register.removeSingleMetric(END);
  const end = new Gauge({ name: END, help: 'When the certificate that this server shows ends.' });
  end.set(endSecondsOf(readTls(files).cert));
  const reload = (): void => {
    try {
      const context = readTls(files);
      server.setSecureContext(context);
      end.set(endSecondsOf(context.cert));
      processLogger().event('info', 'certificate reloaded');
    } catch (err) {
      processLogger().event('warn', 'certificate kept: the new files can not be used', { err });
    }
  };
  const paths = [files.certificate, files.key];
  // Watches the path by polling, so that changes behind a symbolic link or a mount are seen too.
  for (const path of paths) watchFile(path, { interval: intervalMs, persistent: false }, reload);
  server.once('close', () => {
    for (const path of paths) unwatchFile(path, reload);
  });
}

/** When the certificate ends, in Unix seconds. */
function endSecondsOf(certificate: Buffer): number {
  return Date.parse(new X509Certificate(certificate).validTo) / 1_000;
}

/**
 * Redirects requests of plain HTTP to the same path of `origin`. It refuses a request with a body: the data has already crossed the network
 * unprotected, and a redirect would hide that.
 *
 * @param origin such as `https://loyalty.example`
 */
export function redirectTo(origin: string): RequestListener {
  return (request, response) => {
    response.setHeader('Connection', 'close');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(403, { 'Content-Type': 'text/plain' }).end('Use HTTPS.\n');
      return;
    }
    const path = request.url?.startsWith('/') === true ? request.url : '/';
    response.writeHead(308, { Location: `${origin}${path}` }).end();
  };
}
