import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import {
  consentList,
  type ConsentList,
  consentListSchema,
  type RecordConsentsBody,
  recordConsentsSchema,
} from './consent.dto';
import { Consents } from './consents';

/** What a guest agreed to, kind by kind, with the version of the text. */
@ApiTags('Guests')
@Controller('guests/:id/consents')
export class ConsentsController {
  constructor(
    private readonly consents: Consents,
    private readonly keyed: KeyedCalls,
  ) {}

  @Get()
  @RequirePermission('guest.read', 'guest.self')
  @ApiOkResponse({ standardSchema: consentListSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<ConsentList> {
    refuseOtherGuests(principal, id);
    return consentList(await this.consents.listConsents(networkOf(principal), id));
  }

  @Post()
  @HttpCode(200)
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: consentListSchema })
  record(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: recordConsentsSchema }) body: RecordConsentsBody,
  ): Promise<ConsentList> {
    refuseOtherGuests(actor, id);
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 200, async (tx) =>
      consentList(await this.consents.record(tx, networkId, id, body.consents, { actor, origin })),
    );
  }
}
