import { Body, Controller, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { OfAllHomes } from '../../platform/homes/of-all-homes';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { found } from '../../platform/problems/problem';
import { line, pageQuery, uuid } from '../../platform/http/schemas';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import {
  type ChangeRequestAnswer,
  changeRequestSchema,
  CurrentPrincipal,
  KeyedContext,
  type Principal,
  refuseOtherNetworks,
  type RequestContext,
  Route,
} from '../../security';
import { ChangeNetwork } from './change-network.command';
import { CreateNetwork, newNetworkOf } from './create-network.command';
import { SetNetworkState } from './set-network-state.command';
import * as dto from './network.dto';
import { Networks } from './networks';

const LIST = 'networks';
const idOrCode = line(100).describe('Id of the network, or its code');

/** Networks: the installation's owner makes and sees all, everybody else reads their own. */
@ApiTags('Networks')
@Controller('networks')
export class NetworksController {
  constructor(
    private readonly networks: Networks,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listNetworks',
    permission: ['networks.manage', 'places.read', 'settings.manage'],
    summary: 'List networks',
    description:
      'The owner of the installation gets all networks, in the order in which they were opened; everybody else gets the own one.',
    ok: dto.networkPageSchema,
  })
  @OfAllHomes('PAGES')
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const after = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, uuid);
    if (principal.networkId !== null) {
      return {
        items: [dto.networkAnswerFor(principal, await this.networks.getProfile(principal.networkId))],
        nextCursor: null,
      };
    }
    const profiles = await this.networks.listProfiles(after, query.limit + 1);
    return pageFrom(LIST, profiles, query.limit, (profile) => profile.id, dto.networkAnswer);
  }

  @Route('POST', {
    id: 'createNetwork',
    permission: 'networks.manage',
    summary: 'Open a network with its programme and its first manager',
    description:
      '`passwordLink` is shown only to the owner who asks; the same call with the same key shows it again. ' +
      'A `currency`, `timeZone` or `country` that does not exist, or a `scale` that leaves parts of a minor unit, is 400.',
    created: dto.createdNetworkSchema,
    problems: ['code_taken', 'email_taken', 'gift_card_term'],
  })
  create(
    @KeyedContext() { author, call }: RequestContext,
    @Body({ schema: dto.createNetworkSchema }) body: dto.CreateNetworkBody,
  ) {
    return this.commands.execute(new CreateNetwork(newNetworkOf(body), author, call));
  }

  @Route('GET :id', {
    id: 'getNetwork',
    permission: ['networks.manage', 'places.read', 'settings.manage', 'customers.manage'],
    summary: 'Get a network with its settings',
    description:
      'By its id or its code. Cashiers and API keys get only the settings that a till needs (`TillNetwork`). Another network than the own one is 404.',
    ok: dto.seenNetworkSchema,
  })
  @Tagged(dto.changeableOfNetwork)
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: idOrCode }) reference: string,
  ): Promise<dto.SeenNetworkAnswer> {
    const id = found(uuid.safeParse(reference).data ?? (await this.networks.findIdByCode(reference)));
    refuseOtherNetworks(principal, id);
    return dto.networkAnswerFor(principal, await this.networks.getProfile(id));
  }

  @Route('PATCH :id', {
    id: 'changeNetwork',
    permission: ['networks.manage', 'settings.manage'],
    summary: 'Change a network or its settings',
    description:
      'Members that are left out stay, also within a group of settings. A change by a manager that raises a figure of ' +
      '`limits`, `cards`, `spending` or `transfers`, or makes one of their waiting times or the least transfer smaller, ' +
      'waits as a whole for a second person: 202 with the change request. The currency is fixed once the network has a transaction.',
    ok: dto.networkSchema,
    accepted: changeRequestSchema,
    problems: ['currency_fixed', 'gift_card_term'],
  })
  @ChangesTagged(dto.changeableOfNetwork)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeNetworkSchema }) body: dto.ChangeNetworkBody,
  ): Promise<dto.NetworkAnswer | ChangeRequestAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new ChangeNetwork(context, { networkId: id, change: body }));
  }

  @Route('POST :id/state', {
    id: 'setNetworkState',
    permission: 'networks.manage',
    summary: 'Suspend, close or resume a network',
    description:
      'A suspended network sells on; changes by its managers and by keys that manage are 403 `network_suspended`. Closing ends the sessions of its staff and its guests at their next refresh; nothing is deleted, and `ACTIVE` opens it again. The state that the network has already changes nothing. `confirmName` that is not the name of the network is 400. The sandbox of a network follows it; a closed one does not open again beside another of its network.',
    ok: dto.networkSchema,
    problems: ['sandbox_exists'],
  })
  setState(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.setNetworkStateSchema }) body: dto.SetNetworkStateBody,
  ): Promise<dto.NetworkAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new SetNetworkState(context, { networkId: id, ...body }));
  }
}
