import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
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
import { RecordConsents } from './record-consents.command';

/** A guest's consents by kind, with the version of the text. */
@ApiTags('Guests')
@Controller('guests/:id/consents')
export class ConsentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly consents: Consents,
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
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: recordConsentsSchema }) body: RecordConsentsBody,
  ): Promise<ConsentList> {
    return this.commands.execute(new RecordConsents(context, { id, body }));
  }
}
