import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/database';
import { KeyedContext, type RequestContext, Route, WholeNetworkId } from '../../security';
import { requireGuest } from '../profiles/guest-access';
import { GuestStops, FreeAddress } from './guest-stops';
import * as dto from './stopped-addresses.dto';
import { Id } from '../../platform/http/id.decorator';

/** Shows a guest's addresses that get nothing but codes. */
@ApiTags('Messages')
@Controller('guests/:id/stopped-addresses')
export class StoppedAddressesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
    private readonly stops: GuestStops,
  ) {}

  @Route('GET', {
    id: 'listStoppedAddresses',
    permission: 'campaigns.manage',
    summary: 'List stopped addresses of a guest',
    description:
      'A provider refuses the address, or the person wants no messages there. One-time codes still go there.',
    ok: dto.stoppedAddressesSchema,
    problems: ['guest_not_found'],
  })
  list(@WholeNetworkId() networkId: string, @Id('id', 'Guest') guestId: string): Promise<dto.StoppedAddressesAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      await requireGuest(tx, networkId, guestId);
      return { items: await this.stops.list(tx, networkId, guestId) };
    });
  }

  @Route('POST :channel/free', {
    id: 'freeAddress',
    permission: 'campaigns.manage',
    summary: 'Free a stopped address of a guest',
    description:
      'For an address that the provider reported as unknown by mistake. `stopped_by_guest`: the guest complained, answered STOP or stopped the bot, and opens it again by confirming the address or writing to the bot. The audit keeps the reason.',
    ok: dto.stoppedAddressesSchema,
    problems: ['guest_not_found', 'not_found', 'stopped_by_guest'],
  })
  free(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Param('channel', { schema: dto.channelSchema }) channel: dto.Channel,
    @Body({ schema: dto.freeAddressSchema }) body: dto.FreeAddressBody,
  ) {
    return this.commands.execute(new FreeAddress(context, { guestId, channel, body }));
  }
}
