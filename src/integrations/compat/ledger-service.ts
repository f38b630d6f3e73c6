import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type NetworkProfile, Networks, Snapshots } from '../../configuration';
import { type GuestIdentity, Guests } from '../../identity';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, type Principal, type RequestContext } from '../../security';
import {
  AccountsQuery,
  ActIntake,
  actKeyOf,
  GivePoints,
  LedgerBalances,
  ManualActs,
  type ManualBody,
  NO_RECEIPT,
  type Outcome,
  respond,
} from '../../transactions';
import type {
  CreateAccountBody,
  CreateTransferBody,
  CustomerBalance,
  LedgerAccount,
  LedgerTransfer,
} from './ledger-service.dto';
import { requireOwnCode } from './own-network';

/** The kind of the account in the ledger that points by hand come from and go to. */
const ADJUSTMENT = 'NETWORK_ADJUSTMENT';
/** The reason code of points that the service moves; its words stand beside it as the comment. */
const REASON_CODE = 'OTHER';

/** Ends of points that a balance names. */
const NO_ENDS = 0;

/** Why a transfer is not one that these calls make. */
type Unfit = 'ACCOUNTS' | 'UNIT' | 'PENDING';

/** An account as its id names it: a guest has the account of its points, the network that of adjustments. */
type Account = { readonly kind: 'GUEST'; readonly guest: GuestIdentity } | { readonly kind: 'ADJUSTMENT' | 'OTHER' };

