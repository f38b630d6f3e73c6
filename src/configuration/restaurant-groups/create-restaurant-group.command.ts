import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import type { CreateRestaurantGroupBody, RestaurantGroupAnswer } from './restaurant-group.dto';
import { refuseTakenName, RestaurantGroups } from './restaurant-groups';

/** The most groups of a network. */
const GROUPS_MAX = 1_000;

export class CreateRestaurantGroup extends UseCase<
  RestaurantGroupAnswer,
  { readonly body: CreateRestaurantGroupBody }
> {}

@CommandHandler(CreateRestaurantGroup)
export class CreateRestaurantGroupHandler implements ICommandHandler<CreateRestaurantGroup> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly groups: RestaurantGroups,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `restaurant_group_taken`, `network_full`, `not_found` for an unknown restaurant */
  async execute({ context, input: { body } }: CreateRestaurantGroup): Promise<RestaurantGroupAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockNetwork(tx, networkId);
      if ((await tx.prisma.restaurantGroup.count({ where: { networkId } })) >= GROUPS_MAX)
        throw new ProblemError('network_full', { max: GROUPS_MAX });
      const id = newId();
      await tx.prisma.restaurantGroup.create({ data: { networkId, id, name: body.name } }).catch(refuseTakenName);
      await this.groups.replaceMembers(tx, networkId, id, body.restaurantIds);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'restaurant_group.created',
        subjectKind: 'restaurant_group',
        subjectId: id,
        after: { ...body },
      });
      return this.groups.get(tx, networkId, id);
    });
  }
}
