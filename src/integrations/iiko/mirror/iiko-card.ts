import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Connection } from '../../connections/connection';
import { IikoClient } from '../wire/iiko-client';

const TRANSACTIONS_A_PAGE = 100;
/** More pages than the movements of a guest's wallet between two readings can fill. */
const MAX_PAGES = 50;
const MOST_ENTRIES = 1_000;

const id = z.string().min(1).max(100);
const nothing = z.looseObject({});
const createdSchema = z.looseObject({ id });
const enrolledSchema = z.looseObject({ walletId: id });
const customerSchema = z.looseObject({
  id,
  cards: z
    .array(z.looseObject({ number: z.string().nullish() }))
    .max(MOST_ENTRIES)
    .nullish(),
  walletBalances: z
    .array(z.looseObject({ id, balance: z.number() }))
    .max(MOST_ENTRIES)
    .nullish(),
});
const transactionsSchema = z.looseObject({
  transactions: z.array(z.looseObject({ comment: z.string().nullish() })).max(MOST_ENTRIES),
  lastRevision: z.number().int(),
  lastTransactionId: z.string().nullish(),
});

/** A guest of iikoCard, with the wallet of one programme. */
export interface CardCustomer {
  readonly cardNumbers: readonly string[];
  /** Points in the wallet, according to iikoCard. */
  readonly balance: number;
}

/** Calls to iikoCard for one mirror. Each may throw `IikoFailure`. */
@Injectable()
export class IikoCard {
  constructor(private readonly client: IikoClient) {}

  /** The id of iikoCard's guest with this phone; creates the guest where iikoCard has none. */
  async putCustomer(
    connection: Connection<'IIKO'>,
    organizationId: string,
    { phone, name }: { readonly phone: string; readonly name: string | null },
  ): Promise<string> {
    const body = { phone, ...(name === null ? {} : { name }), organizationId };
    return (await this.call(connection, 'customer/create_or_update', body, createdSchema)).id;
  }

  /** Adds a guest to the programme, if not yet a member, and returns the id of the wallet. */
  async enrol(
    connection: Connection<'IIKO'>,
    body: { readonly customerId: string; readonly programId: string; readonly organizationId: string },
  ): Promise<string> {
    return (await this.call(connection, 'customer/program/add', body, enrolledSchema)).walletId;
  }

  async getCustomer(
    connection: Connection<'IIKO'>,
    organizationId: string,
    { customerId, walletId }: { readonly customerId: string; readonly walletId: string },
  ): Promise<CardCustomer> {
    const body = { type: 'id', id: customerId, organizationId };
    const customer = await this.call(connection, 'customer/info', body, customerSchema);
    return {
      cardNumbers: (customer.cards ?? []).flatMap(({ number }) => number ?? []),
      balance: customer.walletBalances?.find((wallet) => wallet.id === walletId)?.balance ?? 0,
    };
  }

  addCard(
    connection: Connection<'IIKO'>,
    body: {
      readonly customerId: string;
      readonly cardTrack: string;
      readonly cardNumber: string;
      readonly organizationId: string;
    },
  ): Promise<unknown> {
    return this.call(connection, 'customer/card/add', body, nothing);
  }

  changeCategory(
    connection: Connection<'IIKO'>,
    change: 'add' | 'remove',
    body: { readonly customerId: string; readonly categoryId: string; readonly organizationId: string },
  ): Promise<unknown> {
    return this.call(connection, `customer_category/${change}`, body, nothing);
  }

  /** Must not be repeated: a repeated call moves the points again. */
  movePoints(
    connection: Connection<'IIKO'>,
    points: number,
    body: {
      readonly customerId: string;
      readonly walletId: string;
      readonly comment: string;
      readonly organizationId: string;
    },
  ): Promise<unknown> {
    const path = points > 0 ? 'customer/wallet/topup' : 'customer/wallet/chargeoff';
    return this.call(connection, path, { ...body, sum: Math.abs(points) }, nothing);
  }

  /** Holds points; a repeated call with the same `transactionId` changes nothing. */
  hold(
    connection: Connection<'IIKO'>,
    body: {
      readonly transactionId: string;
      readonly customerId: string;
      readonly walletId: string;
      readonly sum: number;
      readonly comment: string;
      readonly organizationId: string;
    },
  ): Promise<unknown> {
    return this.call(connection, 'customer/wallet/hold', body, nothing);
  }

  cancelHold(
    connection: Connection<'IIKO'>,
    body: { readonly transactionId: string; readonly organizationId: string },
  ): Promise<unknown> {
    return this.call(connection, 'customer/wallet/cancel_hold', body, nothing);
  }

  /** Whether iikoCard's report of the guest has a transaction whose comment contains this mark. */
  async wasMoved(
    connection: Connection<'IIKO'>,
    {
      customerId,
      organizationId,
      mark,
    }: { readonly customerId: string; organizationId: string; readonly mark: string },
  ): Promise<boolean> {
    let revision = 0;
    let lastTransactionId: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const body = {
        customerId,
        revision,
        ...(lastTransactionId === undefined ? {} : { lastTransactionId }),
        pageSize: TRANSACTIONS_A_PAGE,
        organizationId,
      };
      const path = 'customer/transactions/by_revision';
      const report = await this.call(connection, path, body, transactionsSchema);
      if (report.transactions.some(({ comment }) => comment?.includes(mark) === true)) return true;
      if (report.transactions.length < TRANSACTIONS_A_PAGE) return false;
      revision = report.lastRevision;
      lastTransactionId = report.lastTransactionId ?? undefined;
    }
    throw new Error(`the report of a guest of iikoCard has more than ${String(MAX_PAGES)} pages`);
  }

  private call<T>(connection: Connection<'IIKO'>, path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    return this.client.call(connection, `loyalty/iiko/${path}`, body, schema);
  }
}
