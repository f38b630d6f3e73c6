import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type NetworkProfile, Networks, Snapshots } from 'loyalty-platform/configuration';
import { type GuestIdentity, Guests } from 'loyalty-platform/identity';
import { MovePartnerPoints, Partners, requireOwnCode } from 'loyalty-platform/integrations';
import { Database } from 'loyalty-platform/platform/database/database';
import { ProblemError } from 'loyalty-platform/platform/problems/problem';
import { mayUse, networkOf, type Principal, type RequestContext } from 'loyalty-platform/security';
import {
  AccountsQuery,
  ActIntake,
  GivePoints,
  LedgerBalances,
  ManualActs,
  type ManualBody,
  type Outcome,
  ReservedPoints,
  respond,
  actOfCall,
} from 'loyalty-platform/transactions';
import type {
  CreateAccountBody,
  CreateTransferBody,
  CustomerBalance,
  LedgerAccount,
  LedgerTransfer,
} from './ledger-service.dto';

/** The kind of the ledger account on the other side of manual credits and debits. */
const ADJUSTMENT = 'NETWORK_ADJUSTMENT';
/** The reason code of points that the service moves; the service's own words become the comment. */
const REASON_CODE = 'OTHER';

/** A balance lists no expiry dates of points. */
const NO_ENDS = 0;

/** Why a transfer is not possible here; PENDING: its second step does not fit the first. */
type Unfit = 'ACCOUNTS' | 'UNIT' | 'PENDING';

/** The account behind an id: a guest's points, the network's adjustments, or a partner's points. */
type Account =
  | { readonly kind: 'GUEST'; readonly guest: GuestIdentity }
  | { readonly kind: 'PARTNER'; readonly partnerId: string }
  | { readonly kind: 'ADJUSTMENT' | 'OTHER' };

interface Ends {
  readonly debit: Account;
  readonly credit: Account;
  readonly body: CreateTransferBody;
}

/** The transaction that a transfer became, and its time. */
interface Moment {
  readonly id: string;
  readonly at: string;
}
/** Like `Moment`, as the journal has it, with the time in milliseconds. */
interface JournalMoment {
  readonly id: string;
  readonly occurredAt: number;
}

