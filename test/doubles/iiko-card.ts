import { randomUUID } from 'node:crypto';
import { type Answer, type Body, failure, success, textOf } from './iiko-answers';

interface Movement {
  readonly id: string;
  readonly typeName: string;
  readonly sum: number;
  readonly comment: string | null;
  readonly balanceBefore: number;
  readonly balanceAfter: number;
  readonly revision: number;
}

/** A guest of iikoCard. */
interface Customer {
  readonly id: string;
  readonly phone: string;
  name: string | null;
  isMember: boolean;
  balance: number;
  readonly cards: { readonly id: string; readonly track: string; readonly number: string }[];
  readonly categories: Set<string>;
  readonly holds: Map<string, number>;
  readonly movements: Movement[];
}

/** The guests and wallets of iikoCard. */
export abstract class IikoCard {
  readonly programId = 'd4e2b8c3-7b62-4c1d-8e48-3a9f6b7c6666';
  readonly walletId = 'e5f3c9d4-8c73-4d2e-9f59-4b0a7c8d7777';
  readonly categoryId = 'f6a4d0e5-9d84-4e3f-8a60-5c1b8d9e8888';
  /** Counts the changes of orders and of wallets. */
  protected revision = 1;
  private readonly customers = new Map<string, Customer>();

  /** Finds the guest with this phone; creates one, as a till does, when iikoCard has none. */
  customer(phone: string): {
    readonly balance: number;
    readonly cards: readonly string[];
    readonly categories: readonly string[];
    readonly held: number;
    readonly movements: number;
  } {
    const { balance, cards, categories, holds, movements } = this.putCustomer(phone);
    return {
      balance,
      cards: cards.map(({ number }) => number),
      categories: [...categories],
      held: [...holds.values()].reduce((sum, points) => sum + points, 0),
      movements: movements.length,
    };
  }

  /** The till of iiko itself moves points of a guest. */
  moveAtTill(phone: string, sum: number): void {
    this.move(this.putCustomer(phone), sum, 'PayFromWallet', null);
  }

  protected answerCard(path: string, body: Body): Answer {
    const call = path.slice('/api/1/loyalty/iiko/'.length);
    if (call === 'program')
      return success({
        Programs: [
          { id: this.programId, name: 'Баллы', programType: 1, isActive: true, walletId: this.walletId },
          { id: randomUUID(), name: 'Скидки', programType: 3, isActive: true, walletId: null },
        ],
      });
    if (call === 'customer_category')
      return success({
        guestCategories: [{ id: this.categoryId, name: 'Золото', isActive: true, isDefaultForNewGuests: false }],
      });
    if (call === 'customer/create_or_update') {
      const phone = textOf(body['phone']);
      if (!/^\+\d{8,}$/.test(phone)) return failure(400, 'InvalidPhone');
      const customer = this.putCustomer(phone);
      if (body['name'] !== undefined) customer.name = textOf(body['name']);
      return success({ id: customer.id });
    }
    const byHold = [...this.customers.values()].find(({ holds }) => holds.has(String(body['transactionId'])));
    if (call === 'customer/wallet/cancel_hold') {
      if (byHold === undefined) return failure(400, 'no such hold');
      byHold.holds.delete(String(body['transactionId']));
      return success({});
    }
    const id = call === 'customer/info' ? body['id'] : body['customerId'];
    const customer = [...this.customers.values()].find((one) => one.id === id);
    return customer === undefined ? failure(400, 'no such customer') : this.answerCustomer(call, customer, body);
  }

  private answerCustomer(call: string, customer: Customer, body: Body): Answer {
    const sum = Number(body['sum']);
    if (call.startsWith('customer/wallet/')) {
      if (!customer.isMember || body['walletId'] !== this.walletId) return failure(400, 'no such wallet');
      if (!(sum > 0)) return failure(400, 'the sum is not above zero');
    }
    const comment = typeof body['comment'] === 'string' ? body['comment'] : null;
    switch (call) {
      case 'customer/info':
        return success({
          id: customer.id,
          name: customer.name,
          phone: customer.phone,
          cards: customer.cards,
          categories: [...customer.categories].map((id) => ({ id, name: '', isActive: true })),
          walletBalances: customer.isMember
            ? [{ id: this.walletId, name: 'Баллы', type: 1, balance: customer.balance }]
            : [],
        });
      case 'customer/program/add':
        customer.isMember = true;
        return success({ userWalletId: randomUUID(), walletId: this.walletId });
      case 'customer/card/add':
        customer.cards.push({ id: randomUUID(), track: String(body['cardTrack']), number: String(body['cardNumber']) });
        return success({});
      case 'customer_category/add':
        customer.categories.add(String(body['categoryId']));
        return success({});
      case 'customer_category/remove':
        customer.categories.delete(String(body['categoryId']));
        return success({});
      case 'customer/wallet/topup':
        this.move(customer, sum, 'RefillWallet', comment);
        return success({});
      case 'customer/wallet/chargeoff':
        if (sum > customer.balance) return failure(400, 'not enough on the wallet');
        this.move(customer, -sum, 'PayFromWallet', comment);
        return success({});
      case 'customer/wallet/hold': {
        const transactionId = typeof body['transactionId'] === 'string' ? body['transactionId'] : randomUUID();
        customer.holds.set(transactionId, customer.holds.get(transactionId) ?? sum);
        return success({ transactionId });
      }
      case 'customer/transactions/by_revision': {
        const [revision, pageSize] = [Number(body['revision']), Number(body['pageSize'])];
        const transactions = customer.movements.filter((one) => one.revision > revision).slice(0, pageSize);
        const last = transactions.at(-1);
        return success({
          transactions,
          lastRevision: last?.revision ?? revision,
          lastTransactionId: last?.id ?? null,
          pageSize,
        });
      }
      default:
        return failure(404, `no such call: ${call}`);
    }
  }

  private putCustomer(phone: string): Customer {
    const known = this.customers.get(phone);
    if (known !== undefined) return known;
    const made: Customer = {
      id: randomUUID(),
      phone,
      name: null,
      isMember: false,
      balance: 0,
      cards: [],
      categories: new Set(),
      holds: new Map(),
      movements: [],
    };
    this.customers.set(phone, made);
    return made;
  }

  private move(customer: Customer, sum: number, typeName: string, comment: string | null): void {
    const balanceBefore = customer.balance;
    customer.balance += sum;
    this.revision += 1;
    const { balance: balanceAfter } = customer;
    const { revision } = this;
    customer.movements.push({ id: randomUUID(), typeName, sum, comment, balanceBefore, balanceAfter, revision });
  }
}
