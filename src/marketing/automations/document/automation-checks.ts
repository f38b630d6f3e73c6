import { Injectable } from '@nestjs/common';
import {
  CampaignEditor,
  type ConfigurationSnapshot,
  MessageTemplates,
  type SentTemplate,
  Snapshots,
} from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { pathText } from '../../../platform/http/json-body';
import { ProblemError } from '../../../platform/problems/problem';
import type { AutomationDocument } from './automation-document.schema';
import { automationMistakes, type AutomationNames, type Mistake } from './automation-mistakes.rules';

const MOST_FAULTS = 50;

/** Whether the document of an automation fits its network. */
@Injectable()
export class AutomationChecks {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly campaigns: CampaignEditor,
    private readonly templates: MessageTemplates,
    private readonly clock: Clock,
  ) {}

  /** Refuses a document with mistakes. Throws `invalid_body` with the place of each mistake. */
  async requireFit(tx: Tx, networkId: string, document: AutomationDocument): Promise<void> {
    const mistakes = await this.listMistakes(tx, networkId, document);
    if (mistakes.length === 0) return;
    throw new ProblemError(
      'invalid_body',
      {},
      mistakes.map(({ path, code, reason, details }) => ({
        path: pathText(['document', ...path]),
        code,
        message: '',
        arguments: { reason, ...details },
      })),
    );
  }

  async listMistakes(tx: Tx, networkId: string, document: AutomationDocument): Promise<Mistake[]> {
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    return [...automationMistakes(document, await this.namesOf(tx, snapshot, document))].slice(0, MOST_FAULTS);
  }

  private async namesOf(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    { steps }: AutomationDocument,
  ): Promise<AutomationNames> {
    const { lists, batchIds } = await tx.one<{ lists: string[]; batchIds: string[] }>`
      SELECT ARRAY(SELECT code FROM segments WHERE network_id = ${snapshot.profile.id} AND archived_at IS NULL AND rule IS NULL
       ORDER BY id LIMIT 1000) AS lists,
       ARRAY(SELECT id::text FROM coupon_batches WHERE network_id = ${snapshot.profile.id} AND kind = 'SINGLE' AND status <> 'STOPPED'
         AND (valid_until IS NULL OR valid_until > ledger_now()) ORDER BY id DESC LIMIT 1000) AS batch_ids`;
    const running = await this.campaigns.listRunning(tx, snapshot);
    const named = steps.flatMap((step) => (step.kind === 'MESSAGE' ? (step.templateId ?? []) : []));
    const templates = await this.templates.listForSending(tx, snapshot.profile.id, named);
    return {
      tiers: snapshot.programInForce(this.clock.now())?.program.document.tiers.map(({ code }) => code) ?? [],
      restaurantIds: snapshot.restaurantIds,
      locale: snapshot.profile.locale,
      segmentCodes: snapshot.segmentCodes,
      lists: new Set(lists),
      rewardCodes: snapshot.rewardCodes,
      campaigns: new Map(running.map(({ code, document }) => [code, document])),
      batchIds: new Set(batchIds),
      templateIds: new Set(templates.filter(mayBeOfStep).map(({ id }) => id)),
    };
  }
}

/** Whether a step may send a template: it is one for automations, and of the purpose that needs the consent of the guest. */
function mayBeOfStep({ source, purpose }: SentTemplate): boolean {
  return source === 'AUTOMATION' && purpose === 'MARKETING';
}
