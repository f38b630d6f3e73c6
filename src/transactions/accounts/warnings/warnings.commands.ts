import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { Inbox, type InboxMessage, type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { storedInstant } from '../../ledger/journal/guest-state';
import { actorOf } from '../../till/intake/act-intake';
import { WarningDeliveries } from './warning-deliveries';
import { hash } from 'node:crypto';
import { keyDigest } from '../../../platform/claims/claim-digest';
import { systemActOf } from '../../ledger/act/system-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { Till } from '../../till/queue/till';
import { requirePosted } from '../../till/responses/respond';
import { DueWarnings } from './due-warnings';
import type { Ending } from './endings.rules';
import type { DueWarningsAnswer, TellWarningsBody } from './till-warning.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** A sale at whose till the guest is warned of points that end soon, on the receipt or on the screen. */
interface ToldWith {
  readonly guestId: string;
  readonly transactionId: string;
  readonly pointOfSaleId: string;
  readonly way: 'PRINTED' | 'SHOWN';
}

/** A guest opens a message of the inbox: points that it warns of may end from then on. */
export class OpenMessage extends UseCase<InboxMessage, { messageId: string }> {}

/** How long after a sale the guest is still at the till. A slip reprinted later reaches no guest. */
const WITH_THE_GUEST_MS = 3_600_000;

/** A till tells a guest of points that expire. From then on the points may expire without an extension. */
export class TellWarnings extends UseCase<DueWarningsAnswer, { guestId: string; body: TellWarningsBody }> {}

@Injectable()
export class WarningsHandlers {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly deliveries: WarningDeliveries,
    private readonly due: DueWarnings,
    private readonly till: Till,
  ) {}

  /** Opening a message twice has the same effect as once. @throws ProblemError `not_found` */
  @Handles(OpenMessage)
  async openMessage({ context: { principal, networkId }, input: { messageId } }: OpenMessage): Promise<InboxMessage> {
    const message = found(
      await this.database.inNetwork(networkId, (tx) => this.inbox.find(tx, networkId, principal.id, messageId)),
    );
    // The journal is written first: if the process dies after that, opening again finds the delivery and marks the
    // message.
    await this.deliveries.delivered(networkId, messageId, actorOf(principal));
    await this.database.inNetwork(networkId, (tx) => this.inbox.markOpened(tx, networkId, messageId));
    return { ...message, opened: true };
  }

  /**
   * Answers with all warnings shown with this sale, so the call may be repeated.
   * @throws ProblemError `guest_not_found`, `not_found`, `restaurant_not_allowed`, `warning_too_late`
   */
  @Handles(TellWarnings)
  async tellWarnings({ context, input: { guestId, body } }: TellWarnings): Promise<DueWarningsAnswer> {
    const { networkId } = context;
    const { sale, endings } = await this.database.inNetwork(networkId, async (tx) => {
      const due = await this.due.list(tx, networkId, guestId);
      return { sale: await this.getSale(tx, context, guestId, body.transactionId, due.now), ...due };
    });
    // The journal is written first, as when a message is opened: a repeated call finds the delivery there.
    for (const ending of endings) await this.deliver(context, sale, guestId, ending);
    return this.database.inNetwork(networkId, async (tx) => {
      const { transactionId, way } = body;
      const act = { guestId, transactionId, way, pointOfSaleId: sale.pointOfSaleId };
      await noteTold(tx, networkId, act, endings);
      if (way === 'PRINTED')
        await tx.query`UPDATE expiry_warnings SET told_way = 'PRINTED', told_at = ledger_now()
            WHERE network_id = ${networkId} AND guest_id = ${act.guestId} AND transaction_id = ${act.transactionId} AND told_way = 'SHOWN'`;
      return { items: await this.due.answer(tx, networkId, await listToldWith(tx, networkId, act)) };
    });
  }

  private async getSale(
    tx: Tx,
    { principal, networkId }: RequestContext,
    guestId: string,
    transactionId: string,
    now: number,
  ): Promise<JournalRow & { readonly pointOfSaleId: string }> {
    const [sale] = await findJournalRows(tx, networkId, [transactionId]);
    if (sale?.guestId !== guestId || sale.type !== 'SALE' || sale.pointOfSaleId === null)
      throw new ProblemError('not_found');
    if (sale.restaurantId !== null) requireRestaurant(principal, sale.restaurantId);
    if (now - sale.recordedAt > WITH_THE_GUEST_MS) throw new ProblemError('warning_too_late');
    return { ...sale, pointOfSaleId: sale.pointOfSaleId };
  }

  private async deliver(
    { principal, networkId, call }: RequestContext,
    { id, restaurantId, pointOfSaleId }: JournalRow,
    guestId: string,
    { endsAt, lots }: Ending,
  ): Promise<void> {
    const name = `warning told ${id} ${String(endsAt)}`;
    const outcome = await this.till.submit(
      systemActOf(
        networkId,
        guestId,
        { kind: 'WARNING', endsAt, lots: lots.map(({ lotId, expiresAt }) => ({ lotId, expiresAt })) },
        {
          actor: actorOf(principal),
          channel: principal.kind === 'key' ? 'API' : 'TILL',
          requestId: call.requestId,
          key: { digest: keyDigest(name, null), requestHash: hash('sha256', name, 'hex') },
          restaurantId,
          pointOfSaleId,
        },
      ),
    );
    requirePosted(outcome);
  }
}

