import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { requirePermission, UseCase } from '../../../security';
import type { CreateAlert } from './alert.dto';
import { deleteAlert, insertAlert, MOST_ALERTS } from './alert.sql';
import { AlertsQuery } from './alerts.query';

/** A person sets an alert. Its first judged date is the one on which it was set. */
export class CreateFigureAlert extends UseCase<{ readonly id: string }, { readonly body: CreateAlert }> {}

@CommandHandler(CreateFigureAlert)
export class CreateFigureAlertHandler implements ICommandHandler<CreateFigureAlert> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly networks: Networks,
    private readonly alerts: AlertsQuery,
  ) {}

  /** @throws ProblemError `forbidden`, `not_found`, `restaurant_not_allowed`, `figure_alerts_full` */
  async execute({ context, input: { body } }: CreateFigureAlert): Promise<{ readonly id: string }> {
    const { networkId, call, principal } = context;
    requirePermission(principal, 'reports.read');
    if (principal.kind !== 'user' || principal.onBehalf) throw new ProblemError('forbidden');
    await this.alerts.whereOf(principal, body);
    const judgedTo = isoDateOf(this.alerts.lastDayOf(await this.networks.getProfile(networkId)));
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const id = newId();
      if (!(await insertAlert(tx, networkId, principal.id, { ...body, id, judgedTo })))
        throw new ProblemError('figure_alerts_full', { max: MOST_ALERTS });
      return { id };
    });
  }
}

export class RemoveFigureAlert extends UseCase<void, { readonly id: string }> {}

@CommandHandler(RemoveFigureAlert)
export class RemoveFigureAlertHandler implements ICommandHandler<RemoveFigureAlert> {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError `not_found`, also for a threshold of another person */
  async execute({ context: { networkId, principal }, input: { id } }: RemoveFigureAlert): Promise<void> {
    const isThere = await this.database.inNetwork(networkId, (tx) => deleteAlert(tx, networkId, principal.id, id));
    if (!isThere) throw new ProblemError('not_found');
  }
}
