import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Route, Routes } from '../permissions/permission.decorator';
import { refuseOtherNetworks } from '../permissions/require.rules';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import * as dto from './acting.dto';
import { BeginActing, EndActing } from './acting.commands';
import { Id } from '../../platform/http/id.decorator';

/** The owner of the installation acts for a network: with a reason, for an hour, and with entries in both audits. */
@Routes('networks/:id/act-for', 'Networks', 'networks.manage')
export class ActingController {
  constructor(private readonly commands: CommandBus) {}

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

  @Route('DELETE', {
    id: 'endActing',
    summary: 'Stop acting for a network on all devices',
    empty: true,
  })
  end(@Context() context: RequestContext, @Id('id', 'Network for which the owner acts') id: string): Promise<void> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new EndActing(context, { networkId: id }));
  }
}
