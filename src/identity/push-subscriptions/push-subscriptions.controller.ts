import { Body, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../security';
import * as dto from './push-subscription.dto';
import { PushSubscriptions, PutPushSubscription, RemovePushSubscription } from './push-subscriptions';

/** Devices on which the signed-in guest gets notifications. */
@Routes('auth/me/push-subscriptions', 'Guests', 'guest.self')
export class PushSubscriptionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly subscriptions: PushSubscriptions,
  ) {}

  @Route('GET', {
    id: 'listOwnPushSubscriptions',
    summary: "List the guest's devices with notifications",
    description: 'With the key under which a browser subscribes.',
    ok: dto.pushSubscriptionsSchema,
  })
  list(@Context() { networkId, principal }: RequestContext): Promise<dto.PushSubscriptionsAnswer> {
    return this.subscriptions.show(networkId, principal.id);
  }

  @Route('PUT', {
    id: 'putOwnPushSubscription',
    summary: 'Switch notifications on for a device',
    description: 'An eleventh device takes the place of the oldest. A device has one guest of a network, the last one.',
    ok: dto.pushSubscriptionsSchema,
    problems: ['guest_not_found'],
  })
  put(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.putPushSubscriptionSchema }) body: dto.PutPushSubscriptionBody,
  ) {
    return this.commands.execute(new PutPushSubscription(context, { body }));
  }

  @Route('DELETE :id', {
    id: 'removeOwnPushSubscription',
    summary: 'Switch notifications off for a device',
    description: 'Succeeds also where the guest has no such device.',
    ok: dto.pushSubscriptionsSchema,
  })
  remove(@KeyedContext() context: RequestContext, @Param('id', { schema: dto.pushSubscriptionId }) id: string) {
    return this.commands.execute(new RemovePushSubscription(context, { id }));
  }
}
