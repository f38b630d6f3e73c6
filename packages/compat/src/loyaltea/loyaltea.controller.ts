import { Body, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from 'loyalty-platform/platform/http/id.decorator';
import { z } from 'zod';
import { Networks } from 'loyalty-platform/configuration';
import { Database } from 'loyalty-platform/platform/database/database';
import { newId } from 'loyalty-platform/platform/ids/ids';
import { found } from 'loyalty-platform/platform/problems/problem';
import { settings } from 'loyalty-platform/platform/settings/settings';
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
import { requireOwnCode } from 'loyalty-platform/integrations';
import { CreateLoyalteaCampaign, CreateLoyalteaPart } from './loyaltea.commands';
import * as dto from './loyaltea.dto';
import { listItems, listItemsById, type LoyalteaItem, type LoyalteaKind } from './loyaltea-items.sql';

const numberSchema = z.coerce.number().int().min(1).max(1_000_000).describe('Number of the fulfilment, from its `url`');

/** The calls of loyaltea. Its paths have no prefix and end with a slash: `/rewards/`, `/buy-fulfillments/`, `/campaigns/`. */
@Routes('loyaltea', 'Taken over: loyaltea')
export class LoyalteaController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
    private readonly networks: Networks,
  ) {}

  @Route('POST rewards', {
    id: 'createLoyalteaReward',
    permission: 'campaigns.manage',
    summary: 'Create a reward of points',
    description:
      'Campaigns name it by its id. The same reward once more is the first; another one under its id is refused. A ' +
      '`tenant` other than the network of the caller is 404.',
    created: dto.loyalteaRewardSchema,
    problems: ['code_taken', 'network_full', 'not_found'],
  })
  async createReward(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createLoyalteaRewardSchema }) { tenant, reward_id, reward_points }: dto.CreateLoyalteaReward,
  ): Promise<dto.LoyalteaReward> {
    const id = reward_id ?? newId();
    await this.create(context, { kind: 'REWARD', id, body: { tenant, reward_id: id, reward_points } }, reward_id);
    return { tenant, reward_id: id, reward_points };
  }

  @Route('GET rewards', {
    id: 'listLoyalteaRewards',
    permission: 'campaigns.read',
    summary: 'List the rewards of points',
    description: 'The oldest first.',
    ok: dto.loyalteaRewardsSchema,
  })
  async rewards(@CurrentPrincipal() principal: Principal): Promise<dto.LoyalteaReward[]> {
    return (await this.list<dto.LoyalteaReward>(principal, 'REWARD')).map(({ body }) => body);
  }

  @Route('GET rewards/:id', {
    id: 'getLoyalteaReward',
    permission: 'campaigns.read',
    summary: 'Get a reward of points',
    description: 'As it was created.',
    ok: dto.loyalteaRewardSchema,
  })
  reward(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.LoyalteaReward> {
    return this.get<dto.LoyalteaReward>(principal, 'REWARD', id);
  }

  @Route('POST buy-fulfillments', {
    id: 'createLoyalteaFulfillment',
    permission: 'campaigns.manage',
    summary: 'Create a fulfilment',
    description:
      'It is met when a guest has bought so much of the product, or done the activity so often, over any number of sales ' +
      'from the start of a campaign on. The same fulfilment once more is the first; another one under its id is refused.',
    created: dto.loyalteaFulfillmentSchema,
    problems: ['code_taken', 'network_full', 'not_found'],
  })
  async createFulfillment(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createLoyalteaFulfillmentSchema }) { url: _unread, ...given }: dto.CreateLoyalteaFulfillment,
  ): Promise<dto.LoyalteaFulfillment> {
    const id = given.fulfillment_id ?? newId();
    const body = { ...given, fulfillment_id: id };
    const { number } = await this.create(context, { kind: 'FULFILLMENT', id, body }, given.fulfillment_id);
    return { url: addressOf(number), ...body };
  }

  @Route('GET buy-fulfillments', {
    id: 'listLoyalteaFulfillments',
    permission: 'campaigns.read',
    summary: 'List the fulfilments',
    description: 'The oldest first.',
    ok: dto.loyalteaFulfillmentsSchema,
  })
  async fulfillments(@CurrentPrincipal() principal: Principal): Promise<dto.LoyalteaFulfillment[]> {
    const items = await this.list<dto.KeptFulfillment>(principal, 'FULFILLMENT');
    return items.map(({ number, body }) => ({ url: addressOf(number), ...body }));
  }

  @Route('GET buy-fulfillments/:number', {
    id: 'getLoyalteaFulfillment',
    permission: 'campaigns.read',
    summary: 'Get a fulfilment',
    description: 'By the number of its `url`.',
    ok: dto.loyalteaFulfillmentSchema,
  })
  async fulfillment(
    @NetworkId() networkId: string,
    @Param('number', { schema: numberSchema }) number: number,
  ): Promise<dto.LoyalteaFulfillment> {
    const item = found(
      await this.database.inNetwork(
        networkId,
        (tx) =>
          tx.maybe<LoyalteaItem<dto.KeptFulfillment>>`
          SELECT id, number, body FROM loyaltea_items WHERE network_id = ${networkId} AND kind = 'FULFILLMENT' AND number = ${number}`,
      ),
    );
    return { url: addressOf(number), ...item.body };
  }

  @Route('POST campaigns', {
    id: 'createLoyalteaCampaign',
    permission: 'campaigns.manage',
    summary: 'Create and start a campaign of fulfilments and rewards',
    description:
      'It counts from `counts_from` on, at once or up to six seconds later, for every guest: who meets all fulfilments gets all rewards, once. Ids that ' +
      'the network does not have are 404. It is an ordinary campaign, which the calls of campaigns show and end. Its ' +
      'budget is `limits.campaignBudget` of the network, so that no second person has to approve it.',
    created: dto.loyalteaCampaignSchema,
    problems: ['network_full', 'not_found'],
  })
  async createCampaign(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createLoyalteaCampaignSchema }) body: dto.CreateLoyalteaCampaign,
  ): Promise<dto.LoyalteaCampaign> {
    await this.requireTenant(context.networkId, body.tenant);
    return this.commands.execute(new CreateLoyalteaCampaign(context, body));
  }

  @Route('GET campaigns', {
    id: 'listLoyalteaCampaigns',
    permission: 'campaigns.read',
    summary: 'List the campaigns made by these calls',
    description: 'The oldest first.',
    ok: dto.loyalteaCampaignsSchema,
  })
  async campaigns(@CurrentPrincipal() principal: Principal): Promise<dto.LoyalteaCampaign[]> {
    return (await this.list<dto.LoyalteaCampaign>(principal, 'CAMPAIGN')).map(({ body }) => body);
  }

  @Route('GET campaigns/:id', {
    id: 'getLoyalteaCampaign',
    permission: 'campaigns.read',
    summary: 'Get a campaign made by these calls',
    description: 'As it was created.',
    ok: dto.loyalteaCampaignSchema,
  })
  campaign(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.LoyalteaCampaign> {
    return this.get<dto.LoyalteaCampaign>(principal, 'CAMPAIGN', id);
  }

  /** The client's id of the new item is the call's idempotency key, unless the call has a key. */
  private async create(
    context: RequestContext,
    part: CreateLoyalteaPart['input'],
    givenId: string | undefined,
  ): Promise<LoyalteaItem<object>> {
    await this.requireTenant(context.networkId, part.body.tenant);
    const asked = context.keyedBy(givenId === undefined ? null : `loyaltea/${part.kind}/${givenId}`);
    return this.commands.execute(new CreateLoyalteaPart(asked, part));
  }

  private async requireTenant(networkId: string, tenant: string): Promise<void> {
    requireOwnCode(await this.networks.getProfile(networkId), tenant);
  }

  private list<Body>(principal: Principal, kind: LoyalteaKind): Promise<LoyalteaItem<Body>[]> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, (tx) => listItems<Body>(tx, networkId, kind));
  }

  private async get<Body>(principal: Principal, kind: LoyalteaKind, id: string): Promise<Body> {
    const networkId = networkOf(principal);
    const item = found(
      (await this.database.inNetwork(networkId, (tx) => listItemsById<Body>(tx, networkId, kind, [id])))[0],
    );
    return item.body;
  }
}

function addressOf(number: number): string {
  const site = (settings.publicUrl ?? `http://localhost:${String(settings.port)}`).replace(/\/$/, '');
  return `${site}/buy-fulfillments/${String(number)}/`;
}
