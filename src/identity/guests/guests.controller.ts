import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Networks, Places } from '../../configuration';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
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
  @Operation({
    id: 'createGuest',
    summary: 'Register a guest',
    description:
      'At least one of `phone` and `externalId` is required. The guest gets a card, the consents are recorded, and what the programme awards for a registration is booked at once. The answer has the live code of the card, for the till that registers the guest.',
    problems: ['guest_exists', 'phone_invalid', 'not_found', 'restaurant_not_allowed'],
  })
  @RequirePermission('guest.register')
  @ApiCreatedResponse({ standardSchema: dto.registeredGuestSchema })
  register(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createGuestSchema }) body: dto.CreateGuestBody,
  ): Promise<dto.RegisteredGuestAnswer> {
    return this.commands.execute(new RegisterGuest(context, { body }));
  }

  @Get()
  @Operation({
    id: 'listGuests',
    summary: 'List the guests of the network',
    description:
      'Newest first, without guests that were merged into another. With `externalId`, `card` or `ids` the answer is one page of the guests found, empty where there is none; if several are given, only the first of `externalId`, `card` and `ids` counts. A card number of a merged guest finds the guest that it was merged into; `ids` finds merged guests themselves. Each call that finds guests is recorded in the audit. Card numbers that no guest has count towards the limit of misses of the caller.',
  })
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
    const guests = await this.findGuests.listGuests(network, sliceOf(LIST, query), asker);
    return pageOfSlice(LIST, query, guests, ({ id }) => id);
  }

  @Post('search')
  @Operation({
    id: 'searchGuests',
    summary: 'Search guests by phone or name',
    description:
      'Four digits are the end of a phone, a whole phone is one guest, and anything else is the beginning of a name, without regard to case. The answer has at most 50 guests and no further page. Searches that find nothing count towards the limit of misses of the caller.',
  })
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
  @Operation({
    id: 'lookUpGuest',
    summary: 'Find the guest who stands at the till',
    description:
      'Exactly one of `qr`, `code`, `phone` and `card`. The network remembers for half an hour how this caller identified the guest; its settings say how many points each way may spend. A live QR belongs to the first caller that scans it, and ends with a sale; a static QR finds a guest only where the network allows it. A card of a merged guest finds the guest that it was merged into. Misses count towards the limit of the caller: 429 `rate_limited`.',
    problems: ['guest_not_found', 'phone_invalid'],
  })
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
  @Tagged(dto.changeableOfGuest)
  @Operation({
    id: 'getGuest',
    summary: 'Get a guest with balance and tier',
    description:
      'A guest can read only their own profile. How much personal data is shown depends on the caller; the read is recorded in the audit.',
    problems: ['not_found', 'guest_not_found'],
  })
  @RequirePermission('guest.read', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.guestSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid.describe('Guest') }) id: string,
  ): Promise<dto.GuestAnswer> {
    refuseOtherGuests(principal, id);
    const network = await this.networks.getProfile(networkOf(principal));
    return this.findGuests.getGuest(network, id, { principal, origin });
  }

  @Patch(':id')
  @ChangesTagged(dto.changeableOfGuest)
  @Operation({
    id: 'changeGuest',
    summary: 'Change the profile of a guest',
    description:
      'Managers, and services with `membership:write`, can change all fields, but only such a service can replace a phone that is set; staff and guests use `sendPhoneCode` for that. Other callers cannot change the phone, and can set a birth date only where there is none. Guests cannot change `externalId` and `note`. A change that is not allowed is 403 `forbidden`; the value that is stored already is no change.',
    problems: ['guest_exists', 'phone_invalid', 'forbidden', 'not_found', 'guest_not_found'],
  })
  @RequirePermission('guest.register', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.guestSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid.describe('Guest') }) id: string,
    @Body({ schema: dto.changeGuestSchema }) body: dto.ChangeGuestBody,
  ): Promise<dto.GuestAnswer> {
    return this.commands.execute(new ChangeGuest(context, { id, body }));
  }
}
