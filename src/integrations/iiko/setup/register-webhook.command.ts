import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Audit, type OnOne, UseCase } from '../../../security';
import { IikoFailure } from '../wire/iiko-client';
import { IikoDirectory } from '../wire/iiko-directory';
import type { RegisteredAnswer, RegisterWebhookBody } from './iiko-setup.dto';
import { IikoWorkQuery } from './iiko-work.query';
import { ProblemError } from '../../../platform/problems/problem';
import { Database } from '../../../platform/database/database';
import { endsWithinMs } from '../../../platform/spool/answer-time';
import { IIKO } from '../../connections/kinds/iiko.kind';
import { Connections } from '../../connections/connections';
import { IikoWebhooks } from './iiko-webhooks';

/** A person waits for the answer, so it may take longer than a call of a till. */
const PATIENCE_MS = 5_000;

/** Makes iiko send the webhooks of each organisation here. A repeated call changes nothing. */
export class RegisterWebhook extends UseCase<RegisteredAnswer, OnOne<RegisterWebhookBody>> {}

@CommandHandler(RegisterWebhook)
export class RegisterWebhookHandler implements ICommandHandler<RegisterWebhook> {
  constructor(
    private readonly work: IikoWorkQuery,
    private readonly directory: IikoDirectory,
    private readonly audit: Audit,
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly webhooks: IikoWebhooks,
  ) {}

  /** @throws ProblemError `not_found`; `invalid_body` for a secret other than the connection's; `unavailable`: iiko is away */
  async execute({ context, input: { id, body } }: RegisterWebhook): Promise<RegisteredAnswer> {
    const { networkId, author } = context;
    const connection = await this.work.getConnection(networkId, id);
    await this.requireToken(id, body.token);
    const address = new URL(IIKO.paths.webhook, body.address).href;
    const organizations: RegisteredAnswer['organizations'] = [];
    for (const organization of await this.directory.listOrganizations(connection).catch(asUnavailable)) {
      let failure: string | null = null;
      try {
        await this.webhooks.register(connection, organization.id, { address, token: body.token });
      } catch (error) {
        if (!(error instanceof IikoFailure)) throw error;
        failure = error.code;
      }
      organizations.push({ ...organization, failure });
    }
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.appendChange(tx, networkId, author, 'connection.webhook_registered', id, {}),
    );
    return { organizations };
  }

  private async requireToken(id: string, token: string): Promise<void> {
    const found = await this.connections
      .getByToken('IIKO', token, endsWithinMs(PATIENCE_MS))
      .catch((error: unknown) => {
        if (error instanceof ProblemError && error.code === 'not_found') return undefined;
        throw error;
      });
    if (found?.id === id) return;
    throw new ProblemError('invalid_body', {}, [{ path: 'token', code: 'not_valid', message: '' }]);
  }
}

function asUnavailable(error: unknown): never {
  if (error instanceof IikoFailure) throw new ProblemError('unavailable');
  throw error;
}
