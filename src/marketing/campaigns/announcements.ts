import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Inbox } from '../../security';
import * as sql from './announcements.sql';
import { isQuiet } from './quiet-hours.rules';

/** A campaign's message to a guest. */
interface Notice {
  readonly guestId: string;
  readonly text: string;
}

interface Planned {
  /** Null: it waits, or it is not sent. */
  readonly messageId: string | null;
  readonly unsent: sql.Unsent | null;
  readonly toldAt: Date | null;
}

/** The guest is told nothing. */
export const NOTHING_TOLD: Planned = { messageId: null, unsent: null, toldAt: null };

/** Messages of campaigns within the network's quiet hours and its limit for each guest. */
@Injectable()
export class Announcements {
  constructor(
    private readonly inbox: Inbox,
    private readonly clock: Clock,
  ) {}

  isQuietNow({ profile: { timeZone, settings } }: ConfigurationSnapshot): boolean {
    const minute = calendarOf(timeZone, settings.dayStart).minuteOfDay(this.clock.now().getTime());
    return isQuiet(settings.marketing, minute);
  }

  /** Which of the messages may be sent now, in their order; nothing is sent yet. */
  async plan<Wanted extends Notice>(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    wanted: readonly Wanted[],
  ): Promise<(Wanted & Planned)[]> {
    if (wanted.length === 0) return [];
    if (this.isQuietNow(snapshot)) return wanted.map((notice) => ({ ...notice, ...NOTHING_TOLD, unsent: 'WAITS' }));
    const toldAt = this.clock.now();
    const { messagesPerGuest } = snapshot.profile.settings.marketing;
    const told = messagesPerGuest === null ? null : await this.countTold(tx, snapshot, wanted);
    return wanted.map((notice) => {
      const before = told?.get(notice.guestId) ?? 0;
      if (messagesPerGuest !== null && before >= messagesPerGuest)
        return { ...notice, ...NOTHING_TOLD, unsent: 'CAPPED' };
      told?.set(notice.guestId, before + 1);
      return { ...notice, messageId: newId(), unsent: null, toldAt };
    });
  }

  /** Sends those that `plan` let. */
  async send(tx: Tx, networkId: string, notices: readonly (Notice & Planned)[]): Promise<void> {
    const messages = notices.flatMap(({ messageId, guestId, text }) =>
      messageId === null ? [] : [{ id: messageId, guestId, text }],
    );
    await this.inbox.appendAll(tx, networkId, messages);
  }

  /** Messages that each guest got in the days for which the limit holds. Other processes count after this transaction. */
  private async countTold(
    tx: Tx,
    { profile: { id: networkId, timeZone, settings } }: ConfigurationSnapshot,
    wanted: readonly Notice[],
  ): Promise<Map<string, number>> {
    const calendar = calendarOf(timeZone, settings.dayStart);
    const today = calendar.localDay(this.clock.now().getTime());
    const since = new Date(calendar.startOfDay(today - settings.marketing.messagesDays + 1));
    await sql.lockMessages(tx, networkId);
    const rows = await sql.listTold(tx, networkId, [...new Set(wanted.map(({ guestId }) => guestId))], since);
    return new Map(rows.map(({ guestId, told }) => [guestId, told]));
  }
}
