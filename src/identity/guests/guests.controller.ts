import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Networks, Places } from '../../configuration';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
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
  OnlyReads,
} from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from '../profiles/guest.dto';
import { ChangeGuest } from './change-guest.command';
import { FindGuests } from './find-guests.query';
import { LookupGuest } from './lookup-guest.query';
import { RegisterGuest } from './register-guest.command';

const LIST = 'guests';

/** The guests of a network, for staff and services, and a guest's own profile. */
@ApiTags('Guests')
@Controller('guests')
export class GuestsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly places: Places,
    private readonly findGuests: FindGuests,
    private readonly lookupGuest: LookupGuest,
  ) {}

  @Post()
  @RequirePermission('guest.register')
  @ApiCreatedResponse({ standardSchema: dto.registeredGuestSchema })
  register(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createGuestSchema }) body: dto.CreateGuestBody,
  ): Promise<dto.RegisteredGuestAnswer> {
    return this.commands.execute(new RegisterGuest(context, { body }));
  }

  @Get()
  @RequirePermission('guest.find')
  @ApiOkResponse({ standardSchema: dto.guestPageSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: dto.listGuestsQuerySchema }) query: dto.ListGuestsQuery,
  ) {
    const network = await this.networks.getProfile(networkOf(principal));
    const asker = { principal, origin };
    if (query.externalId !== undefined) {
      return {
        items: await this.findGuests.listByKey(network, 'external_id', query.externalId, asker),
        nextCursor: null,
      };
    }
    if (query.card !== undefined) {
      return { items: await this.findGuests.listByKey(network, 'card_number', query.card, asker), nextCursor: null };
    }
    if (query.ids !== undefined)
      return { items: await this.findGuests.listByIds(network, query.ids, asker), nextCursor: null };
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, uuid);
    const guests = await this.findGuests.listGuests(network, before, query.limit + 1, asker);
    return pageFrom(LIST, guests, query.limit, (guest) => guest.id);
  }

  @Post('search')
  @HttpCode(200)
  @OnlyReads()
  @RequirePermission('guest.find')
  @ApiOkResponse({ standardSchema: dto.guestPageSchema })
  async search(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.searchGuestsSchema }) body: dto.SearchGuestsBody,
  ) {
    const network = await this.networks.getProfile(networkOf(principal));
    return { items: await this.findGuests.search(network, body.query, { principal, origin }), nextCursor: null };
  }

  @Post('lookup')
  @HttpCode(200)
  @OnlyReads()
  @RequirePermission('guest.find')
  @ApiOkResponse({ standardSchema: dto.foundGuestSchema })
  async lookup(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.lookupGuestSchema }) body: dto.LookupGuestBody,
  ): Promise<dto.FoundGuestAnswer> {
    const network = await this.networks.getProfile(networkOf(principal));
    return this.lookupGuest.execute(network, body, { principal, origin });
  }

  @Get(':id')
  @RequirePermission('guest.read', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.guestSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.GuestAnswer> {
    refuseOtherGuests(principal, id);
    const network = await this.networks.getProfile(networkOf(principal));
    return this.findGuests.getGuest(network, id, { principal, origin });
  }

  @Patch(':id')
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.guestSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeGuestSchema }) body: dto.ChangeGuestBody,
  ): Promise<dto.GuestAnswer> {
    return this.commands.execute(new ChangeGuest(context, { id, body }));
  }
}
