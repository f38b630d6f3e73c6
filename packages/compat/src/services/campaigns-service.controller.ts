import { Body, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from 'loyalty-platform/platform/http/id.decorator';
import { CampaignEditor, Snapshots } from 'loyalty-platform/configuration';
import { Guests } from 'loyalty-platform/identity';
import { type CampaignOfGuest, GuestCampaigns, JoinCampaign } from 'loyalty-platform/marketing';
import { Database } from 'loyalty-platform/platform/database/database';
import { CurrentLanguage } from 'loyalty-platform/platform/http/languages';
import type { Language } from 'loyalty-platform/platform/language/language';
import {
  CurrentPrincipal,
  KeyedContext,
  NetworkId,
  networkOf,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from 'loyalty-platform/security';
import * as dto from './campaigns-service.dto';
import { customerIdSchema } from './loyalty-status.dto';

/** The rewards system's calls about campaigns, in its own shapes. A customer is a guest. */
@Routes('campaigns', 'Taken over: rewards')
export class CampaignsServiceController {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly guests: Guests,
    private readonly ofGuests: GuestCampaigns,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET active', {
    id: 'listServiceActiveCampaigns',
    permission: ['campaigns.read', 'campaigns.join'],
    summary: 'List the active campaigns',
    description: 'Campaigns that have started, have not ended and are not paused.',
    ok: dto.activeCampaignsSchema,
  })
  async active(@NetworkId() networkId: string, @CurrentLanguage() language: Language) {
    const snapshot = await this.snapshots.fresh(networkId);
    const started = await this.database.inNetwork(networkId, (tx) => this.campaigns.listStarted(tx, snapshot));
    return { campaigns: started.map((campaign) => dto.serviceCampaignOf(campaign, language, snapshot.profile)) };
  }

  @Route('GET customer/:customerId/eligible', {
    id: 'listServiceEligibleCampaigns',
    permission: 'campaigns.join',
    summary: 'List the campaigns open to a customer',
    description:
      "A `customerId` is a guest's id or `externalId`. Active campaigns that the customer gets or can participate in, without " +
      'completed ones.',
    ok: dto.eligibleCampaignsSchema,
  })
  async eligible(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
  ) {
    const networkId = networkOf(principal);
    const { profile } = await this.snapshots.fresh(networkId);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    const items = await this.ofGuests.list(networkId, guestId);
    return {
      customerId,
      eligible_campaigns: items
        .filter(({ whyNot }) => whyNot === null || whyNot === 'NOT_JOINED')
        .filter(({ campaign }) => campaign.state === 'ACTIVE')
        .map(({ campaign, whyNot }) => ({
          ...dto.serviceCampaignOf(campaign, language, profile),
          participating: whyNot === null,
        })),
    };
  }

  @Route('POST participate', {
    id: 'participateInServiceCampaign',
    permission: 'campaigns.join',
    summary: 'Let a customer participate in a campaign',
    description:
      "A `customerId` is a guest's id or `externalId`. It happens once for a `reference`, or for an " +
      '`Idempotency-Key`. An active campaign without `participation_required` answers the same, and nothing is recorded.',
    ok: dto.participationSchema,
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
  async participate(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.participateSchema }) { customerId, campaignId, reference }: dto.ParticipateBody,
  ): Promise<dto.Participation> {
    const guestId = await this.guests.getIdByReference(context.principal, customerId);
    if (!takesPartAnyway(await this.ofGuests.find(context.networkId, guestId, campaignId))) {
      const asked = context.keyedBy(reference == null ? null : `campaigns/participate/${reference}`);
      await this.commands.execute(new JoinCampaign(asked, { guestId, campaignId }));
    }
    return { campaignId, customerId, status: 'participating' };
  }

  @Route('GET :id/progress/:customerId', {
    id: 'getServiceCampaignProgress',
    permission: 'campaigns.join',
    summary: 'Get the progress of a customer in a campaign',
    description: "A `customerId` is a guest's id or `externalId`. A campaign that never ran is 404.",
    ok: dto.progressSchema,
    problems: ['guest_not_found', 'not_found'],
  })
  async progress(
    @CurrentPrincipal() principal: Principal,
    @Id() id: string,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
  ): Promise<dto.ServiceProgress> {
    const networkId = networkOf(principal);
    const { profile } = await this.snapshots.current(networkId);
    const guestId = await this.guests.getIdByReference(principal, customerId);
    return dto.serviceProgressOf(await this.ofGuests.find(networkId, guestId, id), customerId, profile.currencyDigits);
  }
}

/** A guest of a control group gets the same answer as others, so that the guest does not learn of the group. */
function takesPartAnyway({ campaign, whyNot }: CampaignOfGuest): boolean {
  const isFor = whyNot === null || whyNot === 'CONTROL' || whyNot === 'DONE';
  return campaign.document.join === 'ALL' && campaign.state === 'ACTIVE' && isFor;
}