/** Accounts, transfers and balances as the ledger service named them: no account is made, each belongs to a guest or the network. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly guests: Guests,
    private readonly balances: LedgerBalances,
    private readonly accounts: AccountsQuery,
    private readonly intake: ActIntake,
    private readonly manual: ManualActs,
    private readonly commands: CommandBus,
  ) {}

  /** The account that stands for a customer or the network. @throws ProblemError `not_found`, `guest_not_found` */
  async open(
    principal: Principal,
    { org_id: networkCode, customer_id: customerId }: CreateAccountBody,
  ): Promise<LedgerAccount> {
    const network = await this.networks.getProfile(networkOf(principal));
    requireOwnCode(network, networkCode);
    if (customerId == null) return this.ofNetwork(network);
    return this.ofGuest(network, await this.guests.getIdByReference(principal, customerId));
  }

  /** @throws ProblemError `not_found` */
  async get(principal: Principal, id: string): Promise<LedgerAccount> {
    const network = await this.networks.getProfile(networkOf(principal));
    const account = await this.resolve(network.id, id);
    if (account.kind === 'GUEST') return this.ofGuest(network, account.guest.id);
    if (account.kind === 'ADJUSTMENT') return this.ofNetwork(network);
    throw new ProblemError('not_found');
  }

  /** Points by hand, or a gift from guest to guest. @throws ProblemError `transfer_not_possible`, `limit_exceeded`, the act's own refusals */
  async transfer(given: RequestContext, body: CreateTransferBody): Promise<LedgerTransfer> {
    const context = given.keyedBy(`ledger/transfers/${body.id}`);
    const network = await this.networks.getProfile(context.networkId);
    const [debit, credit] = [
      await this.resolve(network.id, body.debit_account_id),
      await this.resolve(network.id, body.credit_account_id),
    ];
    if (body.unit !== 'points') throw unfit('UNIT');
    if (body.pending === true) throw unfit('PENDING');
    const outcome = await this.move(context, network, { debit, credit, body });
    const answer = respond(outcome, context.call, { network, language: context.language });
    // Only acts of people wait, and the route is open to keys alone.
    if (!('trace' in answer)) throw new Error('a transfer of a key was set aside');
    return {
      id: body.id,
      debit_account_id: body.debit_account_id,
      credit_account_id: body.credit_account_id,
      amount: body.amount,
      unit: 'points',
      pending: false,
      reference: body.reference ?? null,
      transaction_id: answer.id,
      created_at: answer.occurredAt,
    };
  }

  /** @throws ProblemError `guest_not_found`; `invalid_query` for a unit that the network does not have */
  async balanceOf(
    { principal, networkId, language }: RequestContext,
    { customer_id, unit }: { readonly customer_id: string; readonly unit: string },
  ): Promise<CustomerBalance> {
    const guestId = await this.guests.getIdByReference(principal, customer_id);
    const found = await this.balances.findWithExpiring(
      this.database.readsOf(networkId),
      networkId,
      guestId,
      NO_ENDS,
      language,
    );
    if (found === undefined) throw new ProblemError('guest_not_found');
    const { available, pending, held } = found.balance;
    if (unit === 'points') return { customer_id, unit, balance: available, pending, held };
    const cards = unit === 'stamps' ? found.stamps : found.stamps.filter(({ cardId }) => cardId === unit);
    if (unit !== 'stamps' && cards.length === 0)
      throw new ProblemError('invalid_query', {}, [{ path: 'unit', code: 'not_valid', message: '' }]);
    const balance = cards.reduce((sum, { collected }) => sum + collected, 0);
    return { customer_id, unit, balance, pending: 0, held: 0 };
  }

  private move(
    context: RequestContext,
    network: NetworkProfile,
    { debit, credit, body }: { readonly debit: Account; readonly credit: Account; readonly body: CreateTransferBody },
  ): Promise<Outcome> {
    const comment = body.reference ?? null;
    if (debit.kind === 'GUEST' && credit.kind === 'GUEST') {
      const gift = { toGuestId: credit.guest.id, points: body.amount, comment };
      return this.commands.execute(new GivePoints(context, { guestId: debit.guest.id, body: gift }));
    }
    if (debit.kind === 'ADJUSTMENT' && credit.kind === 'GUEST')
      return this.byHand(context, network, { guestId: credit.guest.id, direction: 'CREDIT', body });
    if (debit.kind === 'GUEST' && credit.kind === 'ADJUSTMENT')
      return this.byHand(context, network, { guestId: debit.guest.id, direction: 'DEBIT', body });
    throw unfit('ACCOUNTS');
  }

  private async byHand(
    { principal, call, origin }: RequestContext,
    network: NetworkProfile,
    {
      guestId,
      direction,
      body,
    }: { readonly guestId: string; readonly direction: ManualBody['direction']; readonly body: CreateTransferBody },
  ): Promise<Outcome> {
    const act = await this.intake.place({
      principal,
      guestId,
      body: {
        kind: 'MANUAL',
        direction,
        points: body.amount,
        reasonCode: REASON_CODE,
        comment: body.reference ?? null,
        expiryId: null,
      },
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
    });
    return this.manual.post(act, principal, network, origin);
  }

  /** @throws ProblemError `not_found` for an id of another network, or of nothing */
  private async resolve(networkId: string, id: string): Promise<Account> {
    if (id === networkId) return { kind: 'ADJUSTMENT' };
    const guest = await this.guests.findById(networkId, id);
    if (guest !== undefined) return { kind: 'GUEST', guest };
    if ((await this.snapshots.current(networkId)).restaurantIds.has(id)) return { kind: 'OTHER' };
    throw new ProblemError('not_found');
  }

  private async ofGuest(network: NetworkProfile, guestId: string): Promise<LedgerAccount> {
    const guest = await this.guests.findById(network.id, guestId);
    const statuses = await this.balances.listStatuses(this.database.readsOf(network.id), network.id, [guestId]);
    const status = statuses.get(guestId);
    if (guest === undefined || status === undefined) throw new ProblemError('guest_not_found');
    return {
      id: guest.id,
      org_id: network.code,
      customer_id: guest.externalId ?? guest.id,
      type: 'points',
      unit: 'points',
      balance: status.balance.available,
      pending: status.balance.pending,
      held: status.balance.held,
      created_at: guest.createdAt.toISOString(),
    };
  }

  private async ofNetwork(network: NetworkProfile): Promise<LedgerAccount> {
    const { items } = await this.accounts.accountsOf(network.id);
    const own = items.find(({ kind, unit }) => kind === ADJUSTMENT && unit === null);
    return {
      id: network.id,
      org_id: network.code,
      customer_id: null,
      type: 'adjustment',
      unit: 'points',
      balance: own?.balance ?? 0,
      pending: 0,
      held: 0,
      created_at: network.createdAt.toISOString(),
    };
  }
}

function unfit(reason: Unfit): ProblemError {
  return new ProblemError('transfer_not_possible', { reason });
}
