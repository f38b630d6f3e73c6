import { Injectable } from '@nestjs/common';
import { Audit, type AuditEntry, type RequestContext } from '../../../security';
import type { ActBody, Outcome, TillAct } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { ActIntake, actOfCall } from '../../till/intake/act-intake';
import { SingleActTransaction } from '../../till/queue/single-act-transaction';
import { Till } from '../../till/queue/till';
import { requirePosted } from '../../till/responses/respond';

type NoteOf = (row: JournalRow) => Pick<AuditEntry, 'action' | 'before' | 'after'>;

/** Records an act for a guest that comes from no till, together with its line in the audit. */
@Injectable()
export class GuestActs {
  constructor(
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly single: SingleActTransaction,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError the refusal of the business */
  async record(
    context: RequestContext,
    guestId: string,
    body: ActBody,
    noteOf: NoteOf,
    occurredAt: number | null = null,
  ): Promise<void> {
    requirePosted(await this.submit(context, guestId, body, noteOf, occurredAt));
  }

  /** Records the act like `record`, for a caller that answers some refusals itself. Marks a replay on the call. */
  async submit(
    context: RequestContext,
    guestId: string,
    body: ActBody,
    noteOf: NoteOf,
    occurredAt: number | null = null,
  ): Promise<Outcome> {
    const { networkId, call, author } = context;
    const act = await this.place(context, guestId, body, occurredAt);
    const outcome = await this.till.submit(act, {
      after: (tx, row) =>
        this.audit.append(tx, networkId, {
          ...author,
          subjectKind: 'guest',
          subjectId: row.guestId ?? '',
          ...noteOf(row),
        }),
    });
    if (outcome.kind === 'POSTED' && outcome.replayed) call.replayed(200);
    return outcome;
  }

  /** Decides the act as of now, without writing. @throws ProblemError the refusal of the business */
  async preview(context: RequestContext, guestId: string, body: ActBody): Promise<void> {
    requirePosted(await this.single.decideOnly(await this.place(context, guestId, body, null)));
  }

  private place(
    { principal, call }: RequestContext,
    guestId: string,
    body: ActBody,
    occurredAt: number | null,
  ): TillAct | Promise<TillAct> {
    return this.intake.place({
      ...actOfCall({ principal, call }),
      guestId,
      body,
      occurredAt,
    });
  }
}
