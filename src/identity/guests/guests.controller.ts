import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Networks, Places } from '../../configuration';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
  requireRestaurant,
} from '../../security';
import { ShowCard } from '../cards/show-card.query';
import { ChangeGuest } from './change-guest.command';
import { FindGuests } from './find-guests.query';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import * as dto from '../profiles/guest.dto';
import { LookupGuest } from './lookup-guest.query';
import { newGuestOf } from '../enrolment/new-guest.rules';
import { refuseOtherGuests } from '../profiles/guest-access';
import { RegisterGuest } from '../enrolment/register-guest.command';

const LIST = 'guests';

/** The guests of a network, for staff and services, and a guest's own profile. */
@ApiTags('Guests')
@Controller('guests')
export class GuestsController {
  constructor(
    private readonly networks: Networks,
    private readonly places: Places,
    private readonly keyed: KeyedCalls,
    private readonly registerGuest: RegisterGuest,
    private readonly changeGuest: ChangeGuest,
    private readonly findGuests: FindGuests,
    private readonly lookupGuest: LookupGuest,
    private readonly answers: GuestAnswers,
    private readonly showCard: ShowCard,
  ) {}

  @Post()
  @RequirePermission('guest.register')
  @ApiCreatedResponse({ standardSchema: dto.registeredGuestSchema })
  async register(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.createGuestSchema }) body: dto.CreateGuestBody,
  ): Promise<dto.RegisteredGuestAnswer> {
    const network = await this.networks.getProfile(networkOf(principal));
    await this.checkRestaurant(network.id, body.restaurantId, principal);
    return this.keyed.run(network.id, call, 201, async (tx) => {
      const guest = newGuestOf(body, network, principal);
      const row = await this.registerGuest.execute(tx, network, guest, principal, origin);
      const { cardCode, qr, expiresAt } = await this.showCard.show(tx, network.id, row);
      return { ...(await this.answers.answerOf(tx, network, row, sightOf(principal))), cardCode, qr, expiresAt };
    });
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
  async change(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeGuestSchema }) body: dto.ChangeGuestBody,
  ): Promise<dto.GuestAnswer> {
    refuseOtherGuests(principal, id);
    const network = await this.networks.getProfile(networkOf(principal));
    return this.keyed.run(network.id, call, 200, async (tx) => {
      const row = await this.changeGuest.execute(tx, network, id, body, principal, origin);
      return this.answers.answerOf(tx, network, row, sightOf(principal));
    });
  }

  private async checkRestaurant(
    networkId: string,
    restaurantId: string | undefined,
    principal: Principal,
  ): Promise<void> {
    if (restaurantId === undefined) return;
    if (!(await this.places.hasRestaurant(networkId, restaurantId))) throw new ProblemError('not_found');
    requireRestaurant(principal, restaurantId);
  }
}
