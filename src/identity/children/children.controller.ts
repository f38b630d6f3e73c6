import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
import * as dto from './child.dto';
import { Children } from './children';

/** The children of a guest, as the parent tells of them. */
@ApiTags('Guests')
@Controller('guests/:id/children')
export class ChildrenController {
  constructor(
    private readonly children: Children,
    private readonly keyed: KeyedCalls,
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
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.addChildSchema }) body: dto.AddChildBody,
  ): Promise<dto.ChildAnswer> {
    refuseOtherGuests(actor, guestId);
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 201, (tx) =>
      this.children.add(tx, networkId, guestId, body, { actor, origin }),
    );
  }

  @Patch(':childId')
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childSchema })
  change(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('childId', { schema: uuid }) id: string,
    @Body({ schema: dto.changeChildSchema }) body: dto.ChangeChildBody,
  ): Promise<dto.ChildAnswer> {
    refuseOtherGuests(actor, guestId);
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.children.change(tx, networkId, { guestId, id }, body, { actor, origin }),
    );
  }

  @Delete(':childId')
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.childSchema })
  remove(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('childId', { schema: uuid }) id: string,
  ): Promise<dto.ChildAnswer> {
    refuseOtherGuests(actor, guestId);
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.children.remove(tx, networkId, { guestId, id }, { actor, origin }),
    );
  }
}
