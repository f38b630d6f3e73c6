import { Injectable } from '@nestjs/common';
import {
  type EnterNetwork,
  type NetworkProfile,
  Networks,
  ProgramEditor,
  Sandboxes,
  ShadowRestaurants,
} from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import {
  type AuditAction,
  type AuditChange,
  Audit,
  type Author,
  type OnOne,
  RateLimiter,
  type RequestContext,
  UseCase,
} from '../../security';
import { NetworkCopies } from '../sandbox/network-copies';
import type * as dto from './shadow.dto';
import { groupAnswer, ShadowQuery } from './shadow.query';
import * as sql from './shadow.sql';
import { ShadowIntake } from './shadow-intake';

/** The most shadow runs that a network may begin in a day, because each that ends stays in the database as a closed network. */
const STARTED_A_DAY = 20;
const DAY_S = 24 * 60 * 60;

/** Begins the shadow run of the caller's network with some restaurants. */
export class StartShadow extends UseCase<dto.ShadowAnswer, { body: dto.StartShadowBody }> {}

/** Ends the shadow run; all its restaurants sell by the network again. */
export class EndShadow extends UseCase<dto.ShadowState> {}

/** Puts a restaurant into the shadow, for the first time or back. */
export class ShadowRestaurant extends UseCase<dto.ShadowAnswer, { id: string }> {}

/** Switches a restaurant over: its tills sell by the network, and it is closed in the shadow. */
export class SwitchRestaurant extends UseCase<dto.ShadowAnswer, OnOne<dto.SwitchRestaurantBody>> {}

/** Has the shadow decide by another version of the network's programme from now on. */
export class UseShadowProgram extends UseCase<dto.ShadowAnswer, { body: dto.ShadowProgramBody }> {}

/** Records and compares receipts in the shadow. */
export class TakeShadowReceipts extends UseCase<dto.TakenReceipts, { body: dto.TakeReceiptsBody }> {}

/** Accepts the difference of a group. */
export class AcceptShadowGroup extends UseCase<dto.ShadowGroupAnswer, OnOne<dto.AcceptGroupBody>> {}

/** Takes back that the difference of a group was accepted. */
export class ReopenShadowGroup extends UseCase<dto.ShadowGroupAnswer, { id: string }> {}

