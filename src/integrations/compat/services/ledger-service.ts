import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type NetworkProfile, Networks, Snapshots } from '../../../configuration';
import { type GuestIdentity, Guests } from '../../../identity';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { mayUse, networkOf, type Principal, type RequestContext } from '../../../security';
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
} from '../../../transactions';
import { MovePartnerPoints } from '../../partners/partners.commands';
import { Partners } from '../../partners/partners';
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

/** Why a transfer is not one that these calls make; PENDING: its two steps do not fit. */
type Unfit = 'ACCOUNTS' | 'UNIT' | 'PENDING';

/** An account as its id names it: a guest has the account of its points, the network that of adjustments, a partner its own. */
type Account =
  | { readonly kind: 'GUEST'; readonly guest: GuestIdentity }
  | { readonly kind: 'PARTNER'; readonly partnerId: string }
  | { readonly kind: 'ADJUSTMENT' | 'OTHER' };

interface Ends {
  readonly debit: Account;
  readonly credit: Account;
  readonly body: CreateTransferBody;
}

/** The transaction that a transfer became, and when. */
interface Moment {
  readonly id: string;
  readonly at: string;
}
/** The same of the journal; in milliseconds. */
interface JournalMoment {
  readonly id: string;
  readonly occurredAt: number;
}

/** Accounts, transfers and balances as the ledger service named them: no account is made, each belongs to a guest, the network or a partner. */
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
   * The account that stands for a customer, the network, or the partner whose key asks.
   * @throws ProblemError `not_found`, `guest_not_found`; `forbidden` for another account of a partner's key
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
    // A partner knows no balance of a guest but that of its own operations.
    if (partnerOf(principal) !== null) throw new ProblemError('not_found');
    if (account.kind === 'GUEST') return this.ofGuest(network, account.guest.id);
    if (account.kind === 'ADJUSTMENT') return this.ofNetwork(network);
    throw new ProblemError('not_found');
  }

  /**
   * Points by hand, at once or in two steps, a gift from guest to guest, or points of a partner.
   * @throws ProblemError `transfer_not_possible`, `partner_key_needed`, `limit_exceeded`, the act's own refusals
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
   * Points that a partner gives to a customer, or takes. Its limits and settlements count what its own keys did, so no
   * other key moves them. It takes points at once or not at all: a hold would be no receipt of its settlement.
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

  /** The first step of two. Only points that a customer has can be held, and only for the network. */
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

  /** The second step: what was held is posted, in whole or in part, or goes back. */
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

  /** Whether both are one guest by now, whichever was merged into the other. */
  private async isSamePerson(networkId: string, one: string, other: string): Promise<boolean> {
    if (one === other) return true;
    const survivor = await this.guests.findSurvivor(networkId, one);
    return survivor !== undefined && survivor === (await this.guests.findSurvivor(networkId, other));
  }

  private told(outcome: Outcome, { call, language }: RequestContext, network: NetworkProfile): Moment {
    const answer = respond(outcome, call, { network, language });
    // Only acts of people wait, and the route is open to keys alone.
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

  /** @throws ProblemError `not_found` for an id of another network, of nothing, and of what is none of a partner's business */
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

  /** @throws ProblemError `not_found` for a key of no partner */
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

/** The partner whose key asks; null: a key of the network. */
function partnerOf(principal: Principal): string | null {
  return principal.kind === 'key' && mayUse(principal, 'partner.act') ? principal.integrationId : null;
}

/** The key under which a transfer happens once, by the client's own id. */
function keyOf(id: string): string {
  return `ledger/transfers/${id}`;
}

/** A transfer that has happened. */
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
