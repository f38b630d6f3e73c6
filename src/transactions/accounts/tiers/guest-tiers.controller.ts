import { Body, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { refuseOtherGuests } from '../../../identity';
import { pageQuery } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import { GuestTiers, EndTier, RaiseCounter, SetTier } from './guest-tiers';
import * as dto from './tier.dto';

/** A guest's tier with its history, and the changes that a manager makes by hand. */
@Routes('guests', 'Tiers')
export class GuestTiersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tiers: GuestTiers,
  ) {}

  @Route('GET :id/tier', {
    id: 'getGuestTier',
    permission: ['guest.read', 'guest.self', 'tier.manage'],
    summary: "Get a guest's tier and the way to the next",
    description: 'As of now. Guests can read their own tier.',
    ok: dto.guestTierSchema,
    problems: ['guest_not_found', 'no_program'],
  })
  read(@Context() context: RequestContext, @Id() guestId: string): Promise<dto.GuestTierAnswer> {
    refuseOtherGuests(context.principal, guestId);
    return this.tiers.read(context.networkId, guestId);
  }

  @Route('PUT :id/tier', {
    id: 'replaceGuestTier',
    permission: 'tier.manage',
    summary: 'Set a tier that a guest holds at least',
    description:
      'Takes the place of a tier that was set by hand before. The tier by the rule of the programme goes on beneath ' +
      'it: while it is higher the guest holds that one, and after `until` it alone counts.',
    ok: dto.guestTierSchema,
    problems: [
      'forbidden',
      'own_account',
      'guest_not_found',
      'tier_unknown',
      'tiers_by_hand_exceeded',
      'reason_code_unknown',
      'no_program',
    ],
  })
  async set(
    @KeyRequiredContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: dto.setTierSchema }) body: dto.SetTierDto,
  ): Promise<dto.GuestTierAnswer> {
    await this.commands.execute(new SetTier(context, { guestId, body }));
    return this.tiers.read(context.networkId, guestId);
  }

  @Route('DELETE :id/tier', {
    id: 'endGuestTier',
    permission: 'tier.manage',
    summary: 'End a tier that was set by hand',
    description: 'The tier by the rule of the programme holds again at once.',
    ok: dto.guestTierSchema,
    problems: ['forbidden', 'own_account', 'guest_not_found', 'tier_not_set_by_hand', 'no_program'],
  })
  async end(@KeyRequiredContext() context: RequestContext, @Id() guestId: string): Promise<dto.GuestTierAnswer> {
    await this.commands.execute(new EndTier(context, { guestId }));
    return this.tiers.read(context.networkId, guestId);
  }

  @Route('GET :id/tiers', {
    id: 'listGuestTierChanges',
    permission: ['guest.read', 'guest.self', 'tier.manage'],
    summary: "List the changes of a guest's tier",
    description: 'Newest first, each with its cause. Guests can read their own changes.',
    ok: dto.tierChangesSchema,
    problems: ['guest_not_found'],
  })
  changes(
    @Context() context: RequestContext,
    @Id() guestId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<dto.TierChanges> {
    refuseOtherGuests(context.principal, guestId);
    return this.tiers.listChanges(context, guestId, query);
  }

  @Route('POST :id/counters/:code', {
    id: 'raiseGuestCounter',
    permission: 'tier.manage',
    summary: "Raise a counter that counts towards a guest's tier",
    description:
      'Counters are named by the tiers of the programme in force: a review written, a friend brought. The tier is ' +
      'looked at right after it, upwards only.',
    ok: dto.guestTierSchema,
    problems: [
      'forbidden',
      'own_account',
      'guest_not_found',
      'occurred_at_out_of_range',
      'counter_unknown',
      'tiers_by_hand_exceeded',
      'guest_blocked',
      'no_program',
    ],
  })
  async raise(
    @KeyRequiredContext() context: RequestContext,
    @Id() guestId: string,
    @Param('code', { schema: dto.counterCode }) counter: string,
    @Body({ schema: dto.raiseCounterSchema }) body: dto.RaiseCounterDto,
  ): Promise<dto.GuestTierAnswer> {
    await this.commands.execute(new RaiseCounter(context, { guestId, counter, body }));
    return this.tiers.read(context.networkId, guestId);
  }
}