@Injectable()
export class ShadowHandlers {
  constructor(
    private readonly query: ShadowQuery,
    private readonly copies: NetworkCopies,
    private readonly sandboxes: Sandboxes,
    private readonly places: ShadowRestaurants,
    private readonly networks: Networks,
    private readonly editor: ProgramEditor,
    private readonly intake: ShadowIntake,
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly limiter: RateLimiter,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `shadow_exists`, `rate_limited`, `not_found` for a restaurant that is not open; `forbidden` in a sandbox */
  @Handles(StartShadow)
  async start({ context, input: { body } }: StartShadow): Promise<dto.ShadowAnswer> {
    const { networkId, call, author } = context;
    const source = await this.copies.read(networkId);
    const pair = { networkId, shadowId: newId() };
    return this.forgetting(
      pair,
      this.keyed.runAcross(networkId, call, 201, async (tx, enter) => {
        await this.limiter.hit(`shadow:${networkId}`, STARTED_A_DAY, DAY_S);
        await enter(pair.shadowId);
        await this.copies.write(tx, pair.shadowId, 'SHADOW', source, author);
        await this.places.closeAll(tx, pair.shadowId);
        await this.append(tx, pair.shadowId, 'network.created', networkId, { actor: 'system', origin: author.origin });
        await enter(networkId);
        for (const id of new Set(body.restaurantIds)) await this.places.enter(tx, enter, pair, id, author);
        await this.append(tx, networkId, 'network.shadow_started', pair.shadowId, author);
        await enter(pair.shadowId);
        const shadow = await this.sandboxes.getWithin(tx, pair.shadowId);
        await enter(networkId);
        return this.query.answerWithin(tx, networkId, shadow);
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(EndShadow)
  async end({ context: { networkId, call, author } }: EndShadow): Promise<dto.ShadowState> {
    const { id: shadowId } = await this.query.get(networkId);
    let ended: readonly string[] = [];
    const pair = { networkId, shadowId };
    const answer = await this.forgetting(
      pair,
      this.keyed.runAcross(networkId, call, 200, async (tx, enter): Promise<dto.ShadowState> => {
        await this.places.leaveAll(tx, networkId);
        await this.append(tx, networkId, 'network.shadow_ended', shadowId, author);
        await enter(shadowId);
        ended = await this.sandboxes.close(tx, shadowId, author);
        return { shadow: null };
      }),
    );
    this.sandboxes.noteClosed(shadowId, ended);
    return answer;
  }

  /** @throws ProblemError `not_found` for a network without a shadow run, and a restaurant that is not open */
  @Handles(ShadowRestaurant)
  shadowRestaurant({ context, input: { id } }: ShadowRestaurant): Promise<dto.ShadowAnswer> {
    return this.change(context, (tx, enter, pair) => this.places.enter(tx, enter, pair, id, context.author));
  }

  /** @throws ProblemError `not_found` for a restaurant that is not in the shadow; `import_state` for a file that was not imported */
  @Handles(SwitchRestaurant)
  switchRestaurant({ context, input: { id, body } }: SwitchRestaurant): Promise<dto.ShadowAnswer> {
    const { guestFileId } = body;
    return this.change(context, async (tx, enter, pair) => {
      if (guestFileId !== null) await requireImported(tx, pair.networkId, guestFileId);
      await this.places.leave(tx, enter, pair, id, context.author, { guestFileId });
    });
  }

  /** @throws ProblemError `not_found`; `invalid_body` where the version names something that the shadow does not have */
  @Handles(UseShadowProgram)
  async useProgram({ context, input: { body } }: UseShadowProgram): Promise<dto.ShadowAnswer> {
    const { version } = body;
    const { document } = await this.editor.getVersion(context.networkId, version);
    return this.change(context, async (tx, enter, { networkId, shadowId }) => {
      await enter(shadowId);
      const system: Author = { actor: 'system', origin: context.author.origin };
      await this.editor.requireNamed(tx, shadowId, document);
      const draft = await this.editor.createDraft(tx, shadowId, document, system);
      await this.editor.publish(tx, shadowId, draft.version, {}, system);
      await this.places.raise(tx, shadowId);
      await enter(networkId);
      await this.audit.appendChange(tx, networkId, context.author, 'network.shadow_program', networkId, {
        after: { version },
      });
    });
  }

  /** @throws ProblemError `not_found` for a network without a shadow run, `invalid_body` */
  @Handles(TakeShadowReceipts)
  async takeReceipts({ context, input: { body } }: TakeShadowReceipts): Promise<dto.TakenReceipts> {
    const { id } = await this.query.get(context.networkId);
    return this.intake.take(id, body.receipts);
  }

  /** @throws ProblemError `not_found` */
  @Handles(AcceptShadowGroup)
  acceptGroup({ context, input: { id, body } }: AcceptShadowGroup): Promise<dto.ShadowGroupAnswer> {
    const { principal } = context;
    const acceptedBy = principal.kind === 'user' ? principal.id : null;
    const accepted = { acceptedAt: this.clock.now(), acceptedBy, note: body.note };
    return this.decideGroup(context, id, 'shadow_group.accepted', accepted);
  }

  /** @throws ProblemError `not_found` */
  @Handles(ReopenShadowGroup)
  reopenGroup({ context, input: { id } }: ReopenShadowGroup): Promise<dto.ShadowGroupAnswer> {
    const open = { acceptedAt: null, acceptedBy: null, note: null };
    return this.decideGroup(context, id, 'shadow_group.reopened', open);
  }

  /** A group stands in the shadow, and the audit of who decided about it in the network. */
  private async decideGroup(
    { networkId, call, author }: RequestContext,
    id: string,
    action: AuditChange,
    state: { readonly acceptedAt: Date | null; readonly acceptedBy: string | null; readonly note: string | null },
  ): Promise<dto.ShadowGroupAnswer> {
    const { id: shadowId } = await this.query.get(networkId);
    return this.keyed.runAcross(networkId, call, 200, async (tx, enter) => {
      await enter(shadowId);
      await tx.prisma.shadowGroup.updateMany({ where: { networkId: shadowId, id }, data: state });
      const [row] = await sql.listGroupFigures(tx, shadowId, id);
      if (row === undefined) throw new ProblemError('not_found');
      await enter(networkId);
      const after = { reason: row.reason, detail: row.detail, receipts: row.receipts, note: state.note };
      await this.audit.appendChange(tx, networkId, author, action, id, { after });
      return groupAnswer(row);
    });
  }

  private async change(
    { networkId, call }: RequestContext,
    work: (
      tx: Tx,
      enter: EnterNetwork,
      pair: { readonly networkId: string; readonly shadowId: string },
    ) => Promise<void>,
  ): Promise<dto.ShadowAnswer> {
    const shadow: NetworkProfile = await this.query.get(networkId);
    const pair = { networkId, shadowId: shadow.id };
    return this.forgetting(
      pair,
      this.keyed.runAcross(networkId, call, 200, async (tx, enter) => {
        await work(tx, enter, pair);
        return this.query.answerWithin(tx, networkId, shadow);
      }),
    );
  }

  private async forgetting<Answer>(
    pair: { readonly networkId: string; readonly shadowId: string },
    change: Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await change;
    } finally {
      this.places.forget(pair);
    }
  }

  private append(tx: Tx, networkId: string, action: AuditAction, other: string, author: Author): Promise<void> {
    const subject = { subjectKind: 'network', subjectId: networkId } as const;
    return this.audit.append(tx, networkId, { ...author, ...subject, action, after: { other } });
  }
}

/** @throws ProblemError `not_found`, `import_state` */
async function requireImported(tx: Tx, networkId: string, id: string): Promise<void> {
  const file = await tx.prisma.guestFile.findUnique({
    where: { networkId_id: { networkId, id } },
    select: { status: true },
  });
  if (file === null) throw new ProblemError('not_found');
  if (file.status !== 'DONE') throw new ProblemError('import_state', { status: file.status });
}
