import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import proxyAddr from '@fastify/proxy-addr';
import { settings } from '../settings/settings';
import { boundConnections } from './connections';

const TIMEOUTS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  /** Longer than load balancers keep idle connections, so that the balancer closes first. */
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 5_000,
};
const HANDSHAKE_MS = 20_000;
const STALLED_MS = 30_000;
/** Browsers send no requests ahead, and few other clients do. */
const REQUESTS_AHEAD = 32;
const SHUT_OUT_MS = 60_000;

/** The server of HTTP, with TLS when both files are named. */
export function makeServer(handle: RequestListener): Server {
  const server =
    settings.tlsCertificate === undefined || settings.tlsKey === undefined
      ? createServer(TIMEOUTS)
      : createSecureServer({
          ...TIMEOUTS,
          cert: readFileSync(settings.tlsCertificate),
          key: readFileSync(settings.tlsKey),
          handshakeTimeout: HANDSHAKE_MS,
        });
  const trusts = proxyAddr.compile([...settings.trustProxy]);
  boundConnections(server, handle, {
    requestsAhead: REQUESTS_AHEAD,
    stalledMs: STALLED_MS,
    connectionsPerAddress: settings.connectionsPerAddress,
    shutOutMs: SHUT_OUT_MS,
    isTrustedProxy: (address) => trusts(address, 0),
  });
  return server;
}
