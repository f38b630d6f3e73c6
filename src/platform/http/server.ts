import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { settings } from '../settings/settings';
import { Admission } from './admission';
import { boundConnections, type ConnectionBounds } from './connections';
import { followCertificate, redirectTo, readTls } from './tls';

const TIMEOUTS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  /** Longer than load balancers keep idle connections, so that the balancer is the one that closes. */
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 5_000,
};
const HANDSHAKE_MS = 20_000;
const STALLED_MS = 30_000;
/** Browsers send no request before the last is answered, and few other clients do. */
const REQUESTS_AHEAD = 32;
const SHUT_OUT_MS = 60_000;
/** Browsers open up to six connections to a host, some of them before they need them. */
const UNANSWERED_PER_ADDRESS = 64;
const NEW_CONNECTIONS_PER_ADDRESS_PER_SECOND = 200;

/** Makes the HTTP server, with TLS when both files are set. */
export function makeServer(handle: RequestListener, admission: Admission): Server {
  const server =
    settings.tlsCertificate === undefined || settings.tlsKey === undefined
      ? createServer(TIMEOUTS)
      : makeSecureServer(settings.tlsCertificate, settings.tlsKey);
  boundConnections(server, handle, boundsOf(admission));
  return server;
}

/** Opens a port of plain HTTP that redirects to `PUBLIC_URL`, where a setting asks for it; it closes with the process. */
export async function listenForRedirects(): Promise<void> {
  if (settings.redirectPort === undefined || settings.publicUrl === undefined) return;
  const redirects = createServer(TIMEOUTS);
  boundConnections(redirects, redirectTo(new URL(settings.publicUrl).origin), boundsOf(new Admission()));
  redirects.unref();
  redirects.listen(settings.redirectPort, settings.host);
  await once(redirects, 'listening');
}

function boundsOf(admission: Admission): ConnectionBounds {
  return {
    requestsAhead: REQUESTS_AHEAD,
    stalledMs: STALLED_MS,
    connectionsPerAddress: settings.connectionsPerAddress,
    unansweredPerAddress: UNANSWERED_PER_ADDRESS,
    newConnectionsPerAddressPerSecond: NEW_CONNECTIONS_PER_ADDRESS_PER_SECOND,
    shutOutMs: SHUT_OUT_MS,
    isTrustedProxy: (address) => admission.isTrustedProxy(address),
    isKnown: (request) => admission.isKnown(request),
    admit: (request, response) => admission.admit(request, response),
  };
}

function makeSecureServer(certificate: string, key: string): Server {
  const files = { certificate, key };
  const server = createSecureServer({ ...TIMEOUTS, ...readTls(files), handshakeTimeout: HANDSHAKE_MS });
  followCertificate(server, files);
  return server;
}
