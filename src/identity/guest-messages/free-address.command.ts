import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, StoppedAddresses, UseCase, wholeNetworkOf } from '../../security';
import { requireGuest } from '../profiles/guest-access';
import { GuestStops } from './guest-stops';
import type * as dto from './stopped-addresses.dto';

/** A manager lets messages go again to an address that a provider refused as unknown, as after a mistake of the provider. */
export class FreeAddress extends UseCase<
  dto.StoppedAddressesAnswer,
  { readonly guestId: string; readonly channel: dto.Channel; readonly body: dto.FreeAddressBody }
> {}

@CommandHandler(FreeAddress)
export class FreeAddressHandler implements ICommandHandler<FreeAddress> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly stops: GuestStops,
    private readonly stopped: StoppedAddresses,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `guest_not_found`; `not_found` where it is not stopped; `stopped_by_guest` */
  execute({ context, input: { guestId, channel, body } }: FreeAddress): Promise<dto.StoppedAddressesAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, guestId);
      const stop = (await this.stops.list(tx, networkId, guestId)).find((one) => one.channel === channel);
      if (stop === undefined) throw new ProblemError('not_found');
      if (!stop.mayFree) throw new ProblemError('stopped_by_guest');
      for (const address of await this.stops.listAddresses(tx, networkId, guestId))
        if (address.channel === channel) await this.stopped.reopen(tx, networkId, address);
      await this.audit.appendChange(tx, networkId, author, 'guest.address_freed', guestId, {
        before: { channel, reason: stop.reason, failure: stop.failure, stoppedAt: stop.stoppedAt },
        after: { channel, reason: body.reason },
      });
      return { items: await this.stops.list(tx, networkId, guestId) };
    });
  }
}
