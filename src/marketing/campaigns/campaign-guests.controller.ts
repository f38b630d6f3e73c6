import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import {
  CurrentPrincipal,
  KeyRequiredContext,
  networkOf,
  OnlyReads,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { CampaignResultsQuery } from '../results/campaign-results.query';
import { Audiences } from './audiences.query';
import * as dto from './campaign-guests.dto';
import { GuestCampaigns } from './guest-campaigns.query';
import { JoinCampaign } from './join-campaign.command';
import { LeaveCampaign } from './leave-campaign.command';

/** Guests of campaigns: whom one would mean, what it brought, and what one guest meets. */
@ApiTags('Campaigns')
@ApiBearerAuth()
@Controller()
export class CampaignGuestsController {
  constructor(
    private readonly audiences: Audiences,
    private readonly results: CampaignResultsQuery,
    private readonly guests: GuestCampaigns,
    private readonly commands: CommandBus,
  ) {}

  @Post('campaigns/audience')
  @HttpCode(200)
  @OnlyReads()
  @Operation({
    id: 'estimateCampaignAudience',
    summary: 'Count the guests whom a campaign would mean',
    description:
      'With how many agreed to messages, and the smallest effect that a control group of this share would show.',
  })
  @RequirePermission('campaigns.read')
  @ApiOkResponse({ standardSchema: dto.audienceEstimateSchema })
  estimate(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: dto.audienceSchema }) { segments, tiers, controlPpm }: z.infer<typeof dto.audienceSchema>,
  ) {
    return this.audiences.estimate(networkOf(principal), { segments, tiers }, controlPpm);
  }

  @Get('campaigns/:id/stats')
  @Operation({
    id: 'getCampaignResults',
    summary: 'Get the results of a campaign',
    description:
      'Guests whom the campaign met when it started, all of them as they were divided, purchases or none, since then. A ' +
      'result that cannot be told yet says why. A campaign that never ran is 404.',
  })
  @RequirePermission('campaigns.read')
  @ApiOkResponse({ standardSchema: dto.campaignResultsSchema })
  async stats(@CurrentPrincipal() principal: Principal, @Param('id', { schema: uuid }) id: string) {
    return dto.campaignResultsAnswer(await this.results.find(networkOf(principal), id));
  }

  @Get('guests/:id/campaigns')
  @Operation({
    id: 'listCampaignsOfGuest',
    summary: 'List the campaigns as a guest meets them',
    description:
      'Scheduled, active and paused ones, with what keeps the guest from each and how far its tasks are. Guests can ask ' +
      'for their own: campaigns that have the guest in a control group are left out.',
  })
  @RequirePermission('campaigns.join', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.campaignsOfGuestSchema })
  async ofGuest(@CurrentPrincipal() principal: Principal, @Param('id', { schema: uuid }) id: string) {
    const items = await this.guests.listFor(principal, id);
    return { guestId: id, items: items.map(dto.campaignOfGuestAnswer) };
  }

  @Get('guests/:id/campaigns/:campaignId')
  @Operation({
    id: 'getCampaignOfGuest',
    summary: 'Get a campaign as a guest meets it',
    description:
      'Also one that has ended. A campaign that never ran is 404; for the guest also one that has them in its control group.',
  })
  @RequirePermission('campaigns.join', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.campaignOfGuestSchema })
  async oneOfGuest(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Param('campaignId', { schema: uuid }) campaignId: string,
  ): Promise<dto.CampaignOfGuestAnswer> {
    return dto.campaignOfGuestAnswer(await this.guests.findFor(principal, id, campaignId));
  }

  @Post('guests/:id/campaigns/:campaignId/join')
  @HttpCode(200)
  @Operation({
    id: 'joinCampaign',
    summary: 'Make a guest a member of a campaign',
    description:
      'For campaigns with `join: JOINED`, from their start being set until their end: sales made afterwards can earn. ' +
      'Joining again changes nothing. Guests can join by themselves. A draft, and a campaign that the network does ' +
      'not have, is 404.',
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
  @RequirePermission('campaigns.join', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.campaignJoinedSchema })
  join(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('campaignId', { schema: uuid }) campaignId: string,
  ): Promise<dto.CampaignJoinedAnswer> {
    return this.commands.execute(new JoinCampaign(context, { guestId, campaignId }));
  }

  @Post('guests/:id/campaigns/:campaignId/leave')
  @HttpCode(200)
  @Operation({
    id: 'leaveCampaign',
    summary: 'End the membership of a guest in a campaign',
    description:
      'Also after its end. Points that it paid stay. Progress of its tasks stays too: sales until the guest joins again do ' +
      'not count, later ones go on from there. Leaving again changes nothing. Guests can leave by themselves.',
    problems: ['guest_blocked', 'guest_merged', 'own_account', 'guest_not_found', 'not_found', 'no_program'],
  })
  @RequirePermission('campaigns.join', 'guest.self')
  @ApiOkResponse({ standardSchema: dto.campaignLeftSchema })
  leave(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('campaignId', { schema: uuid }) campaignId: string,
  ): Promise<dto.CampaignLeftAnswer> {
    return this.commands.execute(new LeaveCampaign(context, { guestId, campaignId }));
  }
}
