import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { wordedIn } from '../../platform/http/catalogue/catalogue';
import { pathText } from '../../platform/http/json-body';
import type { IdSlice } from '../../platform/http/list-query';
import { faultsOf } from '../../platform/http/schema-faults';
import type { Language } from '../../platform/language/language';
import { automationDetail, listedAnswer } from './document/automation-answers';
import { AutomationChecks } from './document/automation-checks';
import { automationDocumentSchema } from './document/automation-document.schema';
import { AutomationDocuments } from './runs/automation-documents';
import { AUTOMATION_EXAMPLES } from './document/automation-examples';
import { loopsOf, type RunningAutomation } from './document/automation-loops.rules';
import { getAutomation } from './document/automation-rows';
import { listOpen } from './runs/automation-run.sql';
import * as dto from './document/automation.dto';
import { listAutomations, listShownVersions, type RunCount, type StepCount } from './document/automation.sql';

const MOST_LOOPS = 50;

/** The automations of a network, for the back office. */
@Injectable()
export class AutomationsQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly documents: AutomationDocuments,
    private readonly checks: AutomationChecks,
  ) {}

  async list(
    networkId: string,
    { state, archived }: { readonly state: dto.AutomationState | null; readonly archived: boolean },
    slice: IdSlice,
  ): Promise<dto.ListedAutomation[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listAutomations(tx, networkId, state, archived, slice),
    );
    return rows.map((row) => listedAnswer(row));
  }

  /** @throws ProblemError `not_found` */
  get(networkId: string, id: string): Promise<dto.AutomationDetail> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await getAutomation(tx, networkId, id);
      const versions = await listShownVersions(tx, networkId, id);
      const numbers = versions.map(({ version }) => version);
      const [runs, steps] = [
        await tx.query<RunCount>`SELECT version, state, step, count(*) AS runs FROM automation_runs
            WHERE network_id = ${networkId} AND automation_id = ${id} AND version = ANY (${numbers}::integer[]) GROUP BY 1, 2, 3`,
        await tx.query<StepCount>`
          SELECT version, step, outcome, count(*) AS times FROM automation_run_steps
           WHERE network_id = ${networkId} AND automation_id = ${id} AND version = ANY (${numbers}::integer[]) GROUP BY 1, 2, 3`,
      ];
      return automationDetail(row, versions, runs, steps);
    });
  }

  async examples(networkId: string) {
    const { locale } = (await this.snapshots.current(networkId)).profile;
    return { items: dto.EXAMPLES.map((name) => ({ name, document: AUTOMATION_EXAMPLES[name][locale] })) };
  }

  /** Mistakes of an untrusted document, with messages in a language, and the steps that may bring guests in again. */
  async preview(
    networkId: string,
    { document: untrusted, automationId }: dto.PreviewAutomationBody,
    language: Language,
  ): Promise<dto.AutomationPreview> {
    const told = wordedIn(language);
    const { success, data, error } = automationDocumentSchema.safeParse(untrusted);
    if (!success) return { errors: faultsOf(error.issues, untrusted).map(told), loops: [] };
    const { mistakes, running } = await this.database.inNetwork(networkId, async (tx) => ({
      mistakes: await this.checks.listMistakes(tx, networkId, data),
      running: await this.listRunning(tx, networkId),
    }));
    const others = running.filter(({ id }) => id !== automationId);
    return {
      loops: loopsOf(data, others).slice(0, MOST_LOOPS),
      errors: mistakes.map(({ path, code, reason, details }) =>
        told({ path: pathText(path), code, arguments: { reason, ...details } }),
      ),
    };
  }

  private async listRunning(tx: Tx, networkId: string): Promise<RunningAutomation[]> {
    const open = await listOpen(tx, networkId);
    const documentOf = await this.documents.load(tx, networkId, open);
    return open.map((automation) => ({ id: automation.id, document: documentOf(automation) }));
  }
}
