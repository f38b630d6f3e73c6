import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProblemError } from '../../platform/problems/problem';
import { endsWithinMs } from '../../platform/spool/answer-time';
import type { Connection } from '../connections/connection';
import type { ConnectionTest } from '../connections/connection.dto';
import { IIKO } from '../connections/kinds/iiko.kind';
import { ConnectionTests } from '../connections/connection-tests';
import { Connections, isOfKind } from '../connections/connections';
import { IikoClient, IikoFailure } from './wire/iiko-client';
import { IikoDirectory } from './wire/iiko-directory';
import { IikoWebhooks } from './setup/iiko-webhooks';

/** A person waits for the test, so it may take longer than a call of a till. */
const PATIENCE_MS = 5_000;

type Check = ConnectionTest['checks'][number];

/** Tests a connection: its API login, what the login may read, and where iiko sends webhooks. */
@Injectable()
export class IikoTest implements OnModuleInit {
  constructor(
    private readonly tests: ConnectionTests,
    private readonly connections: Connections,
    private readonly client: IikoClient,
    private readonly directory: IikoDirectory,
    private readonly webhooks: IikoWebhooks,
  ) {}

  onModuleInit(): void {
    this.tests.register('IIKO', (connection) => this.run(connection));
  }

  private async run(connection: Connection): Promise<ConnectionTest> {
    if (!isOfKind(connection, 'IIKO')) throw new Error('a connection of another till system came to iiko');
    const checks: Check[] = [];
    const places: ConnectionTest['places'] = [];
    try {
      await this.client.checkLogin(connection);
      checks.push({ code: 'api_login', ok: true, detail: null });
      const organizations = await this.directory.listOrganizations(connection);
      checks.push({ code: 'organizations', ok: organizations.length > 0, detail: String(organizations.length) });
      places.push(...(await this.directory.listPlaces(connection, organizations)));
      for (const { id, name } of organizations) checks.push(await this.checkWebhook(connection, id, name));
    } catch (error) {
      if (!(error instanceof IikoFailure)) throw error;
      const { code, correlationId } = error;
      checks.push({
        code: CHECK_OF[checks.length] ?? 'webhook',
        ok: false,
        detail: [code, correlationId ?? ''].join(' ').trim(),
      });
    }
    return { checks, places };
  }

  private async checkWebhook(connection: Connection<'IIKO'>, organizationId: string, name: string): Promise<Check> {
    const { webHooksUri, authToken } = await this.webhooks.get(connection, organizationId);
    const isHere = webHooksUri?.endsWith(IIKO.paths.webhook) === true;
    const isOurs = isHere && (await this.isTokenOf(connection, authToken ?? ''));
    const detail = isOurs ? name : `${name}: ${isHere ? 'another_token' : 'not_set'}`;
    return { code: 'webhook', ok: isOurs, detail };
  }

  private async isTokenOf({ id }: Connection, token: string): Promise<boolean> {
    try {
      return (await this.connections.getByToken('IIKO', token, endsWithinMs(PATIENCE_MS))).id === id;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'not_found') return false;
      throw error;
    }
  }
}

/** The check that failed, by how many checks had succeeded before it. */
const CHECK_OF = ['api_login', 'organizations'];
