import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import { Route, Routes } from '../permissions/permission.decorator';
import { refuseOtherNetworks } from '../permissions/require.rules';
import { CurrentPrincipal } from '../principal/current-principal.decorator';
import type { Principal } from '../principal/principal';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import * as dto from './acting.dto';
import { BeginActing, EndActing } from './acting.commands';
import { ListOpenActing } from './list-open-acting.query';

/** The owner of the installation acts for a network: with a reason, for an hour, and with entries in both audits. */
@Routes('networks/:id/act-for', 'Networks', 'networks.manage')
export class ActingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly openActing: ListOpenActing,
  ) {}

  @Route('POST', {
    id: 'beginActing',
    summary: 'Begin to act for a network',
    description:
      'For an hour, in this session, requests that carry `X-Act-For-Network` with its id are those of the network. Beginning again ends the period before.',
    created: dto.actingPeriodSchema,
  })
  begin(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Network for which the owner acts') id: string,
    @Body({ schema: dto.beginActingSchema }) { reason }: dto.BeginActingBody,
  ): Promise<dto.ActingPeriodAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new BeginActing(context, { networkId: id, reason }));
  }

  @Route('GET', {
    id: 'listActing',
    permission: 'settings.manage',
    summary: 'List the owners who act for the network now',
    description: 'Periods that are over stand in the audit.',
    ok: dto.openActingSchema,
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Id('id', 'Network for which owners act') id: string,
  ): Promise<dto.OpenActingAnswer> {
    refuseOtherNetworks(principal, id);
    return this.openActing.of(id);
  }

  @Route('DELETE', {
    id: 'endActing',
    permission: ['networks.manage', 'acting.end'],
    summary: 'Stop acting for a network on all devices',
    description:
      'An owner ends their own acting, a manager of the network that of all owners, also while the network is suspended. Both audits name who ended it.',
    empty: true,
  })
  end(@Context() context: RequestContext, @Id('id', 'Network for which the owner acts') id: string): Promise<void> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new EndActing(context, { networkId: id }));
  }
}
