import { Injectable } from '@nestjs/common';
import { ShadowRestaurants } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { ProblemError } from '../../platform/problems/problem';
import { type OnOne, UseCase } from '../../security';
import type * as dto from './shadow.dto';
import { ShadowChanges } from './shadow-changes';

/** Puts a restaurant into the shadow, for the first time or back. */
export class ShadowRestaurant extends UseCase<dto.ShadowAnswer, { id: string }> {}

/** Switches a restaurant over: its tills sell by the network, and it is closed in the shadow. */
export class SwitchRestaurant extends UseCase<dto.ShadowAnswer, OnOne<dto.SwitchRestaurantBody>> {}

@Injectable()
export class ShadowRestaurantsHandlers {
  constructor(
    private readonly places: ShadowRestaurants,
    private readonly changes: ShadowChanges,
  ) {}

  /** @throws ProblemError `not_found` for a network without a shadow run, and a restaurant that is not open */
  @Handles(ShadowRestaurant)
  shadowRestaurant({ context, input: { id } }: ShadowRestaurant): Promise<dto.ShadowAnswer> {
    return this.changes.run(context, (tx, enter, pair) => this.places.enter(tx, enter, pair, id, context.author));
  }

  /** @throws ProblemError `not_found` for a restaurant that is not in the shadow; `import_state` for a file that was not imported */
  @Handles(SwitchRestaurant)
  switchRestaurant({ context, input: { id, body } }: SwitchRestaurant): Promise<dto.ShadowAnswer> {
    const { guestFileId } = body;
    return this.changes.run(context, async (tx, enter, pair) => {
      if (guestFileId !== null) await requireImported(tx, pair.networkId, guestFileId);
      await this.places.leave(tx, enter, pair, id, context.author, { guestFileId });
    });
  }
}

/** @throws ProblemError `not_found`, `import_state` */
async function requireImported(tx: Tx, networkId: string, id: string): Promise<void> {
  const file = await tx.prisma.guestFile.findUnique({
    where: { networkId_id: { networkId, id } },
    select: { status: true },
  });
  if (file === null) throw new ProblemError('not_found');
  if (file.status !== 'DONE') throw new ProblemError('import_state', { status: file.status });
}
