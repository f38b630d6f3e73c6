import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { Database } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { ProblemError, found } from '../../../platform/problems/problem';
import type { DoneStep } from './automation-run.sql';
import * as dto from '../document/automation.dto';

const MOST_STEPS = 1_000;
const MOST_OF_GUEST = 50;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface ListedRun {
  readonly id: string;
  readonly automationId: string;
  readonly guestId: string;
  readonly version: number;
  readonly state: dto.RunState;
  readonly reason: (typeof dto.LEFT_REASONS)[number] | null;
  readonly step: string | null;
  readonly dueAt: Date;
  readonly enteredAt: Date;
  readonly endedAt: Date | null;
  readonly causedBy: string[];
}

type RunStepRow = Omit<DoneStep, 'id' | 'runId' | 'automationId'>;

const COLUMNS = sql`id, automation_id, guest_id, version, state, reason, step, due_at,
  entered_at, ended_at, caused_by`;

/** Runs of automations: which steps a guest took, for staff. */
@Injectable()
export class AutomationRuns {
  constructor(private readonly database: Database) {}

  /** Runs of an automation, the newest first; one more than `limit`, where there are more. Throws `not_found`. */
  async list(
    networkId: string,
    automationId: string,
    { guestId, state, step, limit }: dto.RunListQuery,
    before: string | null,
  ): Promise<dto.RunAnswer[]> {
    return this.database.inNetwork(networkId, async (tx) => {
      const known = await tx.maybe`SELECT FROM automations WHERE network_id = ${networkId} AND id = ${automationId}`;
      if (known === undefined) throw new ProblemError('not_found');
      const rows = await tx.query<ListedRun>`
        SELECT ${COLUMNS} FROM automation_runs
         WHERE network_id = ${networkId} AND automation_id = ${automationId} AND id < ${before ?? LAST_ID}
           ${when(guestId !== undefined, sql`AND guest_id = ${guestId ?? null}`)}
           ${when(state !== undefined, sql`AND state = ${state ?? null}`)} ${when(step !== undefined, sql`AND step = ${step ?? null}`)}
         ORDER BY id DESC LIMIT ${limit + 1}`;
      return rows.map(runAnswer);
    });
  }

  /** Runs of a guest through all automations, the newest first. Throws `guest_not_found`. */
  async listOfGuest(networkId: string, guestId: string): Promise<dto.AutomationsOfGuest> {
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      const guest = await tx.maybe`SELECT FROM guests WHERE network_id = ${networkId} AND id = ${guestId}`;
      if (guest === undefined) throw new ProblemError('guest_not_found');
      return tx.query<ListedRun & { readonly name: string }>`
        SELECT ${COLUMNS}, (SELECT v.document ->> 'name' FROM automation_versions v
          WHERE v.network_id = r.network_id AND v.automation_id = r.automation_id AND v.version = r.version) AS "name!"
         FROM automation_runs r WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY id DESC LIMIT ${MOST_OF_GUEST}`;
    });
    return { items: rows.map(({ name, ...row }) => ({ ...runAnswer(row), name })) };
  }

  /** Throws `not_found`. */
  async get(networkId: string, automationId: string, id: string): Promise<dto.RunDetail> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = found(
        await tx.maybe<ListedRun>`
          SELECT ${COLUMNS} FROM automation_runs WHERE network_id = ${networkId} AND automation_id = ${automationId} AND id = ${id}`,
      );
      const path = await tx.query<RunStepRow>`
        SELECT visit, version, step, kind, outcome, at, reason, branch, points, subject_id
         FROM automation_run_steps WHERE network_id = ${networkId} AND run_id = ${id} ORDER BY visit LIMIT ${MOST_STEPS}`;
      return runDetail(row, path);
    });
  }
}

const dueOf = ({ state, dueAt }: ListedRun): Date | null => (state === 'WAITING' ? dueAt : null);

const runAnswer = (row: ListedRun): dto.RunAnswer => asAnswer(dto.runSchema, { ...row, dueAt: dueOf(row) });

const runDetail = (row: ListedRun, path: readonly RunStepRow[]): dto.RunDetail =>
  asAnswer(dto.runDetailSchema, { ...row, dueAt: dueOf(row), path });
