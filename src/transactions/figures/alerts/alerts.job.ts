import { listPlaceNames, Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { Tx, Statements } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import { pageAddress } from '../../../platform/http/page-address';
import { MessageProviders, Messages, Pii } from '../../../security';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Job, NetworkJob } from '../../jobs/network-job';
import { readerColumns, readerJoins, READS_FIGURES } from '../reports/staff-readers.sql';
import type { Crossing } from './alert.rules';
import {
  type AlertReader,
  listGroups,
  listReaders,
  type PlaceGroup,
  type AlertRow,
  type JudgedTo,
  ALERT_COLUMNS,
} from './alert.sql';
import { alertTextOf } from './alert-words';
import { Alerts, crossingAnswer, maySee, type Moment, placesOf, whereNow } from './alerts';
import type { AlertRhythm } from './alert.dto';

type DueAlert = AlertRow & AlertReader;

const ALERTS_A_PIECE = 10;
/** The local time from which the job compares the last whole business date. Sales of offline tills have usually arrived by then. */
const FROM_TIME = '08:00';

/**
 * Compares the figures of alerts with their thresholds once a day or an hour. Results, crossings and e-mails are
 * written in one transaction, so the job may be killed at any moment and run in several processes.
 */
@Job('figure-alerts', { everyMs: 60_000, isHourly: true, failure: 'judging the thresholds of figures failed' })
export class FigureAlertsJob extends NetworkJob {
  constructor(
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly alerts: Alerts,
    private readonly messages: Messages,
    private readonly providers: MessageProviders,
    private readonly pii: Pii,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const network = await this.networks.getProfile(networkId);
    const tx = this.database.readsOf(networkId);
    const due: { readonly alert: DueAlert; readonly moment: Moment }[] = [];
    const wholeDay = this.lastWholeDay(network);
    if (wholeDay !== undefined)
      for (const alert of await listDueAlerts(tx, networkId, 'DAY', wholeDay, ALERTS_A_PIECE))
        due.push({ alert, moment: wholeDay });
    const lastHour = this.alerts.lastHourOf(network);
    for (const alert of await listDueAlerts(tx, networkId, 'HOUR', lastHour, ALERTS_A_PIECE))
      due.push({ alert, moment: lastHour });
    for (const { alert, moment } of due) await this.judge(network, moment, alert);
    if (due.length === 0) return 'idle';
    return due.length >= ALERTS_A_PIECE ? 'more' : 'done';
  }

  /** The last business date that is over, once its late sales have arrived. Undefined: it is too early. */
  private lastWholeDay(network: NetworkProfile): Moment | undefined {
    const last = this.alerts.lastDayOf(network);
    const { timeZone, settings } = network;
    const from = calendarOf(timeZone, settings.dayStart).instantOf(`${isoDateOf(last + 1)}T${FROM_TIME}`);
    return this.clock.now().getTime() < from ? undefined : { date: isoDateOf(last), hours: 0, step: null };
  }

  private async judge(network: NetworkProfile, moment: Moment, alert: DueAlert): Promise<void> {
    const { id: networkId } = network;
    const { groupId, language } = alert;
    const groups =
      groupId === null ? [] : await listGroups(this.database.readsOf(networkId), networkId, language, [groupId]);
    // The owner may have lost the right to a restaurant since the alert was set.
    const where = whereNow(alert, alert.restaurantIds, groups);
    const judgement =
      where === null
        ? { crossings: [], beyond: alert.beyond }
        : await this.alerts.judge(networkId, alert, where, moment);
    await this.database.inNetwork(networkId, async (tx) => {
      const fresh = await noteJudgement(tx, networkId, alert.id, moment, judgement);
      // Without a mail provider, the crossing is only shown on the page.
      if (where === null || fresh === undefined || fresh.length === 0 || !this.providers.takes('EMAIL')) return;
      for (const reader of await listReaders(tx, networkId, alert.recipients)) {
        const crossings = fresh.filter((crossing) => maySee(reader.restaurantIds, where, crossing));
        if (crossings.length > 0) await this.tell(tx, network, { alert, reader, moment, crossings });
      }
    });
  }

