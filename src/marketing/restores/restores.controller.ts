import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { KeyedContext, type RequestContext, Route, Routes, WholeNetworkId } from '../../security';
import { HeldSends, DecideHeld } from './held-sends';
import * as dto from './restores.dto';

/** The messages and steps of automations that wait for a manager since a backup was restored. */
@Routes('messages', 'Messages')
export class RestoresController {
  constructor(
    private readonly held: HeldSends,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET held', {
    id: 'getHeldMessages',
    permission: 'campaigns.read',
    summary: 'Count what waits since a restore',
    description:
      'After a backup was restored, messages and steps of automations that were due more than an hour before wait until ' +
      '`decideHeldMessages`, because the original may have sent them since.',
    ok: dto.heldMessagesSchema,
  })
  get(@WholeNetworkId() networkId: string): Promise<dto.HeldMessagesAnswer> {
    return this.held.get(networkId);
  }

  @Route('POST held', {
    id: 'decideHeldMessages',
    permission: 'campaigns.manage',
    summary: 'Send or drop what waits since a restore',
    description: 'Once for each restore; the audit has how many they were. 409 `already_decided`: nothing waits.',
    ok: dto.heldMessagesSchema,
    problems: ['already_decided'],
  })
  decide(@KeyedContext() context: RequestContext, @Body({ schema: dto.decideHeldSchema }) body: dto.DecideHeldBody) {
    return this.commands.execute(new DecideHeld(context, { body }));
  }
}
