import { Body, Controller, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Networks, TillPlaces } from '../../configuration';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import type { ApiReply } from '../../platform/http/api-request';
import { csvFile, sendCsv } from '../../platform/http/csv';
import {
  CurrentOrigin,
  CurrentPrincipal,
  districtOf,
  KeyedContext,
  NetworkId,
  networkOf,
  OnlyReads,
  type Origin,
  type Principal,
  type RequestContext,
  Route,
} from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from '../profiles/guest.dto';
import { ChangeGuest } from './change-guest.command';
import { RegisterGuest } from './register-guest.command';
import { ExportGuests } from './export-guests.query';
import { FindGuests } from './find-guests.query';
import * as list from './guest-list.dto';
import { GuestList } from './guest-list.query';
import type { GuestSet } from './guest-filters';
import { ReadRegistrationTerms } from './registration-terms.query';
import { Id } from '../../platform/http/id.decorator';

/** A network's guests for staff and services, and a guest's own profile. */
@ApiTags('Guests')
@Controller('guests')
export class GuestsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly places: TillPlaces,
    private readonly findGuests: FindGuests,
    private readonly readTerms: ReadRegistrationTerms,
    private readonly guestList: GuestList,
    private readonly exportGuests: ExportGuests,
  ) {}

  @Route('POST', {
    id: 'createGuest',
    permission: 'guest.register',
    summary: 'Register a guest',
    description:
      'At least one of `phone` and `externalId` is required. The guest gets a card, the consents are recorded, and what the programme awards for a registration is booked at once. The answer has the live code of the card, for the till that registers the guest.',
    created: dto.registeredGuestSchema,
    problems: [
      'guest_exists',
      'phone_invalid',
      'not_found',
      'restaurant_not_allowed',
      'plan_limit_reached',
      'consent_required',
    ],
  })
  register(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createGuestSchema }) body: dto.CreateGuestBody,
  ) {
    return this.commands.execute(new RegisterGuest(context, { body }));
  }

  @Route('GET', {
    id: 'listGuests',
    permission: 'guest.find',
    summary: 'List the guests of the network',
    description:
      'Newest first unless `sort` says otherwise, without guests that were merged into another. Pages follow in both directions by `nextCursor` and `previousCursor`. With one of `externalId`, `card` and `ids` the answer is one page of the guests found, empty where there is none, and filters do not apply; two of them are 400 `invalid_query`. A card number of a merged guest finds the guest that it was merged into; `ids` finds merged guests themselves. Last visits, points and tiers by which guests are sorted and filtered may be some seconds behind the tills; the points and tiers shown are of now. Each call that finds guests is recorded in the audit. Card numbers that no guest has count towards the limit of misses of the caller.',
    ok: list.guestPageSchema,
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: list.listGuestsQuerySchema }) query: list.ListGuestsQuery,
  ): Promise<list.GuestPage> {
    const network = await this.networks.getProfile(networkOf(principal));
    const asker = { principal, origin };
    const { externalId, card, ids } = query;
    if (externalId !== undefined)
      return onePage(await this.findGuests.listByKey(network, 'external_id', externalId, asker));
    if (card !== undefined) return onePage(await this.findGuests.listByKey(network, 'card_number', card, asker));
    if (ids !== undefined) return onePage(await this.findGuests.listByIds(network, ids, asker));
    return this.guestList.page(network, { ...query, among: guestsOf(principal) }, asker);
  }

  @Route('POST search', {
    id: 'searchGuests',
    permission: 'guest.find',
    summary: 'Search guests by name, phone or card',
    description:
      'Four digits are the end of a phone, a whole phone or the 16 digits of a card are one guest, and anything else is words: a guest is found when each of them begins a word of the name, in any order, without regard to case, and with `ё` as `е`. Filters, order and pages are those of `listGuests`. Searches that find nothing count towards the limit of misses of the caller.',
    ok: list.guestPageSchema,
  })
  @OnlyReads()
  async search(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: list.searchGuestsSchema }) body: list.SearchGuestsBody,
  ): Promise<list.GuestPage> {
    const network = await this.networks.getProfile(networkOf(principal));
    return this.guestList.search(network, { ...body, among: guestsOf(principal) }, { principal, origin });
  }

  @Route('POST count', {
    id: 'countGuests',
    permission: 'guest.find',
    summary: 'Count the guests of a list or a search',
    description:
      'Takes the filters of `listGuests` and the text of `searchGuests`. Above 100,000 guests the counting ends, because a page is shown sooner than more are counted. Searches that find nothing count towards the limit of misses of the caller.',
    ok: list.guestCountSchema,
  })
  @OnlyReads()
  async count(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: list.countGuestsSchema }) body: list.CountGuestsBody,
  ): Promise<list.GuestCount> {
    const network = await this.networks.getProfile(networkOf(principal));
    return this.guestList.count(network, { ...body, among: guestsOf(principal) }, principal);
  }

  @Route('POST export', {
    id: 'exportGuests',
    permission: 'guests.export',
    summary: 'Download guests as a CSV file',
    description:
      'All guests of a list or a search in its order, with the columns that the caller names. The file begins with a line of their names. The download is recorded in the audit.',
    ok: csvFile,
  })
  @OnlyReads()
  async export(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: list.exportGuestsSchema }) body: list.ExportGuestsBody,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const network = await this.networks.getProfile(networkOf(principal));
    const lines = await this.exportGuests.linesOf(network, body, { principal, origin });
    sendCsv(reply, 'guests.csv', lines);
  }

  @Route('GET registration-terms', {
    id: 'getRegistrationTerms',
    permission: 'guest.register',
    summary: 'Read the terms of a registration',
    description:
      "The consents of the network's settings with their texts in force, and the points that the programme in force gives for a registration. A till shows both before it registers a guest, and names the consents that the guest gives in `createGuest`.",
    ok: dto.registrationTermsSchema,
  })
  registrationTerms(@NetworkId() networkId: string, @CurrentLanguage() language: Language) {
    return this.readTerms.execute(networkId, language);
  }

  @Route('GET :id', {
    id: 'getGuest',
    permission: ['guest.read', 'guest.self'],
    summary: 'Get a guest with balance and tier',
    description:
      'A guest can read only their own profile. How much personal data is shown depends on the caller; the read is recorded in the audit.',
    ok: dto.guestSchema,
    problems: ['not_found', 'guest_not_found'],
  })
  @Tagged(dto.changeableOfGuest)
  async read(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Id('id', 'Guest') id: string,
  ): Promise<dto.GuestAnswer> {
    refuseOtherGuests(principal, id);
    const network = await this.networks.getProfile(networkOf(principal));
    return this.findGuests.getGuest(network, id, { principal, origin });
  }

  @Route('PATCH :id', {
    id: 'changeGuest',
    permission: ['guest.register', 'guest.self'],
    summary: 'Change the profile of a guest',
    description:
      'Managers, and services with `membership:write`, can change all fields, but only such a service can replace a phone that is set; staff and guests use `sendPhoneCode` for that. Other callers cannot change the phone, and can set a birth date only where there is none. Guests cannot change `externalId` and `note`. A change that is not allowed is 403 `forbidden`; the value that is stored already is no change.',
    ok: dto.guestSchema,
    problems: [
      'guest_exists',
      'phone_invalid',
      'forbidden',
      'not_found',
      'guest_not_found',
      'points_handed_over_exceeded',
    ],
  })
  @ChangesTagged(dto.changeableOfGuest)
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') id: string,
    @Body({ schema: dto.changeGuestSchema }) body: dto.ChangeGuestBody,
  ) {
    return this.commands.execute(new ChangeGuest(context, { id, body }));
  }
}

const onePage = (items: list.ListedGuest[]): list.GuestPage => ({ items, nextCursor: null, previousCursor: null });

/** Limits a district manager to guests who registered or bought in the district; undefined: no limit. */
function guestsOf(principal: Principal): GuestSet | undefined {
  const district = districtOf(principal);
  if (district === null) return undefined;
  return (parameter) => {
    const ids = `ANY (${parameter(district)}::uuid[])`;
    return `(EXISTS (SELECT FROM guests g WHERE g.network_id = $1 AND g.id = s.guest_id AND g.restaurant_id = ${ids})
      OR EXISTS (SELECT FROM transactions t WHERE t.network_id = $1 AND t.guest_id = s.guest_id AND t.restaurant_id = ${ids}))`;
  };
}
