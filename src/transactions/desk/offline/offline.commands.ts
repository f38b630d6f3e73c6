import { type RequestContext, requirePermission, UseCase } from '../../../security';
import type { AllowanceAnswer, GiveAllowanceDto } from './allowance.dto';
import { ALLOWANCE_COLUMNS, type AllowanceRow, Allowances, requireOpen, type TillPlace } from './allowances';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { Logger, Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Networks } from '../../../configuration';
import { keyDigest } from '../../../platform/claims/claim-digest';
import { Database } from '../../../platform/database/database';
import { judge } from '../../../platform/http/failure';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { requestHashOf } from '../../../platform/http/idempotency/request-hash';
import { inBackground } from '../../../platform/database/in-background';
import { BoundedWork } from '../../../platform/problems/bounded-work';
import { isTemporary } from '../../../platform/problems/problem-codes';
import { renderProblem } from '../../../platform/http/problem.renderer';
import { faultsOf } from '../../../platform/http/schema-faults';
import { parseInput } from '../../../platform/http/schema.pipe';
import { uuid } from '../../../platform/http/schemas';
import { actBodyOf, occurredAtOf, receiptOf, spendOf } from '../../till/intake/act-body.rules';
import { ActIntake } from '../../till/intake/act-intake';
import { type ActDto, actSchema } from '../../till/intake/act.dto';
import { respond } from '../../till/responses/respond';
import { readerOf } from '../../till/responses/shown-names';
import { withoutGuest } from '../../ledger/act/sale-without-guest';
import { judgeAllowance, type SignedAllowance } from './allowance-token.rules';
import { ManualActs } from '../../till/approvals/manual-acts';
import { Till } from '../../till/queue/till';
import { noteGaps } from './counter-gaps.rules';
import { DeviceClock, isBelievable } from './device-clock.rules';
import type { OfflineAct, OfflineAnswer, OfflineBatchDto } from './offline-batch.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** A till may spend nothing more while it is offline. */
export class EndAllowance extends UseCase<AllowanceAnswer, { place: TillPlace }> {}

/** The longest time of an allowance, so that a manager decides on it again. */
const MOST_DAYS = 31;

/** Gives a till points to spend while it is offline, in place of the allowance before. */
export class GiveAllowance extends UseCase<AllowanceAnswer, { place: TillPlace; body: GiveAllowanceDto }> {}

const PERMISSION_OF = { SALE: 'till.sale', REDEMPTION: 'till.redeem', MANUAL: 'manual.post' } as const;

/** The most batches in progress at once. Acts of one batch are decided one after another. */
const MOST_UNDER_WAY = { ofNetwork: 16, ofAll: 32 };

/** Facts that all acts of a batch share. */
interface OfBatch {
  readonly snapshot: ConfigurationSnapshot;
  readonly deviceId: string;
  readonly clock: DeviceClock;
  /** Guests of the batch who were erased. Their sales are recorded without a guest. */
  readonly erased: ReadonlySet<string>;
  /** `signed` undefined: no key of this installation signed the token. Absent: the batch came without an allowance. */
  readonly token: { readonly signed: SignedAllowance | undefined } | undefined;
}

/** The answer to an act. `isOpen`: the act could not be recorded now, so the till sends it again. */
interface OfflineResult {
  readonly item: OfflineAnswer['items'][number];
  readonly isOpen: boolean;
}

/** Acts that a till rang up while it had no network: each recorded exactly once, in the order of its counter. */
export class RecordOfflineBatch extends UseCase<OfflineAnswer, { batch: OfflineBatchDto }> {}

@Injectable()
export class OfflineHandlers {
  private readonly logger = new Logger(RecordOfflineBatch.name);

  private readonly bounded = new BoundedWork(MOST_UNDER_WAY);

