import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, UNKNOWN_PERSON } from '../../../configuration';
import { UNTIL_DECIDED } from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import * as sql from '../kept/signals.sql';
import type { Signal, SignalSubject } from '../signals/facts';
import { ONE_PERSON } from '../signals/one-person.rules';
import { lockGiftsWithoutCase, noteGiftsOfCase, type OpenGift } from './sole-gifts.sql';

const GIFTS_A_PIECE = 200;
const SUM_IN = { POINTS: 'sumPoints', MONEY: 'sumMinor', USES: 'pieces' } as const;

/** Opens cases for gifts of one person's decisions above the bound. The part above it already waits, or was not given. */
@Injectable()
export class SoleGiftCases {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
  ) {}

  /** False: nothing waited for a case. */
  async advance(networkId: string): Promise<boolean> {
    const network = await this.networks.getProfile(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const gifts = await lockGiftsWithoutCase(tx, networkId, GIFTS_A_PIECE);
      const subjects = new Map<string, OpenGift[]>();
      for (const gift of gifts) {
        const { kind, id } = subjectOf(gift);
        const key = `${kind} ${id}`;
        subjects.set(key, [...(subjects.get(key) ?? []), gift]);
      }
      for (const ofSubject of subjects.values()) await this.addTo(tx, network, ofSubject);
      return gifts.length > 0;
    });
  }

  private async addTo(tx: Tx, network: NetworkProfile, gifts: readonly OpenGift[]): Promise<void> {
    const [first] = gifts;
    if (first === undefined) return;
    const { id: networkId } = network;
    const subject = subjectOf(first);
    const caseId = await this.caseOf(tx, networkId, subject, first.restaurantId);
    const signals = gifts.map((gift) => ({ ...signalOf(gift, network), id: newId() }));
    await sql.putSignals(tx, networkId, signals);
    await sql.addSignals(
      tx,
      networkId,
      caseId,
      signals.map(({ id }) => id),
    );
    await noteGiftsOfCase(tx, networkId, caseId, gifts, new Date(UNTIL_DECIDED));
  }

  private async caseOf(
    tx: Tx,
    networkId: string,
    subject: SignalSubject,
    restaurantId: string | null,
  ): Promise<string> {
    const id = newId();
    if (await sql.openCase(tx, networkId, id, { subject, restaurantId })) return id;
    const open = await sql.listOpen(tx, networkId);
    const known = open.find(({ kind, subjectId }) => kind === subject.kind && subjectId === subject.id);
    if (known === undefined)
      throw new Error('an open case is decided while its gifts come; the next piece opens another');
    return known.id;
  }
}

/** The person who decided; the guest, where nobody knows the person. */
function subjectOf({ personId, guestId, transactionId }: OpenGift): SignalSubject {
  if (personId !== UNKNOWN_PERSON) return { kind: 'CASHIER', id: personId };
  return { kind: 'GUEST', id: guestId ?? transactionId };
}

function signalOf(gift: OpenGift, { timeZone, settings }: NetworkProfile): Signal {
  const { transactionId, source, waiting, unit, at, restaurantId } = gift;
  const [kind = source] = source.split(' ');
  return {
    rule: ONE_PERSON.key,
    version: ONE_PERSON.version,
    subject: subjectOf(gift),
    at: at.getTime(),
    day: calendarOf(timeZone, settings.dayStart).businessDay(at.getTime()),
    restaurantId,
    acts: [transactionId],
    // Its points are in review already.
    doubtfulActs: [],
    inputs: { source: kind, [SUM_IN[unit]]: waiting },
    events: 1,
    surprise: 0,
  };
}
