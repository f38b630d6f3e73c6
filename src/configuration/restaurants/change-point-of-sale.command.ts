import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, changesBetween, requireRestaurant, UseCase } from '../../security';
import { refuseTakenCode } from '../revisions/taken-code';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { type ChangePointOfSaleBody, type PointOfSaleAnswer, pointOfSaleAnswer } from './restaurant.dto';

/** Members that are left out stay as they are; a closed point of sale can be opened again. */
export class ChangePointOfSale extends UseCase<
  PointOfSaleAnswer,
  { readonly restaurantId: string; readonly id: string; readonly body: ChangePointOfSaleBody }
> {}

@CommandHandler(ChangePointOfSale)
export class ChangePointOfSaleHandler implements ICommandHandler<ChangePointOfSale> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `code_taken`, `restaurant_not_allowed` */
  execute({ context, input: { restaurantId, id, body } }: ChangePointOfSale): Promise<PointOfSaleAnswer> {
    const { networkId, call, author, principal } = context;
    return this.changes.run(networkId, call, 200, async (tx) => {
      const where = { networkId_id: { networkId, id }, restaurantId };
      const row = await tx.prisma.pointOfSale.findUnique({ where });
      if (row === null) throw new ProblemError('not_found');
      requireRestaurant(principal, restaurantId);
      await requireUnchanged(call, () => pointOfSaleAnswer(row));
      const before = { code: row.code, name: row.name, closed: row.closedAt !== null };
      const { closed, ...columns } = { ...before, ...givenMembers(body) };
      // The time of the first closing stays.
      const closedAt = closed ? (row.closedAt ?? this.clock.now()) : null;
      const changed = await tx.prisma.pointOfSale
        .update({ where, data: { ...columns, closedAt } })
        .catch(refuseTakenCode);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'point_of_sale.changed',
        subjectKind: 'point_of_sale',
        subjectId: id,
        ...changesBetween(before, givenMembers(body)),
      });
      return pointOfSaleAnswer(changed);
    });
  }
}