  constructor(
    private readonly allowances: Allowances,
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly manual: ManualActs,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  @Handles(EndAllowance)
  async endAllowance({ context, input: { place } }: EndAllowance): Promise<AllowanceAnswer> {
    await this.allowances.requirePlace(context.principal, place);
    return this.allowances.change(context, place, () => Promise.resolve(undefined));
  }

  /**
   * @throws ProblemError `not_found`, `restaurant_not_allowed`, `point_of_sale_closed`, `allowance_limit_exceeded`,
   * `invalid_body`
   */
  @Handles(GiveAllowance)
  async giveAllowance({ context, input: { place, body } }: GiveAllowance): Promise<AllowanceAnswer> {
    const { points, until } = body;
    const { principal, networkId } = context;
    const snapshot = await this.allowances.requirePlace(principal, place);
    const max = snapshot.profile.settings.limits.tillAllowance;
    return this.allowances.change(context, place, async (tx) => {
      requireOpen(snapshot, place);
      if (points > max) throw new ProblemError('allowance_limit_exceeded', { max });
      const { restaurantId, pointOfSaleId } = place;
      const row = await tx.maybe<AllowanceRow>`
        INSERT INTO till_allowances (network_id, id, restaurant_id, point_of_sale_id, points, valid_until, granted_by)
        SELECT ${networkId}, ${newId()}, ${restaurantId}, ${pointOfSaleId}, ${points}, ${until}, ${principal.id}
         WHERE ${until}::timestamptz > ledger_now() AND ${until}::timestamptz <= ledger_now() + make_interval(days => ${MOST_DAYS})
        RETURNING ${ALLOWANCE_COLUMNS}`;
      if (row === undefined)
        throw new ProblemError('invalid_body', {}, [{ path: 'until', code: 'not_allowed', message: '' }]);
      return row;
    });
  }

  /**
   * Answers each act on its own, so that no act is lost because of another. If one can only be recorded later, later
   * acts of its guest wait too, since they depend on the state after it.
   * @throws ProblemError `rate_limited` where many tills send batches at once
   */
  @Handles(RecordOfflineBatch)
  recordOfflineBatch(command: RecordOfflineBatch): Promise<OfflineAnswer> {
    // The acts are old, while guests at tills wait now.
    return this.bounded.run(command.context.networkId, 1, () => inBackground(this).record(command));
  }

  private async record({ context, input: { batch } }: RecordOfflineBatch): Promise<OfflineAnswer> {
    const { networkId } = context;
    const snapshot = await this.networks.getSnapshot(networkId);
    const { clock, erased } = await this.readClock(networkId, batch);
    const token = batch.allowance === undefined ? undefined : { signed: this.allowances.parse(batch.allowance) };
    const acts = [...batch.acts].sort((a, b) => a.counter - b.counter);
    const items: OfflineAnswer['items'] = [];
    const waiting = new Set<string>();
    for (const act of acts) {
      // An id may come in capital letters too.
      const guestId = act.guestId.toLowerCase();
      const { item, isOpen } = waiting.has(guestId)
        ? this.refuse(context, act, new ProblemError('earlier_act_waits'))
        : await this.recordOne(context, act, { snapshot, deviceId: batch.deviceId, clock, erased, token });
      if (isOpen) waiting.add(guestId);
      items.push(item);
    }
    await this.noteCounters(
      networkId,
      batch.deviceId,
      acts.map((act) => act.counter),
      clock.latestAct,
    );
    return { items };
  }

  private async recordOne(
    context: RequestContext,
    act: OfflineAct,
    { snapshot, deviceId, clock, erased, token }: OfBatch,
  ): Promise<OfflineResult> {
    const { principal, call, origin, language } = context;
    let status = 201;
    // Each act has a status of its own; the batch's status is always 200.
    const own: KeyedCall = {
      ...call,
      key: act.key,
      answered: (other) => (status = other),
      replayed: (other) => (status = other),
    };
    try {
      const guestId = parseInput(uuid, act.guestId, 'param');
      const dto = parseAct(act.body);
      requirePermission(principal, PERMISSION_OF[dto.type]);
      const { deviceTime, occurredAt, isClockBack } = clock.timeOf(act.counter, occurredAtOf(dto));
      if (!isBelievable(occurredAt))
        throw new ProblemError('occurred_at_out_of_range', { serverTime: new Date(clock.now).toISOString() });
      const pointOfSaleId = dto.pointOfSaleId ?? null;
      const ofAct = actBodyOf(dto);
      const placed = await this.intake.place({
        principal,
        guestId,
        body: ofAct,
        pointOfSaleId,
        // The till's wrong clock reported a wrong day as well.
        receipt: occurredAt === deviceTime ? receiptOf(dto) : { ...receiptOf(dto), businessDate: null },
        occurredAt,
        deviceTime: occurredAt === deviceTime ? null : deviceTime,
        key: { digest: keyDigest(act.key, call.space), requestHash: hashOf(act) },
        requestId: call.requestId,
        ...spendOf(dto),
        origin,
        channel: 'OFFLINE',
        allowance:
          token === undefined
            ? undefined
            : judgeAllowance(token.signed, {
                networkId: snapshot.profile.id,
                pointOfSaleId,
                deviceId,
                occurredAt,
                isClockBack,
              }),
      });
      const outcome =
        dto.type === 'MANUAL'
          ? await this.manual.post(placed, principal, snapshot.profile, origin)
          : await this.till.submit(
              ofAct.kind === 'SALE' && erased.has(guestId) ? withoutGuest({ ...placed, body: ofAct }) : placed,
            );
      const body = respond(outcome, own, readerOf(snapshot, language, false));
      return { item: { counter: act.counter, status, body }, isOpen: false };
    } catch (error) {
      const { problem, log } = judge(error);
      if (log !== null)
        this.logger[log]({
          message: 'an act of a batch failed',
          requestId: call.requestId,
          counter: act.counter,
          error,
        });
      return this.refuse(context, act, problem);
    }
  }

  /** The answer to a refused act. A temporary problem leaves the act open, and the till sends it again. */
  private refuse({ call, language }: RequestContext, { counter }: OfflineAct, problem: ProblemError): OfflineResult {
    const body = renderProblem(problem, call.requestId, language);
    return { item: { counter, status: problem.status, body }, isOpen: isTemporary(problem.code) };
  }

  /** The device's clock, and the guests of the batch who were erased. */
  private async readClock(
    networkId: string,
    { deviceId, sentAt, acts }: OfflineBatchDto,
  ): Promise<Pick<OfBatch, 'clock' | 'erased'>> {
    const guestIds = acts.map(({ guestId }) => guestId).filter((id) => uuid.safeParse(id).success);
    const { erased, ...known } = await this.database.inNetwork(
      networkId,
      (tx) =>
        tx.one<{ now: number; lastCounter: number; latest: number | null; erased: string[] }>`
          SELECT (extract(epoch FROM ledger_now()) * 1000)::bigint AS now, coalesce(max(last_counter), 0)::bigint AS last_counter,
                (extract(epoch FROM max(latest_act_at)) * 1000)::bigint AS latest,
                ARRAY(SELECT guest_id::text FROM guest_states WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[])
           AND erased) AS erased
           FROM devices WHERE network_id = ${networkId} AND id = ${deviceId}`,
    );
    return { clock: new DeviceClock({ ...known, sentAt: Date.parse(sentAt) }), erased: new Set(erased) };
  }

  /** Stores the device's highest counter, the counters missing below it, and the latest time. */
  private async noteCounters(
    networkId: string,
    deviceId: string,
    counters: readonly number[],
    latest: number | null,
  ): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      await tx.query`
        INSERT INTO devices (network_id, id, last_counter) VALUES (${networkId}, ${deviceId}, 0) ON CONFLICT DO NOTHING`;
      const device = await tx.one<{ lastCounter: number; gaps: [number, number][] }>`
        SELECT last_counter, gaps FROM devices WHERE network_id = ${networkId} AND id = ${deviceId} FOR UPDATE`;
      const noted = noteGaps(device, counters);
      await tx.query`
        UPDATE devices SET last_counter = ${noted.lastCounter}, gaps = ${JSON.stringify(noted.gaps)}, seen_at = ledger_now(),
               latest_act_at = greatest(latest_act_at, to_timestamp(${latest}::double precision / 1000))
         WHERE network_id = ${networkId} AND id = ${deviceId}`;
    });
  }
}

function parseAct(body: unknown): ActDto {
  const parsed = actSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, body));
}

/** The hash that the till's own online call has, so that an act which had got through is found again. */
function hashOf(act: OfflineAct): string {
  return requestHashOf('POST', `/api/guests/${act.guestId}/transaction`, act.body);
}
