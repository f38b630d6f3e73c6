import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { noteCutOff } from './cut-off-statements';
import { type Prisma, PrismaClient } from '../../generated/prisma/client';

/** Prisma's models within a transaction. Raw SQL and savepoints go through `Tx` instead. */
export type PrismaTransaction = Omit<Prisma.TransactionClient, `$${string}`>;

/** A Prisma Client lent to one connection, until `close`. */
export interface PrismaLoan {
  readonly prisma: PrismaTransaction;
  close(): Promise<void>;
}

type Adapter = Extract<ConstructorParameters<typeof PrismaClient>[0], { adapter: unknown }>['adapter'];
type AdapterTransaction = Awaited<ReturnType<Awaited<ReturnType<Adapter['connect']>>['startTransaction']>>;
type BorrowedConnection = Readonly<{ connection: pg.PoolClient; isBackground: boolean }>;
type OpenedTransaction = Readonly<{ prisma: Prisma.TransactionClient; close: () => Promise<void> }>;

/** No time limit of its own: the transaction on whose connection it runs has one. */
const NO_LIMITS = { maxWait: 60_000, timeout: 2 ** 31 - 1 };

/**
 * One Prisma Client for all transactions of the process. It opens no connection: it runs on the connection of
 * an open transaction, beside SQL by hand, and leaves `BEGIN`, the network and `COMMIT` to the code that opened it.
 */
export class PrismaLender {
  /** The connection of the transaction that Prisma is about to start. Only one starts at a time. */
  private handedOver: BorrowedConnection | undefined;
  private lastStart: Promise<unknown> = Promise.resolve();
  private readonly client = new PrismaClient({ adapter: this.adapter() });

  /** Prisma starts at its first use, so that a transaction without Prisma costs nothing more. */
  lend(connection: pg.PoolClient, isBackground: boolean): PrismaLoan {
    let opened: Promise<OpenedTransaction> | undefined;
    const prisma = modelsOf(async () => (await (opened ??= this.open({ connection, isBackground }))).prisma);
    return { prisma, close: async () => (await opened?.catch(() => undefined))?.close() };
  }

  async disconnect(): Promise<void> {
    await this.client.$disconnect();
  }

  /** Waits for the start before it, because Prisma's adapter is not told for which transaction it starts one. No start waits for a statement. */
  private open(borrowed: BorrowedConnection): Promise<OpenedTransaction> {
    const opened = this.lastStart.then(() => this.start(borrowed));
    this.lastStart = opened.catch(() => undefined);
    return opened;
  }

  private start(borrowed: BorrowedConnection): Promise<OpenedTransaction> {
    this.handedOver = borrowed;
    return new Promise((resolve, reject) => {
      const running: Promise<void> = this.client.$transaction(
        (prisma) =>
          new Promise<void>((end) => {
            const close = (): Promise<void> => {
              end();
              return running;
            };
            resolve({ prisma, close });
          }),
        NO_LIMITS,
      );
      running.catch(reject);
    });
  }

  private takeHandedOver(): BorrowedConnection {
    const borrowed = this.handedOver;
    this.handedOver = undefined;
    return borrowed ?? outside();
  }

  private adapter(): Adapter {
    const names = { provider: 'postgres', adapterName: 'borrowed-connection' } as const;
    return {
      ...names,
      connect: () =>
        Promise.resolve({
          ...names,
          queryRaw: outside,
          executeRaw: outside,
          executeScript: outside,
          dispose: () => Promise.resolve(),
          startTransaction: () => transactionOn(this.takeHandedOver()),
        }),
    };
  }
}

function outside(): never {
  throw new Error('Prisma Client was used outside a transaction');
}

/**
 * Prisma's adapter on this connection; "phantom" tells Prisma to send no COMMIT or ROLLBACK of its own. Prisma asks for
 * several relations of a row at once, and a connection takes one statement at a time, so that each waits for the one before.
 */
async function transactionOn({ connection, isBackground }: BorrowedConnection): Promise<AdapterTransaction> {
  const pool = new pg.Pool();
  let before: Promise<unknown> = Promise.resolve();
  const query = async (statement: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    const result = before.then(() => connection.query(statement, values));
    before = result.catch((error: unknown) => noteCutOff(statement.text, error, isBackground));
    return result;
  };
  Object.assign(pool, { query });
  const statements = await new PrismaPg(pool).connect();
  return {
    provider: statements.provider,
    adapterName: statements.adapterName,
    options: { usePhantomQuery: true },
    queryRaw: (query) => statements.queryRaw(query),
    executeRaw: (query) => statements.executeRaw(query),
    commit: () => Promise.resolve(),
    rollback: () => Promise.resolve(),
  };
}

/** `prisma.<model>.<operation>(…)` on a client that may still have to be opened. */
function modelsOf(open: () => Promise<object>): PrismaTransaction {
  type Operations = Record<string, (argument: unknown) => Promise<unknown>>;
  const operationsOf = (model: string): object =>
    new Proxy(
      {},
      {
        get: (_, operation: string) => async (argument: unknown) =>
          ((await open()) as Record<string, Operations>)[model]?.[operation]?.(argument),
      },
    );
  return new Proxy({} as PrismaTransaction, { get: (_, model: string) => operationsOf(model) });
}
