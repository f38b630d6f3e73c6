import { isDeepStrictEqual } from 'node:util';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../../configuration';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import type { KeptFulfillment, LoyalteaReward } from './loyaltea.dto';
import { insertItem, type LoyalteaItem, listItemsById } from './loyaltea-items.sql';

interface Part {
  readonly kind: 'REWARD' | 'FULFILLMENT';
  readonly id: string;
  readonly body: LoyalteaReward | KeptFulfillment;
}

/** Keeps a reward or a fulfilment, which campaigns name by its id. The same once more is the first. Throws `code_taken`. */
export class CreateLoyalteaPart extends UseCase<LoyalteaItem<LoyalteaReward | KeptFulfillment>, Part> {}

@CommandHandler(CreateLoyalteaPart)
export class CreateLoyalteaPartHandler implements ICommandHandler<CreateLoyalteaPart> {
  constructor(private readonly changes: ConfigurationChanges) {}

  execute({ context, input: { kind, id, body } }: CreateLoyalteaPart) {
    const { call, networkId } = context;
    return this.changes.run(networkId, call, 201, async (tx) => {
      const inserted = await insertItem<LoyalteaReward | KeptFulfillment>(tx, networkId, kind, id, body);
      if (inserted !== null) return inserted;
      const [known] = await listItemsById<LoyalteaReward | KeptFulfillment>(tx, networkId, kind, [id]);
      if (known === undefined || !isDeepStrictEqual(known.body, body)) throw new ProblemError('code_taken');
      return known;
    });
  }
}