/** The accounts, transfers and balances of the ledger service. It creates no accounts: each account belongs to a guest, the network or a partner. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly guests: Guests,
    private readonly balances: LedgerBalances,
    private readonly accounts: AccountsQuery,
    private readonly partners: Partners,
    private readonly intake: ActIntake,
    private readonly manual: ManualActs,
    private readonly reserved: ReservedPoints,
    private readonly commands: CommandBus,
  ) {}

  /**
   * The account of a customer, of the network, or of the partner whose key is used.
   * @throws ProblemError `not_found`, `guest_not_found`; `forbidden` for an account that does not belong to the partner of the key
   */
  async open(
    principal: Principal,
    { org_id: networkCode, customer_id: customerId, type }: CreateAccountBody,
  ): Promise<LedgerAccount> {
    const network = await this.networks.getProfile(networkOf(principal));
    requireOwnCode(network, networkCode);
    const own = partnerOf(principal);
    if (type === 'partner') {
      if (own === null) throw new ProblemError('not_found');
      return this.ofPartner(network, own);
    }
    if (own !== null) throw new ProblemError('forbidden');
    if (customerId == null) return this.ofNetwork(network);
    return this.ofGuest(network, await this.guests.getIdByReference(principal, customerId));
  }

  /** @throws ProblemError `not_found` */
  async get(principal: Principal, id: string): Promise<LedgerAccount> {
    const network = await this.networks.getProfile(networkOf(principal));
    const account = await this.resolve(principal, network.id, id);
    if (account.kind === 'PARTNER') return this.ofPartner(network, account.partnerId);
    // A partner may not read a guest's balance; it sees only the results of its own transfers.
    if (partnerOf(principal) !== null) throw new ProblemError('not_found');
    if (account.kind === 'GUEST') return this.ofGuest(network, account.guest.id);
    if (account.kind === 'ADJUSTMENT') return this.ofNetwork(network);
    throw new ProblemError('not_found');
  }

  /**
   * Transfers points: a manual credit or debit at once or in two steps, a gift between guests, or points of a partner.
   * @throws ProblemError `transfer_not_possible`, `partner_key_needed`, `limit_exceeded`, and refusals of the act
   */
  async transfer(given: RequestContext, body: CreateTransferBody): Promise<LedgerTransfer> {
    const context = given.namedBy(keyOf(body.id));
    const network = await this.networks.getProfile(context.networkId);
    const [debit, credit] = [
      await this.resolve(context.principal, network.id, body.debit_account_id),
      await this.resolve(context.principal, network.id, body.credit_account_id),
    ];
    if (body.unit !== 'points') throw unfit('UNIT');
    if (partnerOf(context.principal) !== null || debit.kind === 'PARTNER' || credit.kind === 'PARTNER')
      return this.moveOfPartner(context, { debit, credit, body });
    if (body.pending === true) return this.begin(context, network, { debit, credit, body });
    if (body.pending_id != null) return this.finish(context, network, { debit, credit, body }, body.pending_id);
    const outcome = await this.move(context, network, { debit, credit, body });
    return answerOf(body, this.told(outcome, context, network));
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

  /**
   * Points that a partner gives to a customer, or takes. Only the partner's own keys may move them, because its limits and settlements count these
   * acts. Always in one step: a hold would have no receipt for the settlement.
   */
  private async moveOfPartner(context: RequestContext, { debit, credit, body }: Ends): Promise<LedgerTransfer> {
    const gives = debit.kind === 'PARTNER';
    const [partner, other] = gives ? [debit, credit] : [credit, debit];
    if (partner.kind !== 'PARTNER' || other.kind !== 'GUEST') throw unfit('ACCOUNTS');
    if (partnerOf(context.principal) === null) throw new ProblemError('partner_key_needed');
    if (body.pending === true || body.pending_id != null) throw unfit('PENDING');
    const moved = await this.commands.execute(
      new MovePartnerPoints(context, {
        direction: gives ? 'CREDIT' : 'DEBIT',
        body: {
          guestId: other.guest.id,
          points: body.amount,
          reference: body.id,
          receiptNumber: body.reference ?? null,
        },
      }),
    );
    return answerOf(body, { id: moved.id, at: moved.recordedAt });
  }

  /** The first step: holds points of a customer. Only points that the customer has can be held, and only for the network. */
  private async begin(
    context: RequestContext,
    network: NetworkProfile,
    { debit, credit, body }: Ends,
  ): Promise<LedgerTransfer> {
    if (debit.kind === 'OTHER' || credit.kind === 'OTHER') throw unfit('ACCOUNTS');
    if (debit.kind !== 'GUEST' || credit.kind !== 'ADJUSTMENT') throw unfit('PENDING');
    const { row, expiresAt } = await this.reserved.reserve(context, network, {
      guestId: debit.guest.id,
      points: body.amount,
      seconds: body.timeout ?? null,
      comment: body.reference ?? null,
    });
    return {
      ...answerOf(body, momentOf(row)),
      pending: true,
      expires_at: new Date(expiresAt).toISOString(),
    };
  }

  /** The second step: posts the held points, wholly or in part, or releases them. */
  private async finish(
    context: RequestContext,
    network: NetworkProfile,
    { debit, credit, body }: Ends,
    pendingId: string,
  ): Promise<LedgerTransfer> {
    const pending = await this.reserved.get(context, keyOf(pendingId), pendingId);
    const { guestId } = pending;
    if (guestId === null || debit.kind !== 'GUEST' || credit.kind !== 'ADJUSTMENT') throw unfit('PENDING');
    if (!(await this.isSamePerson(network.id, debit.guest.id, guestId))) throw unfit('PENDING');
    if (body.void_pending_transfer === true) {
      if (body.amount !== pending.pointsRedeemed) throw unfit('PENDING');
      return answerOf(body, momentOf(await this.reserved.release(context, pending)));
    }
    const outcome = await this.byHand(context, network, { guestId, direction: 'DEBIT', body, holdId: pending.id });
    return answerOf(body, this.told(outcome, context, network));
  }

  /** Whether two guest ids now mean the same guest, because one was merged into the other. */
  private async isSamePerson(networkId: string, one: string, other: string): Promise<boolean> {
    if (one === other) return true;
    const survivor = await this.guests.findSurvivor(networkId, one);
    return survivor !== undefined && survivor === (await this.guests.findSurvivor(networkId, other));
  }

  private told(outcome: Outcome, { call, language }: RequestContext, network: NetworkProfile): Moment {
    const answer = respond(outcome, call, { network, language });
    // Only an act of a person can wait for approval, and this route is open to API keys alone.
    if (!('trace' in answer)) throw new Error('a transfer of a key was set aside');
    return { id: answer.id, at: answer.occurredAt };
  }

  private move(context: RequestContext, network: NetworkProfile, { debit, credit, body }: Ends): Promise<Outcome> {
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
      holdId,
    }: {
      readonly guestId: string;
      readonly direction: ManualBody['direction'];
      readonly body: CreateTransferBody;
      readonly holdId?: string;
    },
  ): Promise<Outcome> {
    const act = await this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body: {
        kind: 'MANUAL',
        direction,
        points: body.amount,
        reasonCode: REASON_CODE,
        comment: body.reference ?? null,
        expiryId: null,
        holdId,
      },
    });
    return this.manual.post(act, principal, network, origin);
  }

  /** @throws ProblemError `not_found` for an id that does not exist, is of another network, or does not concern the partner of the key */
  private async resolve(principal: Principal, networkId: string, id: string): Promise<Account> {
    const own = partnerOf(principal);
    if (id === networkId && own === null) return { kind: 'ADJUSTMENT' };
    const guest = await this.guests.findById(networkId, id);
    if (guest !== undefined) return { kind: 'GUEST', guest };
    const isPartner = own === null || own === id;
    if (isPartner && (await this.partners.find(networkId, id)) !== undefined) return { kind: 'PARTNER', partnerId: id };
    if (own === null && (await this.snapshots.current(networkId)).restaurantIds.has(id)) return { kind: 'OTHER' };
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

  /** @throws ProblemError `not_found` for a key without a partner */
  private async ofPartner(network: NetworkProfile, partnerId: string): Promise<LedgerAccount> {
    const { createdAt } = await this.partners.get(network.id, partnerId);
    return {
      id: partnerId,
      org_id: network.code,
      customer_id: null,
      type: 'partner',
      unit: 'points',
      balance: await this.partners.balanceOf(network.id, partnerId),
      pending: 0,
      held: 0,
      created_at: createdAt.toISOString(),
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

/** The partner to which the caller's key belongs; null: the key is the network's own. */
function partnerOf(principal: Principal): string | null {
  return principal.kind === 'key' && mayUse(principal, 'partner.act') ? principal.integrationId : null;
}

/** The idempotency key of a transfer, made from the client's id. */
function keyOf(id: string): string {
  return `ledger/transfers/${id}`;
}

/** The answer for a transfer that was made. */
function answerOf(body: CreateTransferBody, { id, at }: Moment): LedgerTransfer {
  return {
    id: body.id,
    debit_account_id: body.debit_account_id,
    credit_account_id: body.credit_account_id,
    amount: body.amount,
    unit: 'points',
    pending: false,
    pending_id: body.pending_id ?? null,
    expires_at: null,
    reference: body.reference ?? null,
    transaction_id: id,
    created_at: at,
  };
}

function momentOf({ id, occurredAt }: JournalMoment): Moment {
  return { id, at: new Date(occurredAt).toISOString() };
}

function unfit(reason: Unfit): ProblemError {
  return new ProblemError('transfer_not_possible', { reason });
}
