import { Injectable } from '@nestjs/common';
import { Audit, type OnOne, UseCase } from '../../../security';
import type { Connection } from '../../connections/connection';
import { IikoFailure } from '../wire/iiko-client';
import { Products } from '../menu/products';
import { IikoDirectory } from '../wire/iiko-directory';
import type {
  DIRECTORY_LISTS,
  DirectoryAnswer,
  RegisteredAnswer,
  RegisterWebhookBody,
  WorkAnswer,
} from './iiko-setup.dto';
import { IikoWorkQuery } from './iiko-work.query';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import { requestJob } from '../../../platform/queue/request-job.sql';
import { nextNightOf } from '../reconciliation/reconciliation-time.rules';
import { RECONCILIATION_JOB } from '../reconciliation/reconciliation.job';
import { addReconciliations, makeDue } from '../reconciliation/reconciliations.sql';
import { Database } from '../../../platform/database/database';
import { endsWithinMs } from '../../../platform/spool/answer-time';
import { IIKO } from '../../connections/kinds/iiko.kind';
import { Connections } from '../../connections/connections';
import { IikoWebhooks } from './iiko-webhooks';
import { Handles } from '../../../platform/http/handlers-of';

/** Reads the lists of iiko that a connection is set up from, and keeps which menu category each product is in. */
export class ReadDirectory extends UseCase<DirectoryAnswer, { id: string }> {}

const EMPTY = { places: [], paymentTypes: [], orderTypes: [], categories: [], programs: [], guestCategories: [] };

/** Compares what iiko has with what came as soon as a worker is free. An order that came before changes nothing. */
export class ReconcileNow extends UseCase<WorkAnswer, { id: string }> {}

/** A person waits for the answer, so it may take longer than a call of a till. */
const PATIENCE_MS = 5_000;

/** Makes iiko send the webhooks of each organisation here. A repeated call changes nothing. */
export class RegisterWebhook extends UseCase<RegisteredAnswer, OnOne<RegisterWebhookBody>> {}

@Injectable()
export class SetupHandlers {
  constructor(
    private readonly work: IikoWorkQuery,
    private readonly directory: IikoDirectory,
    private readonly products: Products,
    private readonly keyed: KeyedCalls,
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly webhooks: IikoWebhooks,
  ) {}

  /** @throws ProblemError `not_found` */
  @Handles(ReadDirectory)
  async readDirectory({ context: { networkId }, input: { id } }: ReadDirectory): Promise<DirectoryAnswer> {
    const connection = await this.work.getConnection(networkId, id);
    const failures: DirectoryAnswer['failures'] = [];
    /** The API login may lack the right to one list; the others are useful without it. */
    const read = async <Entry>(
      list: (typeof DIRECTORY_LISTS)[number],
      work: () => Promise<Entry[]>,
    ): Promise<Entry[]> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof IikoFailure)) throw error;
        failures.push({ list, code: error.code });
        return [];
      }
    };
    const organizations = await read('organizations', () => this.directory.listOrganizations(connection));
    const ids = organizations.map((organization) => organization.id);
    if (ids.length === 0) return { ...EMPTY, failures };
    const [first = ''] = ids;
    const cardOf = connection.options.mirror?.organizationId ?? first;
    return {
      places: await read('places', () => this.directory.listPlaces(connection, organizations)),
      paymentTypes: await read('payment_types', () => this.directory.listPaymentTypes(connection, ids)),
      orderTypes: await read('order_types', () => this.directory.listOrderTypes(connection, ids)),
      categories: await read('menu', () => this.readMenu(connection, ids)),
      programs: await read('programs', async () =>
        (await this.directory.listPrograms(connection, cardOf))
          .filter(({ walletId }) => walletId !== null)
          .map(({ id: programId, name }) => ({ id: programId, name })),
      ),
      guestCategories: await read('guest_categories', () => this.directory.listGuestCategories(connection, cardOf)),
      failures,
    };
  }

  /** @throws ProblemError `not_found`, also for a connection without an API login */
  @Handles(ReconcileNow)
  async reconcileNow({ context, input: { id } }: ReconcileNow): Promise<WorkAnswer> {
    const { networkId, call, author } = context;
    const connection = await this.work.getConnection(networkId, id);
    const { timeZone } = await this.networks.getProfile(networkId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await addReconciliations(tx, networkId, nextNightOf(this.clock.now().getTime(), timeZone, networkId));
      if (!(await makeDue(tx, networkId, id))) throw new ProblemError('not_found');
      await requestJob(tx, RECONCILIATION_JOB, networkId);
      await this.audit.appendChange(tx, networkId, author, 'connection.reconciled', id, {});
      return this.work.read(tx, connection);
    });
  }

  /** @throws ProblemError `not_found`; `invalid_body` for a secret other than the connection's; `unavailable`: iiko is away */
  @Handles(RegisterWebhook)
  async registerWebhook({ context, input: { id, body } }: RegisterWebhook): Promise<RegisteredAnswer> {
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

  private async readMenu(connection: Connection<'IIKO'>, organizationIds: readonly string[]) {
    for (const organizationId of organizationIds) await this.products.update(connection, organizationId, 0);
    return this.products.listCategories(connection);
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
