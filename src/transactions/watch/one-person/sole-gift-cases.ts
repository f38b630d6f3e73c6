import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, UNKNOWN_PERSON } from '../../../configuration';
import { invariant, UNTIL_DECIDED } from '../../../decision';
import { calendarOf } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { addSignals, listOpen, openCase, putSignals } from '../kept/signals.sql';
import type { Signal, SignalSubject } from '../signals/facts';
import { ONE_PERSON } from '../signals/one-person.rules';

/** A gift above the bound of one person, whose case was not opened yet. */
interface OpenGift {
  readonly transactionId: string;
  readonly personId: string;
  readonly unit: 'POINTS' | 'MONEY' | 'USES';
  readonly guestId: string | null;
  readonly source: string;
  readonly waiting: number;
  readonly holdId: string | null;
  readonly at: Date;
  readonly restaurantId: string | null;
}

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
      const gifts = await tx.query<OpenGift>`
        SELECT g.transaction_id, g.person_id, g.unit, g.guest_id, g.source, g.waiting,
           g.hold_id, g.given_at AS at, coalesce(t.restaurant_id, c.restaurant_id) AS restaurant_id
         FROM sole_gifts g
         LEFT JOIN transactions t ON t.network_id = ${networkId} AND t.id = g.transaction_id
         LEFT JOIN gift_transactions c ON c.network_id = ${networkId} AND c.id = g.transaction_id
         WHERE g.network_id = ${networkId} AND g.waiting > 0 AND g.case_id IS NULL
         ORDER BY g.transaction_id, g.person_id LIMIT ${GIFTS_A_PIECE} FOR UPDATE OF g SKIP LOCKED`;
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
    await putSignals(tx, networkId, signals);
    await addSignals(
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
    if (await openCase(tx, networkId, id, { subject, restaurantId })) return id;
    const open = await listOpen(tx, networkId);
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

/** Notes the case of these gifts, and that their points are in its review until a person decides. */
async function noteGiftsOfCase(
  tx: Tx,
  networkId: string,
  caseId: string,
  gifts: readonly OpenGift[],
  until: Date,
): Promise<void> {
  await tx.query`UPDATE sole_gifts g SET case_id = ${caseId}
      FROM unnest(${gifts.map(({ transactionId }) => transactionId)}::uuid[], ${gifts.map(({ personId }) => personId)}::uuid[],
      ${gifts.map(({ unit }) => unit)}::text[]) w(transaction_id, person_id, unit)
      WHERE g.network_id = ${networkId} AND g.transaction_id = w.transaction_id AND g.person_id = w.person_id AND g.unit = w.unit`;
  const held = gifts.filter(({ holdId, guestId }) => holdId !== null && guestId !== null);
  invariant(
    held.every(({ waiting, unit }) => waiting > 0 && unit === 'POINTS'),
    'only points wait in a review, and not without any',
  );
  await tx.query`
    INSERT INTO review_holds (network_id, transaction_id, case_id, guest_id, hold_id, points, until, state)
     SELECT ${networkId}, w.transaction_id, ${caseId}, w.guest_id, w.hold_id, w.points, ${until}, 'HELD'
       FROM unnest(${held.map(({ transactionId }) => transactionId)}::uuid[], ${held.map(({ guestId }) => guestId)}::uuid[],
       ${held.map(({ holdId }) => holdId)}::uuid[], ${held.map(({ waiting }) => waiting)}::bigint[]) w(transaction_id, guest_id, hold_id, points)
     ON CONFLICT DO NOTHING`;
}
