import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { requireGuest } from '../profiles/guest-access';
import type { PushSubscriptionsAnswer, PutPushSubscriptionBody } from './push-subscription.dto';
import { PushSubscriptions } from './push-subscriptions';
import { Handles } from '../../platform/http/handlers-of';

/** The signed-in guest switches notifications on for a device. */
export class PutPushSubscription extends UseCase<PushSubscriptionsAnswer, { readonly body: PutPushSubscriptionBody }> {}

/** The signed-in guest switches notifications off for a device. */
export class RemovePushSubscription extends UseCase<PushSubscriptionsAnswer, { readonly id: string }> {}

@Injectable()
export class PushSubscriptionsHandlers {
  constructor(
    private readonly subscriptions: PushSubscriptions,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `guest_not_found` */
  @Handles(PutPushSubscription)
  putPushSubscription({ context, input: { body } }: PutPushSubscription): Promise<PushSubscriptionsAnswer> {
    const { principal, networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, principal.id);
      await this.subscriptions.put(tx, networkId, principal.id, body);
      return this.subscriptions.show(networkId, principal.id, tx);
    });
  }

  @Handles(RemovePushSubscription)
  removePushSubscription({ context, input: { id } }: RemovePushSubscription): Promise<PushSubscriptionsAnswer> {
    const { principal, networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.subscriptions.remove(tx, networkId, principal.id, id);
      return this.subscriptions.show(networkId, principal.id, tx);
    });
  }
}
