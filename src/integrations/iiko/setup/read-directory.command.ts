import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { Connection } from '../../connections/connection';
import { IikoFailure } from '../wire/iiko-client';
import { Products } from '../menu/products';
import { IikoDirectory } from '../wire/iiko-directory';
import type { DIRECTORY_LISTS, DirectoryAnswer } from './iiko-setup.dto';
import { IikoWorkQuery } from './iiko-work.query';

/** Reads the lists of iiko that a connection is set up from, and keeps which menu category each product is in. */
export class ReadDirectory extends UseCase<DirectoryAnswer, { id: string }> {}

const EMPTY = { places: [], paymentTypes: [], orderTypes: [], categories: [], programs: [], guestCategories: [] };

@CommandHandler(ReadDirectory)
export class ReadDirectoryHandler implements ICommandHandler<ReadDirectory> {
  constructor(
    private readonly work: IikoWorkQuery,
    private readonly directory: IikoDirectory,
    private readonly products: Products,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context: { networkId }, input: { id } }: ReadDirectory): Promise<DirectoryAnswer> {
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

  private async readMenu(connection: Connection<'IIKO'>, organizationIds: readonly string[]) {
    for (const organizationId of organizationIds) await this.products.update(connection, organizationId, 0);
    return this.products.listCategories(connection);
  }
}
