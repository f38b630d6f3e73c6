import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOKS_EVERY_MS = 100;

interface Backend {
  readonly url: string;
  readonly agent: Agent;
  isReady: boolean;
  served: number;
}

/**
 * A plain balancer: requests go in turn to the servers whose `/api/health/ready` last answered 200, over connections that
 * it keeps. A request that fails is a 502; it tries none a second time.
 */
export class Balancer {
  private readonly backends: readonly Backend[];
  private readonly server: Server;
  private readonly looks: NodeJS.Timeout;
  private next = 0;

  private constructor(urls: readonly string[]) {
    this.backends = urls.map((url) => ({ url, agent: new Agent({ keepAlive: true }), isReady: false, served: 0 }));
    this.server = createServer((incoming, outgoing) => {
      this.pass(incoming, outgoing);
    });
    this.looks = setInterval(() => {
      for (const backend of this.backends) look(backend);
    }, LOOKS_EVERY_MS);
  }

  static async before(urls: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(urls);
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** How many requests each server has answered, in the order of their addresses. */
  get served(): readonly number[] {
    return this.backends.map(({ served }) => served);
  }

  isReady(url: string): boolean {
    return this.backends.some((backend) => backend.url === url && backend.isReady);
  }

  stop(): void {
    clearInterval(this.looks);
    this.server.close();
    this.server.closeAllConnections();
    for (const { agent } of this.backends) agent.destroy();
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const ready = this.backends.filter(({ isReady }) => isReady);
    const backend = ready[(this.next += 1) % Math.max(1, ready.length)];
    const fail = (): void => void outgoing.writeHead(502).end();
    if (backend === undefined) {
      fail();
      return;
    }
    const { method, headers, url } = incoming;
    const passed = request(`${backend.url}${url ?? ''}`, { method, headers, agent: backend.agent }, (answer) => {
      backend.served += 1;
      const { connection: _ofTheServer, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(outgoing);
    });
    passed.on('error', fail);
    incoming.pipe(passed);
  }
}

function look(backend: Backend): void {
  get(`${backend.url}/api/health/ready`, { agent: false }, (answer) => {
    backend.isReady = answer.statusCode === 200;
    answer.resume();
  }).on('error', () => (backend.isReady = false));
}