/** Notes the lots about which a till warned the guest. A lot without a warning message gets a note too, so that no message is written for the lot. */
async function noteTold(
  tx: Tx,
  networkId: string,
  { guestId, transactionId, pointOfSaleId, way }: ToldWith,
  endings: readonly Ending[],
): Promise<void> {
  const rows = endings.flatMap(({ endsAt, lots }) =>
    lots.map(({ lotId, expiresAt }) => ({ endsAt, lotId, expiresAt: storedInstant(expiresAt) })),
  );
  await tx.query`
    INSERT INTO expiry_warnings (network_id, guest_id, ends_at, lot_id, expires_at, message_id, told_way, told_at,
       point_of_sale_id, transaction_id)
     SELECT ${networkId}, ${guestId}, to_timestamp(w.ends / 1000), w.lot, to_timestamp(w.expires / 1000), ${transactionId}, ${way}, ledger_now(),
     ${pointOfSaleId}, ${transactionId}
     FROM unnest(${rows.map((row) => row.endsAt)}::double precision[], ${rows.map((row) => row.lotId)}::uuid[],
     ${rows.map((row) => row.expiresAt)}::double precision[]) w(ends, lot, expires)
     ORDER BY w.ends, w.lot
     ON CONFLICT (network_id, guest_id, ends_at, lot_id) DO UPDATE
       SET told_way = excluded.told_way, told_at = excluded.told_at,
         point_of_sale_id = excluded.point_of_sale_id, transaction_id = excluded.transaction_id`;
}

/** The points about which a till warned the guest with this sale, as far as the guest still has them. Points that end first come first. */
async function listToldWith(tx: Tx, networkId: string, { guestId, transactionId }: ToldWith): Promise<Ending[]> {
  const rows = await tx.query<{ endsAt: number; lotId: string; expiresAt: number; points: number }>`
    SELECT date_part('epoch', w.ends_at) * 1000 AS ends_at, w.lot_id,
       date_part('epoch', w.expires_at) * 1000 AS expires_at, l.remaining AS points
     FROM expiry_warnings w
     JOIN lots l ON l.network_id = w.network_id AND l.guest_id = w.guest_id AND l.lot_id = w.lot_id
     WHERE w.network_id = ${networkId} AND w.guest_id = ${guestId} AND w.transaction_id = ${transactionId}
     ORDER BY w.ends_at, w.lot_id`;
  const byEnd = new Map<number, Ending['lots'][number][]>();
  for (const { endsAt, ...lot } of rows) byEnd.set(endsAt, [...(byEnd.get(endsAt) ?? []), lot]);
  return [...byEnd].map(([endsAt, lots]) => ({ endsAt, lots }));
}
