import { Param } from '@nestjs/common';
import { CampaignEditor, Snapshots } from 'loyalty-platform/configuration';
import { Guests } from 'loyalty-platform/identity';
import { GuestSegments } from 'loyalty-platform/marketing';
import { Clock } from 'loyalty-platform/platform/clock/clock';
import { Database } from 'loyalty-platform/platform/database/database';
import { ProblemError } from 'loyalty-platform/platform/problems/problem';
import { CurrentPrincipal, NetworkId, networkOf, type Principal, Route, Routes } from 'loyalty-platform/security';
import * as segments from './customer-segments.dto';
import { type LoyaltyProgram, loyaltyProgramSchema } from './loyalty-program.dto';
import { loyaltyProgramOf } from './loyalty-program.rules';
import { customerIdSchema } from './loyalty-status.dto';

/** Describes earning, redemption and tiers to an order service, and segments to a promotion service. */
@Routes('loyalty', 'Taken over: rewards')
export class LoyaltyProgramController {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly clock: Clock,
    private readonly guests: Guests,
    private readonly segments: GuestSegments,
  ) {}

  @Route('GET program', {
    id: 'getLoyaltyProgram',
    permission: 'rewards.read',
    summary: 'Get earning rates, redemption values and tier benefits',
    description:
      'The programme in force now, with the campaigns that multiply points now. Texts are English, amounts decimals of ' +
      'the currency. Rules that ask for more than one category are left out of `bonus_categories`.',
    ok: loyaltyProgramSchema,
    problems: ['no_program'],
  })
  async program(@NetworkId() networkId: string): Promise<LoyaltyProgram> {
    const snapshot = await this.snapshots.fresh(networkId);
    const published = snapshot.programInForce(this.clock.now());
    if (published === undefined) throw new ProblemError('no_program');
    const started = await this.database.inNetwork(networkId, (tx) => this.campaigns.listStarted(tx, snapshot));
    return loyaltyProgramOf(published.program.document, started, snapshot.profile);
  }

  @Route('GET customer/:id/segments', {
    id: 'getCustomerSegments',
    permission: ['guest.read', 'tier.manage'],
    summary: 'Get the segments of a customer',
    description: "A `customerId` is a guest's id or `externalId`. Segments that are archived are left out.",
    ok: segments.customerSegmentsSchema,
    problems: ['guest_not_found'],
  })
  async segmentsOf(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: customerIdSchema }) customerId: string,
  ): Promise<segments.CustomerSegments> {
    const guestId = await this.guests.getIdByReference(principal, customerId);
    return segments.customerSegmentsOf(customerId, await this.segments.find(networkOf(principal), guestId));
  }
}
