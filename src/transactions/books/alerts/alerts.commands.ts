import { Injectable } from '@nestjs/common';
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
import { Handles } from '../../../platform/http/handlers-of';

/** A person sets an alert. The date on which it was set is the first that is judged; by the hour, the hour in which it was. */
export class CreateFigureAlert extends UseCase<{ readonly id: string }, { readonly body: CreateAlert }> {}

export class RemoveFigureAlert extends UseCase<void, { readonly id: string }> {}

@Injectable()
export class AlertsHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly networks: Networks,
    private readonly alerts: AlertsQuery,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `forbidden`, `not_found`, `restaurant_not_allowed`, `invalid_body`, `figure_alerts_full` */
  @Handles(CreateFigureAlert)
  async createFigureAlert({ context, input: { body } }: CreateFigureAlert): Promise<{ readonly id: string }> {
    const { networkId, call, principal } = context;
    requirePermission(principal, 'reports.read');
    if (principal.kind !== 'user' || principal.onBehalf) throw new ProblemError('forbidden');
    const where = await this.alerts.whereOf(principal, body);
    await this.alerts.requireReaders(networkId, body, where);
    const network = await this.networks.getProfile(networkId);
    const judged =
      body.rhythm === 'HOUR'
        ? this.alerts.lastHourOf(network)
        : { date: isoDateOf(this.alerts.lastDayOf(network)), hours: 0 };
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const id = newId();
      if (!(await insertAlert(tx, networkId, principal.id, { ...body, id, judged })))
        throw new ProblemError('figure_alerts_full', { max: MOST_ALERTS });
      return { id };
    });
  }

  /** @throws ProblemError `not_found`, also for a threshold of another person */
  @Handles(RemoveFigureAlert)
  async removeFigureAlert({ context: { networkId, principal }, input: { id } }: RemoveFigureAlert): Promise<void> {
    const isThere = await this.database.inNetwork(networkId, (tx) => deleteAlert(tx, networkId, principal.id, id));
    if (!isThere) throw new ProblemError('not_found');
  }
}
