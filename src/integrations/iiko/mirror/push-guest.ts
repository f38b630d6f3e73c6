import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { Pii } from '../../../security';
import type { Connection } from '../../connections/connection';
import { IikoFailure } from '../wire/iiko-client';
import { IikoCard } from './iiko-card';
import { type MirroredGuest, type Writes } from './mirrors.sql';

/** The guest's data that a wallet follows. */
interface GuestPoints {
  /** Points that are valid everywhere, because a wallet knows no restaurants. */
  readonly available: number;
  readonly held: number;
  readonly tier: string | null;
  readonly name: string | null;
  readonly cardNumber: string;
  readonly phoneEncrypted: Buffer | null;
  /** Whether the guest was erased or merged into another guest. */
  readonly isGone: boolean;
}

/** The columns that each step writes, always all of them. */
type MirrorState = Omit<MirroredGuest, 'guestId' | 'changes' | 'attempts'>;

/** iikoCard's name fields are short; a name is optional there. */
const MAX_NAME = 60;

export type MirrorOptions = NonNullable<Connection<'IIKO'>['options']['mirror']>;

/** The work on one guest: the guest's id in iikoCard, and what the wallet has so far. */
interface Push {
  readonly connection: Connection<'IIKO'>;
  readonly mirror: MirrorOptions;
  readonly guest: GuestPoints;
  readonly guestId: string;
  /** False when the lease is nearly over, because another process may then take the guest. */
  readonly mayMove: () => boolean;
}

/** The wallet could not be updated; the page has words for the code. */
export class MirrorFailure extends Error {
  constructor(readonly code: 'no_phone' | 'lease_over') {
    super(code);
  }
}

/**
 * Brings one guest's wallet in iikoCard to the guest's points. iikoCard's calls that move points have no idempotency key. So each movement is
 * stored with an id before it is sent, and its comment contains the id. If the answer is lost, the movement is looked for in iikoCard's report
 * before it is sent again. A guest has one movement at a time.
 */
