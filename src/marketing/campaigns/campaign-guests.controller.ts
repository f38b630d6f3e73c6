import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import {
  CurrentPrincipal,
  KeyRequiredContext,
  NetworkId,
  OnlyReads,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import { CampaignResultsQuery } from '../results/campaign-results.query';
import { Audiences } from './audiences.query';
import * as dto from './campaign-guests.dto';
import { GuestCampaigns } from './guest-campaigns.query';
import { JoinCampaign, LeaveCampaign } from './campaign-membership';
import { ForgiveWeek } from './forgiven-weeks';

/** Audiences and results of campaigns, and the campaigns of one guest. */
@Routes('/', 'Campaigns')
export class CampaignGuestsController {
  constructor(
    private readonly audiences: Audiences,
    private readonly results: CampaignResultsQuery,
    private readonly guests: GuestCampaigns,
    private readonly commands: CommandBus,
  ) {}

  @Route('POST campaigns/audience', {
    id: 'estimateCampaignAudience',
    permission: 'campaigns.read',
    summary: 'Count the guests whom a campaign would mean',
    description:
      'With how many agreed to messages, and the smallest effect that a control group of this share would show.',
    ok: dto.audienceEstimateSchema,
  })
  @OnlyReads()
  estimate(
    @NetworkId() networkId: string,
    @Body({ schema: dto.audienceSchema }) { segments, tiers, controlPpm }: z.infer<typeof dto.audienceSchema>,
  ) {
    return this.audiences.estimate(networkId, { segments, tiers }, controlPpm);
  }

  @Route('GET campaigns/:id/stats', {
    id: 'getCampaignResults',
    permission: 'campaigns.read',
    summary: 'Get the results of a campaign',
    description:
      'Guests whom the campaign met when it started, all of them as they were divided, purchases or none, since then. A ' +
      'result that cannot be told yet says why. A campaign that never ran is 404.',
    ok: dto.campaignResultsSchema,
  })
  async stats(@NetworkId() networkId: string, @Id() id: string) {
    return dto.campaignResultsAnswer(await this.results.find(networkId, id));
  }

  @Route('GET guests/:id/campaigns', {
    id: 'listCampaignsOfGuest',
    permission: ['campaigns.join', 'guest.self'],
    summary: 'List the campaigns as a guest meets them',
    description:
      'Scheduled, active and paused ones, with what keeps the guest from each and how far its tasks are; and the badges of the guest. Guests can ask ' +
      'for their own: campaigns that have the guest in a control group are left out.',
    ok: dto.campaignsOfGuestSchema,
  })
  async ofGuest(@CurrentPrincipal() principal: Principal, @CurrentLanguage() language: Language, @Id() id: string) {
    const items = await this.guests.listFor(principal, id);
    const badges = await this.guests.listBadges(principal, id);
    return {
      guestId: id,
      items: items.map((one) => dto.campaignOfGuestAnswer(one, language)),
      badges: badges.map(dto.earnedBadgeAnswer),
    };
  }

  @Route('GET guests/:id/campaigns/:campaignId', {
    id: 'getCampaignOfGuest',
    permission: ['campaigns.join', 'guest.self'],
    summary: 'Get a campaign as a guest meets it',
    description:
      'Also one that has ended. A campaign that never ran is 404; for the guest also one that has them in its control group.',
    ok: dto.campaignOfGuestSchema,
  })
  async oneOfGuest(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Id() id: string,
    @Id('campaignId') campaignId: string,
  ): Promise<dto.CampaignOfGuestAnswer> {
    return dto.campaignOfGuestAnswer(await this.guests.findFor(principal, id, campaignId), language);
  }

  @Route('POST guests/:id/campaigns/:campaignId/join', {
    id: 'joinCampaign',
    permission: ['campaigns.join', 'guest.self'],
    summary: 'Make a guest a member of a campaign',
    description:
      'For campaigns with `join: JOINED`, from their start being set until their end: sales made afterwards can earn. ' +
      'Joining again changes nothing. Guests can join by themselves. A draft, and a campaign that the network does ' +
      'not have, is 404.',
    ok: dto.campaignJoinedSchema,
    problems: [
      'campaign_not_open',
      'guest_blocked',
      'guest_merged',
      'own_account',
      'guest_not_found',
      'not_found',
      'no_program',
    ],
  })
  join(@KeyRequiredContext() context: RequestContext, @Id() guestId: string, @Id('campaignId') campaignId: string) {
    return this.commands.execute(new JoinCampaign(context, { guestId, campaignId }));
  }

  @Route('POST guests/:id/campaigns/:campaignId/leave', {
    id: 'leaveCampaign',
    permission: ['campaigns.join', 'guest.self'],
    summary: 'End the membership of a guest in a campaign',
    description:
      'Also after its end. Points that it paid stay. Progress of its tasks stays too: sales until the guest joins again do ' +
      'not count, later ones go on from there. Leaving again changes nothing. Guests can leave by themselves.',
    ok: dto.campaignLeftSchema,
    problems: ['guest_blocked', 'guest_merged', 'own_account', 'guest_not_found', 'not_found', 'no_program'],
  })
  leave(@KeyRequiredContext() context: RequestContext, @Id() guestId: string, @Id('campaignId') campaignId: string) {
    return this.commands.execute(new LeaveCampaign(context, { guestId, campaignId }));
  }

  @Route('POST guests/:id/campaigns/:campaignId/freezes', {
    id: 'forgiveWeek',
    permission: 'campaigns.manage',
    summary: 'Forgive a guest a missed week of a streak',
    description:
      'The streak of this guest may miss one week more than the campaign says, at most 10 in all of its occurrence. A streak that is long ' +
      'enough by that is paid with the next sale. A manager may not forgive the guest that they are.',
    ok: dto.campaignOfGuestSchema,
    problems: [
      'streak_not_on',
      'weeks_forgiven',
      'guest_blocked',
      'guest_merged',
      'own_account',
      'guest_not_found',
      'not_found',
      'no_program',
    ],
  })
  async forgiveWeek(
    @KeyRequiredContext() context: RequestContext,
    @CurrentLanguage() language: Language,
    @Id() guestId: string,
    @Id('campaignId') campaignId: string,
    @Body({ schema: dto.forgiveWeekSchema }) body: dto.ForgiveWeekBody,
  ): Promise<dto.CampaignOfGuestAnswer> {
    const found = await this.commands.execute(new ForgiveWeek(context, { guestId, campaignId, body }));
    return dto.campaignOfGuestAnswer(found, language);
  }
}