  private async tell(
    tx: Tx,
    network: NetworkProfile,
    { alert, reader, moment, crossings }: AlertNotice,
  ): Promise<void> {
    const { id: networkId, name, currency, currencyDigits } = network;
    const { figure, threshold, groupId } = alert;
    const { language } = reader;
    const names = await listPlaceNames(tx, networkId, placesOf(crossings), language);
    const groups: PlaceGroup[] = groupId === null ? [] : await listGroups(tx, networkId, language, [groupId]);
    const text = alertTextOf(
      {
        network: name,
        figure,
        threshold,
        date: moment.date,
        until: moment.step?.until ?? null,
        setBy: reader.userId === alert.userId ? null : alert.name,
        places: crossings.map((crossing) => {
          const { restaurant, value, usual, path } = crossingAnswer(alert, crossing, names, groups);
          return { name: restaurant, value, usual, url: pageAddress(path) };
        }),
        page: pageAddress('/admin/analytics/alerts'),
      },
      { currency, digits: currencyDigits, language },
    );
    await this.messages.append(tx, networkId, {
      guestId: null,
      channel: 'EMAIL',
      secret: false,
      purpose: 'SERVICE',
      ...text,
      recipient: this.pii.decrypt(networkId, 'email', reader.emailEncrypted),
    });
  }
}

interface AlertNotice {
  readonly alert: DueAlert;
  readonly reader: AlertReader;
  readonly moment: Moment;
  readonly crossings: readonly Crossing[];
}

/** Alerts that were not compared up to this moment, and whose owner may still read figures; at most `limit`. */
function listDueAlerts(
  tx: Statements,
  networkId: string,
  rhythm: AlertRhythm,
  { date, hours }: JudgedTo,
  limit: number,
): Promise<DueAlert[]> {
  return tx.query<DueAlert>`
    SELECT ${ALERT_COLUMNS}, u.name, ${readerColumns(networkId)}
    FROM figure_alerts a ${readerJoins(sql`a`)}
    WHERE a.network_id = ${networkId} AND a.rhythm = ${rhythm} AND (a.judged_to, a.judged_hours) < (${date}::date, ${hours}::smallint) AND ${READS_FIGURES}
    ORDER BY a.judged_to, a.id LIMIT ${limit}`;
}

/**
 * Stores a comparison. @returns new crossings, at most one of a restaurant on a date; undefined when another process
 * stored the comparison first, or the alert was removed
 */
async function noteJudgement(
  tx: Tx,
  networkId: string,
  id: string,
  { date, hours }: JudgedTo,
  { beyond, crossings }: { readonly beyond: readonly string[]; readonly crossings: readonly Crossing[] },
): Promise<Crossing[] | undefined> {
  const row = await tx.maybe<{ id: string }>`
    UPDATE figure_alerts SET judged_to = ${date}, judged_hours = ${hours}, beyond = ${beyond}
     WHERE network_id = ${networkId} AND id = ${id} AND (judged_to, judged_hours) < (${date}::date, ${hours}::smallint) RETURNING id`;
  if (row === undefined) return undefined;
  const fresh: Crossing[] = [];
  for (const crossing of crossings) {
    const { businessDate, until, restaurantId, value, usual } = crossing;
    const added = await tx.maybe<{ alertId: string }>`
      INSERT INTO figure_alert_crossings (network_id, alert_id, business_date, restaurant_id, value, usual, until)
       VALUES (${networkId}, ${id}, ${businessDate}, ${restaurantId}, ${value}, ${usual}, ${until}) ON CONFLICT DO NOTHING RETURNING alert_id`;
    if (added !== undefined) fresh.push(crossing);
  }
  return fresh;
}