@Injectable()
export class PushGuest {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly card: IikoCard,
  ) {}

  /** @throws IikoFailure, MirrorFailure */
  async push(
    connection: Connection<'IIKO'>,
    mirror: MirrorOptions,
    row: MirroredGuest,
    mayMove: () => boolean,
  ): Promise<void> {
    const { networkId } = connection;
    const guest = await this.database.readsOf(networkId).maybe<GuestPoints>`
      SELECT s.available - coalesce((SELECT sum((one ->> 'free')::bigint)
       FROM json_array_elements(s.counters -> 'limits') one), 0)::bigint AS available,
         s.held, s.tier, g.name, g.card_number, g.phone_encrypted,
         g.erased_at IS NOT NULL OR g.merged_into IS NOT NULL AS is_gone
       FROM guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id
       WHERE g.network_id = ${networkId} AND g.id = ${row.guestId}`;
    if (guest === undefined) return;
    const push: Push = { connection, mirror, guest, guestId: row.guestId, mayMove };
    const met = await this.meet(push, row);
    if (met === undefined) return;
    let { state } = met;
    state = await this.finishStep(push, state);
    state = await this.finishHold(push, state);
    const total = guest.isGone ? 0 : Math.max(0, guest.available + guest.held);
    const held = guest.isGone ? 0 : Math.min(guest.held, total);
    if (state.holdId !== null && state.holdPoints !== held) state = await this.endHold(push, state);
    if (total !== state.told) state = await this.move(push, state, total - (state.told ?? 0));
    if (held > 0 && state.holdId === null) state = await this.hold(push, state, held);
    // Comes last, because iikoCard may refuse a card or category, and then the points are already right.
    if (met.lacksCard) await this.addCard(push, state);
    await this.categorize(push, state);
  }

  /** Finds the guest in iikoCard, and at the first time reads the wallet; undefined: the guest is gone and never was in iikoCard. */
  private async meet(
    push: Push,
    row: MirroredGuest,
  ): Promise<{ readonly state: MirrorState & FoundCustomer; readonly lacksCard: boolean } | undefined> {
    const { connection, mirror, guest } = push;
    const { organizationId, programId } = mirror;
    let { customerId, walletId } = row;
    if (customerId === null || walletId === null) {
      if (guest.isGone) return undefined;
      if (guest.phoneEncrypted === null) throw new MirrorFailure('no_phone');
      const phone = this.pii.decrypt(connection.networkId, 'phone', guest.phoneEncrypted);
      const name = guest.name?.slice(0, MAX_NAME) ?? null;
      customerId = await this.card.putCustomer(connection, organizationId, { phone, name });
      walletId = await this.card.enrol(connection, { customerId, programId, organizationId });
    }
    const known = { customerId, walletId };
    // The balance may or may not include a movement that is under way, so it is not compared.
    if (row.stepId !== null) return { state: { ...row, ...known }, lacksCard: false };
    const customer = await this.card.getCustomer(connection, organizationId, known);
    const told = row.told ?? Math.floor(customer.balance);
    const state = await this.save(push, { ...row, ...known, told }, Math.round(customer.balance - told));
    return { state, lacksCard: !guest.isGone && !customer.cardNumbers.includes(guest.cardNumber) };
  }

  private async addCard({ connection, mirror, guest }: Push, { customerId }: FoundCustomer): Promise<void> {
    const { organizationId } = mirror;
    const { cardNumber } = guest;
    await this.card.addCard(connection, { customerId, cardTrack: cardNumber, cardNumber, organizationId });
  }

  /** Finishes a movement that was sent before: looks for it, and sends it again only if iikoCard does not have it. */
  private async finishStep(push: Push, state: MirrorState & FoundCustomer): Promise<MirrorState & FoundCustomer> {
    const { stepId, stepPoints, customerId } = state;
    if (stepId === null || stepPoints === null) return state;
    const { organizationId } = push.mirror;
    const mark = markOf(stepId);
    const wasMoved = await this.card.wasMoved(push.connection, { customerId, organizationId, mark });
    return wasMoved ? this.noteMoved(push, state, stepPoints) : this.send(push, state, stepId, stepPoints);
  }

  private async move(
    push: Push,
    state: MirrorState & FoundCustomer,
    points: number,
  ): Promise<MirrorState & FoundCustomer> {
    const stepId = newId();
    return this.send(push, await this.save(push, { ...state, stepId, stepPoints: points }), stepId, points);
  }

  private async send(
    push: Push,
    state: MirrorState & FoundCustomer,
    stepId: string,
    points: number,
  ): Promise<MirrorState & FoundCustomer> {
    if (!push.mayMove()) throw new MirrorFailure('lease_over');
    const { customerId, walletId } = state;
    const body = { customerId, walletId, comment: markOf(stepId), organizationId: push.mirror.organizationId };
    try {
      await this.card.movePoints(push.connection, points, body);
    } catch (error) {
      // iiko refused the movement, so there is nothing to look for; the next try computes the movement again.
      if (error instanceof IikoFailure && error.code === 'refused')
        await this.save(push, { ...state, stepId: null, stepPoints: null });
      throw error;
    }
    return this.noteMoved(push, state, points);
  }

  private noteMoved(
    push: Push,
    state: MirrorState & FoundCustomer,
    points: number,
  ): Promise<MirrorState & FoundCustomer> {
    return this.save(push, { ...state, told: (state.told ?? 0) + points, stepId: null, stepPoints: null });
  }

  /** Sets a hold again if its answer was lost; under the same id a second call changes nothing. */
  private async finishHold(push: Push, state: MirrorState & FoundCustomer): Promise<MirrorState & FoundCustomer> {
    const { holdId, holdPoints } = state;
    if (holdId === null || holdPoints === null || state.holdDone) return state;
    return this.sendHold(push, state, holdId, holdPoints);
  }

  private async hold(
    push: Push,
    state: MirrorState & FoundCustomer,
    points: number,
  ): Promise<MirrorState & FoundCustomer> {
    const holdId = newId();
    const saved = await this.save(push, { ...state, holdId, holdPoints: points, holdDone: false });
    return this.sendHold(push, saved, holdId, points);
  }

  private async sendHold(
    push: Push,
    state: MirrorState & FoundCustomer,
    transactionId: string,
    sum: number,
  ): Promise<MirrorState & FoundCustomer> {
    const { customerId, walletId } = state;
    const { organizationId } = push.mirror;
    const body = { transactionId, customerId, walletId, sum, comment: markOf(transactionId), organizationId };
    try {
      await this.card.hold(push.connection, body);
    } catch (error) {
      if (error instanceof IikoFailure && error.code === 'refused')
        await this.save(push, { ...state, holdId: null, holdPoints: null });
      throw error;
    }
    return this.save(push, { ...state, holdDone: true });
  }

  private async endHold(push: Push, state: MirrorState & FoundCustomer): Promise<MirrorState & FoundCustomer> {
    const { organizationId } = push.mirror;
    if (state.holdId !== null) {
      const body = { transactionId: state.holdId, organizationId };
      // iiko refuses to end a hold that was already ended; in both cases the hold is gone.
      await this.card.cancelHold(push.connection, body).catch((error: unknown) => {
        if (!(error instanceof IikoFailure) || error.code !== 'refused') throw error;
      });
    }
    return this.save(push, { ...state, holdId: null, holdPoints: null, holdDone: false });
  }

  /** Replaces the category of the previous tier by the present tier's; both calls may be repeated. */
  private async categorize(push: Push, state: MirrorState & FoundCustomer): Promise<void> {
    const { mirror, guest, connection } = push;
    if (state.tier === guest.tier) return;
    const categoryOf = (tier: string | null) => mirror.categories?.find((entry) => entry.tier === tier)?.categoryId;
    const { customerId } = state;
    const { organizationId } = mirror;
    const [before, after] = [categoryOf(state.tier), categoryOf(guest.tier)];
    if (before !== undefined && before !== after)
      await this.card.changeCategory(connection, 'remove', { customerId, categoryId: before, organizationId });
    if (after !== undefined)
      await this.card.changeCategory(connection, 'add', { customerId, categoryId: after, organizationId });
    await this.save(push, { ...state, tier: guest.tier });
  }

  private async save<State extends MirrorState>(
    { connection, guestId }: Push,
    state: State,
    differsBy: number | null = null,
  ): Promise<State> {
    await this.database.inNetwork(connection.networkId, (tx) =>
      saveState(tx, connection.networkId, connection.id, guestId, { ...state, differsBy }),
    );
    return state;
  }
}

/** A guest who was found in iikoCard. */
interface FoundCustomer {
  readonly customerId: string;
  readonly walletId: string;
}

function markOf(id: string): string {
  return `loyalty ${id}`;
}

async function saveState(
  tx: Writes,
  networkId: string,
  connectionId: string,
  guestId: string,
  state: MirrorState & { readonly differsBy: number | null },
): Promise<void> {
  await tx.query`
    UPDATE mirrored_guests SET customer_id = ${state.customerId}, wallet_id = ${state.walletId}, told = ${state.told},
     step_id = ${state.stepId}, step_points = ${state.stepPoints},
       hold_id = ${state.holdId}, hold_points = ${state.holdPoints}, hold_done = ${state.holdDone}, tier = ${state.tier},
       differs_by = coalesce(${state.differsBy}, differs_by)
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} AND guest_id = ${guestId}`;
}
