import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../security';
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
  @Operation({
    id: 'listConsents',
    summary: 'List the consents of a guest',
    description:
      'The last statement of each kind of consent, with the text that the guest saw. A guest can read only their own consents.',
    problems: ['guest_not_found'],
  })
  @RequirePermission('guest.read', 'guest.self')
  @ApiOkResponse({ standardSchema: consentListSchema })
  async list(
    @Context() { principal, networkId, language }: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) id: string,
  ): Promise<ConsentList> {
    refuseOtherGuests(principal, id);
    return consentList(await this.consents.listConsents(networkId, id, language));
  }

  @Post()
  @Operation({
    id: 'recordConsents',
    summary: 'Record consents that a guest gives or withdraws',
    description:
      'Each statement is added to those before it, which stay stored. The answer has the last statement of each kind.',
    problems: ['guest_not_found'],
  })
  @HttpCode(200)
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: consentListSchema })
  record(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) id: string,
    @Body({ schema: recordConsentsSchema }) body: RecordConsentsBody,
  ): Promise<ConsentList> {
    return this.commands.execute(new RecordConsents(context, { id, body }));
  }
}
