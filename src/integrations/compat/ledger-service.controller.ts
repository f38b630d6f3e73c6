import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import {
  Context,
  CurrentPrincipal,
  KeyedContext,
  OnlyReads,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { LedgerService } from './ledger-service';
import * as dto from './ledger-service.dto';

/** The ledger service's calls, in its shapes. */
@ApiTags('Taken over: ledger')
@ApiBearerAuth()
@Controller()
export class LedgerServiceController {
  constructor(private readonly service: LedgerService) {}

  @Post('accounts')
  @HttpCode(201)
  @Operation({
    id: 'createAccount',
    summary: 'Get the account of a customer, network or partner',
    description:
      'Every customer has an account of points from the beginning, the network one of adjustments and each partner its ' +
      'own, so nothing is written: the same call again has the same answer. An `org_id` other than the code of the own ' +
      'network is 404. A key of a partner has the account of `partner` alone, other keys have none of that type.',
    problems: ['guest_not_found', 'not_found', 'forbidden'],
  })
  @OnlyReads()
  @RequirePermission('ledger.read', 'partner.read')
  @ApiCreatedResponse({ standardSchema: dto.accountSchema })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: dto.createAccountSchema }) body: dto.CreateAccountBody,
  ): Promise<dto.LedgerAccount> {
    return this.service.open(principal, body);
  }

  @Get('accounts/:id')
  @Operation({
    id: 'getAccount',
    summary: 'Get an account with its balance',
    description:
      'The id is that of a guest, of the network for its account of adjustments, or of a partner. For a key of a partner ' +
      'there is the account of the partner alone.',
  })
  @RequirePermission('ledger.read', 'partner.read')
  @ApiOkResponse({ standardSchema: dto.accountSchema })
  get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: uuid }) id: string): Promise<dto.LedgerAccount> {
    return this.service.get(principal, id);
  }

  @Post('transfers')
  @HttpCode(201)
  @Operation({
    id: 'createTransfer',
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
  @RequirePermission('ledger.transfer', 'partner.act')
  @ApiCreatedResponse({ standardSchema: dto.transferSchema })
  transfer(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createTransferSchema }) body: dto.CreateTransferBody,
  ): Promise<dto.LedgerTransfer> {
    return this.service.transfer(context, body);
  }

  @Get('balance')
  @Operation({
    id: 'getCustomerBalance',
    summary: 'Get a balance of a customer',
    description: "A `customer_id` is a guest's id or `externalId`. Points that ended by now are not counted.",
    problems: ['guest_not_found'],
  })
  @RequirePermission('ledger.read')
  @ApiOkResponse({ standardSchema: dto.customerBalanceSchema })
  balance(
    @Context() context: RequestContext,
    @Query({ schema: dto.balanceQuery }) query: z.infer<typeof dto.balanceQuery>,
  ): Promise<dto.CustomerBalance> {
    return this.service.balanceOf(context, query);
  }
}
