import { Body, Query } from '@nestjs/common';
import { Id } from 'loyalty-platform/platform/http/id.decorator';
import type { z } from 'zod';
import {
  Context,
  CurrentPrincipal,
  KeyedContext,
  OnlyReads,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from 'loyalty-platform/security';
import { LedgerService } from './ledger-service';
import * as dto from './ledger-service.dto';

/** The ledger service's calls, in its own shapes. */
@Routes('/', 'Taken over: ledger')
export class LedgerServiceController {
  constructor(private readonly service: LedgerService) {}

  @Route('POST accounts', {
    id: 'createAccount',
    permission: ['ledger.read', 'partner.read'],
    summary: 'Get the account of a customer, network or partner',
    description:
      'Every customer has an account of points from the beginning, the network one of adjustments and each partner its ' +
      'own, so nothing is written: the same call again has the same answer. An `org_id` other than the code of the own ' +
      'network is 404. A key of a partner has the account of `partner` alone, other keys have none of that type.',
    created: dto.accountSchema,
    problems: ['guest_not_found', 'not_found', 'forbidden'],
  })
  @OnlyReads()
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: dto.createAccountSchema }) body: dto.CreateAccountBody,
  ): Promise<dto.LedgerAccount> {
    return this.service.open(principal, body);
  }

  @Route('GET accounts/:id', {
    id: 'getAccount',
    permission: ['ledger.read', 'partner.read'],
    summary: 'Get an account with its balance',
    description:
      'The id is that of a guest, of the network for its account of adjustments, or of a partner. For a key of a partner ' +
      'there is the account of the partner alone.',
    ok: dto.accountSchema,
  })
  get(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.LedgerAccount> {
    return this.service.get(principal, id);
  }

  @Route('POST transfers', {
    id: 'createTransfer',
    permission: ['ledger.transfer', 'partner.act'],
    summary: 'Transfer points between two accounts',
    description:
      'From the account of the network to a customer it is a credit by hand, back a debit by hand, each within the ' +
      'limits of the key; from a customer to another one a gift, where the network allows transfers. It happens once ' +
      'for its `id`, whatever `Idempotency-Key` comes with it. Other accounts and another unit than `points` are ' +
      'refused: `transfer_not_possible`.' +
      '\n\nFrom the account of a partner to a customer the partner gives points, back it takes them, within its limits of a ' +
      'day and as its receipt, whose reference is the `id`. That needs a key of this partner: any other is refused ' +
      '(`partner_key_needed`), and a key of a partner makes no other transfer.' +
      '\n\nWith `pending` the points of a customer are held for the network. A second transfer names the first as ' +
      '`pending_id` and posts all or a part of it, or makes it void; after its `timeout` it is void by itself. Only ' +
      'the integration of the first can make the second. A blocked customer has nothing held and nothing posted.',
    created: dto.transferSchema,
    problems: [
      'limit_exceeded',
      'restaurant_budget_reached',
      'not_found',
      'transfer_not_possible',
      'partner_key_needed',
      'confirmation_required',
      'insufficient_points',
      'redemption_limit_exceeded',
      'hold_expired',
      'hold_closed',
      'transfers_closed',
      'transfer_below_minimum',
      'transfer_limit_exceeded',
      'recipient_not_available',
      'family_role_unfit',
      'guest_too_new',
      'guest_blocked',
      'guest_merged',
      'no_program',
    ],
  })
  transfer(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createTransferSchema }) body: dto.CreateTransferBody,
  ): Promise<dto.LedgerTransfer> {
    return this.service.transfer(context, body);
  }

  @Route('GET balance', {
    id: 'getCustomerBalance',
    permission: 'ledger.read',
    summary: 'Get a balance of a customer',
    description: "A `customer_id` is a guest's id or `externalId`. Points that ended by now are not counted.",
    ok: dto.customerBalanceSchema,
    problems: ['guest_not_found'],
  })
  balance(
    @Context() context: RequestContext,
    @Query({ schema: dto.balanceQuery }) query: z.infer<typeof dto.balanceQuery>,
  ): Promise<dto.CustomerBalance> {
    return this.service.balanceOf(context, query);
  }
}
