import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Database } from 'loyalty-platform/platform/database/database';
import { parsedJson } from 'loyalty-platform/platform/http/parsed-json';
import { settings } from 'loyalty-platform/platform/settings/settings';
import { Logger } from 'loyalty-platform/platform/telemetry/logger';
import { z } from 'zod';
import { DEMO_NETWORKS } from './demo-networks';
import { IikoDouble } from './iiko-double.rules';

const HOST = '127.0.0.1';
/** The address of iiko ends with it, so that a double of somebody else on this machine is never taken for this one. */
const IIKO = '/demo-iiko';
const RECEIVER = '/demo-receiver';

const bodySchema = z.record(z.string(), z.unknown());

/** Addresses of the doubles; null where the settings let nobody enter an address of this machine. */
interface DoubleAddresses {
  readonly iiko: string | null;
  readonly receiver: string | null;
}

/**
 * Doubles of iikoCloud and of a receiver of webhooks, to which the demonstration's network is connected, at a port that only this machine
 * reaches. The connection to iiko remembers the port. A network without that connection has no doubles, so they cost nothing there.
 */
@Injectable()
export class DemoDoubles implements OnModuleInit, OnModuleDestroy {
  private server: Server | undefined;

  constructor(
    private readonly database: Database,
    private readonly host: HttpAdapterHost,
    private readonly log: Logger,
  ) {}

  /** A server opens the doubles when it listens. A command has no HTTP server; the one that fills the demonstration calls `open`. */
  onModuleInit(): void {
    const { httpAdapter } = this.host as { readonly httpAdapter?: HttpAdapterHost['httpAdapter'] };
    httpAdapter?.getInstance<FastifyInstance>().addHook('onListen', () => this.resumeQuietly());
  }

  onModuleDestroy(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** Like `resume`, but logs a failure: a server goes on without the doubles. */
  async resumeQuietly(): Promise<void> {
    await this.resume().catch((err: unknown) => {
      this.log.event('warn', 'the doubles of the demonstration do not answer', { err });
    });
  }

  /** Answers at the port that the connection to iiko names, if there is one. Another process of this installation may have it already. */
  async resume(): Promise<void> {
    if (settings.production || settings.demo === '0' || this.server !== undefined) return;
    const port = await this.findPort();
    if (port !== undefined) await this.listen(port);
  }

  /** Opens the doubles where they are, or at a free port. */
  async open(): Promise<DoubleAddresses> {
    await this.resume();
    const port = (await this.findPort()) ?? (await this.listen(0));
    const origin = `http://${HOST}:${String(port)}`;
    return {
      iiko: settings.tillSystemHosts.includes(HOST) ? origin + IIKO : null,
      receiver: settings.privateAddresses === 'off' ? null : origin + RECEIVER,
    };
  }

  private async findPort(): Promise<number | undefined> {
    const where = { code: DEMO_NETWORKS.find(({ isActedOut }) => isActedOut)?.network.code ?? '' };
    const network = await this.database.asPlatform((tx) => tx.prisma.network.findUnique({ where }));
    if (network === null) return undefined;
    const found = await this.database.inNetwork(network.id, (tx) =>
      tx.prisma.tillConnection.findFirst({
        where: { networkId: network.id, kind: 'IIKO', removedAt: null, baseUrl: { endsWith: IIKO } },
      }),
    );
    return found?.baseUrl == null ? undefined : Number(new URL(found.baseUrl).port);
  }

  private async listen(port: number): Promise<number> {
    const iiko = new IikoDouble();
    const server = createServer((request, response) => void answer(iiko, request, response));
    server.unref().listen(port, HOST);
    try {
      await once(server, 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      return port;
    }
    this.server = server;
    return (server.address() as AddressInfo).port;
  }
}

async function answer(iiko: IikoDouble, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const told = await text(request).catch(() => '');
  const [status, body] = request.url === RECEIVER ? [200, { received: true }] : answerOf(iiko, request, told);
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function answerOf(iiko: IikoDouble, { url = '', headers }: IncomingMessage, told: string): [number, object] {
  const body = bodySchema.safeParse(parsedJson(told)).data ?? {};
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  const home = settings.publicUrl ?? `http://localhost:${String(settings.port)}`;
  const answer = iiko.answer(url.replace('/api/1/', ''), body, { token, home });
  if (answer === null) return [401, { errorDescription: 'Login is not authorized' }];
  return answer === undefined ? [404, { errorDescription: 'There is no such call' }] : [200, answer];
}
