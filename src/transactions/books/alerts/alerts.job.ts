import { Injectable } from '@nestjs/common';
import { listPlaceNames, Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { pageAddress } from '../../../platform/http/page-address';
import { JobQueue } from '../../../platform/queue/job-queue';
import { MessageProviders, Messages, Pii } from '../../../security';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { NetworkJob } from '../../jobs/network-job';
import { TOGETHER } from './alert.rules';
import { type DueAlert, listDueAlerts, noteJudgement } from './alert.sql';
import { alertTextOf } from './alert-words';
import { alertPath, AlertsQuery, placesOf } from './alerts.query';

const EVERY_MS = 60_000;
const IDLE_UP_TO_MS = 10 * 60_000;
const ALERTS_A_PIECE = 10;
/** Local time from which the job judges the last business date. Sales of offline tills have usually arrived by then. */
const FROM_TIME = '08:00';

/**
 * Compares the figures of alerts with their thresholds once a day. The result, its crossings and the e-mail are written in one
 * transaction, so the job may be killed at any moment and run in several processes.
 */
@Injectable()
export class FigureAlertsJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly alerts: AlertsQuery,
    private readonly messages: Messages,
    private readonly providers: MessageProviders,
    private readonly pii: Pii,
  ) {
    super(database, jobs, {
      ...{ name: 'figure-alerts', everyMs: EVERY_MS, idleUpToMs: IDLE_UP_TO_MS },
      failure: 'judging the thresholds of figures failed',
    });
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const network = await this.networks.getProfile(networkId);
    const last = this.alerts.lastDayOf(network);
    const { timeZone, settings } = network;
    const from = calendarOf(timeZone, settings.dayStart).instantOf(`${isoDateOf(last + 1)}T${FROM_TIME}`);
    if (this.clock.now().getTime() < from) return 'idle';
    const due = await listDueAlerts(this.database.readsOf(networkId), networkId, isoDateOf(last), ALERTS_A_PIECE);
    for (const alert of due) await this.judge(network, last, alert);
    if (due.length === 0) return 'idle';
    return due.length === ALERTS_A_PIECE ? 'more' : 'done';
  }

  private async judge(network: NetworkProfile, day: number, alert: DueAlert): Promise<void> {
    const { id: networkId, name, currency, currencyDigits } = network;
    const { figure, threshold, scope, restaurantId, language, emailEncrypted } = alert;
    const own = alert.restaurantIds;
    // The owner may have lost the right to the restaurant since the alert was set.
    const isTheirs =
      figure === 'LIABILITY' ? own === null : restaurantId === null || (own?.includes(restaurantId) ?? true);
    const where = { scope, restaurantIds: restaurantId === null ? own : [restaurantId] };
    const judgement = isTheirs
      ? await this.alerts.judge(networkId, alert, where, day)
      : { crossings: [], beyond: alert.beyond };
    const date = isoDateOf(day);
    await this.database.inNetwork(networkId, async (tx) => {
      if (!(await noteJudgement(tx, networkId, alert.id, date, judgement))) return;
      // Without a mail provider the crossing stands on the page alone.
      if (judgement.crossings.length === 0 || !this.providers.takes('EMAIL')) return;
      const names = await listPlaceNames(tx, networkId, placesOf(judgement.crossings), language);
      const text = alertTextOf(
        {
          ...{ network: name, figure, threshold, date },
          places: judgement.crossings.map((crossing) => {
            const place = crossing.restaurantId === TOGETHER ? null : crossing.restaurantId;
            const { value, usual } = crossing;
            return {
              ...{ value, usual, name: place === null ? null : (names.get(place) ?? place) },
              url: pageAddress(alertPath(figure, date, place)),
            };
          }),
          page: pageAddress('/admin/analytics/alerts'),
        },
        { currency, digits: currencyDigits, language },
      );
      await this.messages.append(tx, networkId, {
        ...{ guestId: null, channel: 'EMAIL', secret: false, purpose: 'SERVICE', ...text },
        recipient: this.pii.decrypt(networkId, 'email', emailEncrypted),
      });
    });
  }
}
