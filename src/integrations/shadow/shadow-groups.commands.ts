import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Handles } from '../../platform/http/handlers-of';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { type AuditChange, Audit, type OnOne, type RequestContext, UseCase } from '../../security';
import type * as dto from './shadow.dto';
import { groupAnswer, ShadowQuery } from './shadow.query';
import { listGroupFigures } from './shadow.sql';

/** Accepts the difference of a group. */
export class AcceptShadowGroup extends UseCase<dto.ShadowGroupAnswer, OnOne<dto.AcceptGroupBody>> {}

/** Takes back that the difference of a group was accepted. */
export class ReopenShadowGroup extends UseCase<dto.ShadowGroupAnswer, { id: string }> {}

@Injectable()
export class ShadowGroupsHandlers {
  constructor(
    private readonly query: ShadowQuery,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

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
      const [row] = await listGroupFigures(tx, shadowId, id);
      if (row === undefined) throw new ProblemError('not_found');
      await enter(networkId);
      const after = { reason: row.reason, detail: row.detail, receipts: row.receipts, note: state.note };
      await this.audit.appendChange(tx, networkId, author, action, id, { after });
      return groupAnswer(row);
    });
  }
}
