import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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

/** The children of a guest, as the parent tells of them. */
@ApiTags('Guests')
@Controller('guests/:id/children')
export class ChildrenController {
  constructor(
    private readonly commands: CommandBus,
    private readonly children: Children,
  ) {}

  @Get()
  @RequirePermission('guest.read', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childListSchema })
  list(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.ChildList> {
    refuseOtherGuests(actor, guestId);
    return this.children.list(networkOf(actor), guestId, { actor, origin });
  }

  @Post()
  @HttpCode(201)
  @RequirePermission('guest.register', 'guest.self')
  @ApiCreatedResponse({ standardSchema: dto.childSchema })
  add(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.addChildSchema }) body: dto.AddChildBody,
  ): Promise<dto.ChildAnswer> {
    return this.commands.execute(new AddChild(context, { guestId, body }));
  }

  @Patch(':childId')
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('childId', { schema: uuid }) id: string,
    @Body({ schema: dto.changeChildSchema }) body: dto.ChangeChildBody,
  ): Promise<dto.ChildAnswer> {
    return this.commands.execute(new ChangeChild(context, { guestId, id, body }));
  }

  @Delete(':childId')
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childSchema })
  remove(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('childId', { schema: uuid }) id: string,
  ): Promise<dto.ChildAnswer> {
    return this.commands.execute(new RemoveChild(context, { guestId, id }));
  }
}
