import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../platform/problems/problem';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../security';
import { rewardsOfPreset } from '../catalog/preset-rewards';
import { presetForNetwork } from '../programs/scaled-preset.rules';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { ChangeNetwork } from './change-network.command';
import { CreateNetwork } from './create-network.command';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import * as dto from './network.dto';
import { Networks } from './networks';

const LIST = 'networks';

/** Networks: the owner of the installation makes and sees all of them, everybody else reads their own. */
@ApiTags('Networks')
@Controller(['networks', 'organizations'])
export class NetworksController {
  constructor(
    private readonly networks: Networks,
    private readonly createNetwork: CreateNetwork,
    private readonly changeNetwork: ChangeNetwork,
    private readonly changes: ConfigurationChanges,
  ) {}

  @Get()
  @RequirePermission('networks.manage', 'places.read', 'settings.manage')
  @ApiOkResponse({ standardSchema: dto.networkPageSchema })
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const after = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, uuid);
    if (principal.networkId !== null) {
      return { items: [dto.networkAnswer(await this.networks.getProfile(principal.networkId))], nextCursor: null };
    }
    const profiles = await this.networks.listProfiles(after, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, profiles, query.limit, (profile) => profile.id);
    return { items: items.map(dto.networkAnswer), nextCursor };
  }

  @Post()
  @RequirePermission('networks.manage')
  @ApiCreatedResponse({ standardSchema: dto.networkSchema })
  async create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.createNetworkSchema }) body: dto.CreateNetworkBody,
  ): Promise<dto.NetworkAnswer> {
    const { preset, scale, ...network } = body;
    const digits = findCurrencyDigits(body.currency) ?? 0;
    const start =
      preset === undefined
        ? {}
        : {
            program: { document: presetForNetwork(preset, digits, scale) },
            rewards: rewardsOfPreset(preset, digits, scale),
          };
    return dto.networkAnswer(await this.createNetwork.execute({ ...network, ...start }, { actor, origin }));
  }

  @Get(':id')
  @RequirePermission('networks.manage', 'places.read', 'settings.manage')
  @ApiOkResponse({ standardSchema: dto.networkSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.NetworkAnswer> {
    refuseOthers(principal, id);
    return dto.networkAnswer(await this.networks.getProfile(id));
  }

  @Patch(':id')
  @RequirePermission('networks.manage', 'settings.manage')
  @ApiOkResponse({ standardSchema: dto.networkSchema })
  change(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeNetworkSchema }) body: dto.ChangeNetworkBody,
  ): Promise<dto.NetworkAnswer> {
    refuseOthers(actor, id);
    return this.changes.run(id, call, 200, async (tx) =>
      dto.networkAnswer(await this.changeNetwork.execute(tx, id, body, { actor, origin })),
    );
  }
}

/** What belongs to another network does not exist. */
function refuseOthers(principal: Principal, networkId: string): void {
  if (principal.networkId !== null && principal.networkId !== networkId) throw new ProblemError('not_found');
}
