import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, request } from 'node:http';
import { createServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { eventually } from '../../../test/support/eventually';
import { processLogger } from '../telemetry/logger';
import { register } from '../telemetry/metrics';
import { followCertificate, redirectTo, readTls, type CertificateFiles } from './tls';

const CERTIFICATES = path.join(__dirname, '../../../test/support/certificate');

let folder: string;
let files: CertificateFiles;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
  files = { certificate: path.join(folder, 'certificate.pem'), key: path.join(folder, 'key.pem') };
  copyFileSync(path.join(CERTIFICATES, 'certificate.pem'), files.certificate);
  copyFileSync(path.join(CERTIFICATES, 'key.pem'), files.key);
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
  rmSync(folder, { recursive: true });
});

describe('TLS of the server', () => {
  it.each<[string, ConnectionOptions]>([
    ['TLS 1.3', { minVersion: 'TLSv1.3' }],
    ['TLS 1.2 with forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }],
  ])('accepts %s', async (_, options) => {
    const server = await serve();
    expect(await handshake(server, options)).toBe('loyalty.example');
  });

  it.each<[string, ConnectionOptions, RegExp]>([
    ['TLS 1.1', { ...only('TLSv1.1'), ciphers: 'DEFAULT@SECLEVEL=0' }, /protocol version/i],
    ['TLS 1.0', { ...only('TLSv1'), ciphers: 'DEFAULT@SECLEVEL=0' }, /protocol version/i],
    ['a cipher in CBC mode', { ...only('TLSv1.2'), ciphers: 'ECDHE-ECDSA-AES128-SHA' }, /handshake failure/i],
    ['a cipher without forward secrecy', { ...only('TLSv1.2'), ciphers: 'AES128-GCM-SHA256' }, /handshake failure/i],
  ])('refuses %s', async (_, options, refusal) => {
    const server = await serve();
    await expect(handshake(server, options)).rejects.toThrow(refusal);
    expect(await handshake(server)).toBe('loyalty.example');
  });

  it('takes new files without a restart, once both belong together', async () => {
    const server = await serve();
    const said = jest.spyOn(processLogger(), 'event').mockReturnValue(undefined);
    const timesKept = () => said.mock.calls.filter(([, text]) => text.startsWith('certificate kept')).length;
    followCertificate(server, files, 20);
    const first = await endInMetrics();
    writeFileSync(files.certificate, 'half a file');
    // The server may see the write twice: first the emptied file, then the whole one.
    await eventually('the half file was looked at', () => timesKept() > 0);
    const ofHalf = timesKept();
    expect(await handshake(server)).toBe('loyalty.example');
    copyFileSync(path.join(CERTIFICATES, 'renewed.pem'), files.certificate);
    expect(() => readTls(files)).toThrow(/is not the key of the certificate/);
    await eventually('the certificate without its key was looked at', () => timesKept() > ofHalf);
    const ofBoth = timesKept();
    expect(await handshake(server)).toBe('loyalty.example');
    copyFileSync(path.join(CERTIFICATES, 'renewed-key.pem'), files.key);
    await eventually('the new certificate is served', async () => (await handshake(server)) === 'renewed');
    const renewed = Date.parse(new X509Certificate(readFileSync(files.certificate)).validTo) / 1_000;
    expect([await endInMetrics(), renewed === first]).toEqual([renewed, false]);
    writeFileSync(files.key, 'no key');
    await eventually('what is no key was looked at', () => timesKept() > ofBoth);
    expect(await handshake(server)).toBe('renewed');
  });

  it('sends readers of plain HTTP to the same path by HTTPS, and refuses what has a body', async () => {
    const server = await listening(createPlainServer(redirectTo('https://loyalty.example')));
    expect(await ask(server, 'GET', '/cabinet?x=1')).toEqual([308, 'https://loyalty.example/cabinet?x=1']);
    expect(await ask(server, 'HEAD', '//elsewhere.example')).toEqual([
      308,
      'https://loyalty.example//elsewhere.example',
    ]);
    expect(await ask(server, 'GET', 'http://elsewhere.example/')).toEqual([308, 'https://loyalty.example/']);
    expect(await ask(server, 'POST', '/api/sessions')).toEqual([403, undefined]);
  });
});

async function endInMetrics(): Promise<number> {
  const text = await register.getSingleMetricAsString('loyalty_certificate_end_timestamp_seconds');
  return Number(text.trim().split(' ').at(-1));
}

function only(version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'): ConnectionOptions {
  return { minVersion: version, maxVersion: version };
}

async function serve(): Promise<SecureServer> {
  return listening(createServer(readTls(files)));
}

async function listening<T extends Server>(server: T): Promise<T> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** The name in the certificate that the server shows. */
async function handshake(server: Server, options: ConnectionOptions = {}): Promise<unknown> {
  const socket = connect({ host: '127.0.0.1', port: portOf(server), rejectUnauthorized: false, ...options });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate().subject.CN;
  } finally {
    socket.destroy();
  }
}

async function ask(server: Server, method: string, target: string): Promise<[number | undefined, string | undefined]> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: portOf(server), method, path: target }, (response) => {
      response.resume();
      resolve([response.statusCode, response.headers.location]);
    });
    sent.on('error', reject);
    sent.end();
  });
}
