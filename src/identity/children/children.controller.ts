import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Origin,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import { AddChild } from './add-child.command';
import { ChangeChild } from './change-child.command';
import * as dto from './child.dto';
import { Children } from './children';
import { RemoveChild } from './remove-child.command';

/** The children of a guest, from what the parent says. */
@ApiTags('Guests')
@Controller('guests/:id/children')
export class ChildrenController {
  constructor(
    private readonly commands: CommandBus,
    private readonly children: Children,
  ) {}

  @Get()
  @Operation({
    id: 'listChildren',
    summary: 'List the children of a guest',
    description: 'The read is recorded in the audit. A guest can read only their own children.',
    problems: ['guest_not_found'],
  })
  @RequirePermission('guest.read', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childListSchema })
  list(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid.describe('Guest') }) guestId: string,
  ): Promise<dto.ChildList> {
    refuseOtherGuests(actor, guestId);
    return this.children.list(networkOf(actor), guestId, { actor, origin });
  }

  @Post()
  @Operation({
    id: 'addChild',
    summary: 'Add a child to a guest',
    description: 'A guest has at most 20 children.',
    problems: ['children_full', 'guest_not_found'],
  })
  @HttpCode(201)
  @RequirePermission('guest.register', 'guest.self')
  @ApiCreatedResponse({ standardSchema: dto.childSchema })
  add(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) guestId: string,
    @Body({ schema: dto.addChildSchema }) body: dto.AddChildBody,
  ): Promise<dto.ChildAnswer> {
    return this.commands.execute(new AddChild(context, { guestId, body }));
  }

  @Patch(':childId')
  @Operation({
    id: 'changeChild',
    summary: 'Change a child of a guest',
    problems: ['guest_not_found', 'not_found'],
  })
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) guestId: string,
    @Param('childId', { schema: uuid.describe('Child') }) id: string,
    @Body({ schema: dto.changeChildSchema }) body: dto.ChangeChildBody,
  ): Promise<dto.ChildAnswer> {
    return this.commands.execute(new ChangeChild(context, { guestId, id, body }));
  }

  @Delete(':childId')
  @Operation({
    id: 'removeChild',
    summary: 'Remove a child of a guest',
    description: 'Deletes the data for good. The answer is the child as it was.',
    problems: ['guest_not_found', 'not_found'],
  })
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childSchema })
  remove(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) guestId: string,
    @Param('childId', { schema: uuid.describe('Child') }) id: string,
  ): Promise<dto.ChildAnswer> {
    return this.commands.execute(new RemoveChild(context, { guestId, id }));
  }
}
