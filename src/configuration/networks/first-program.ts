import { Injectable } from '@nestjs/common';
import type { ProgramDocument } from '../../decision';
import type { Tx } from '../../platform/database/database';
import type { Author } from '../../security';
import { CampaignEditor } from '../campaigns/campaign-editor';
import { ProgramEditor } from '../programs/drafts/program-editor';
import type { PresetChoice } from '../programs/drafts/program.sql';
import { presetForNetwork } from '../programs/drafts/scaled-preset.rules';

/** A preset with its campaigns, or a document alone. */
export type ChosenProgram = PresetChoice | { readonly document: ProgramDocument };

/** The programme with which a network begins. */
@Injectable()
export class FirstProgram {
  constructor(
    private readonly editor: ProgramEditor,
    private readonly campaigns: CampaignEditor,
  ) {}

  /** No process has cached a network that does not exist yet, so its rules version need not rise. */
  async publish(tx: Tx, id: string, program: ChosenProgram, currencyDigits: number, author: Author): Promise<void> {
    const [document, preset] =
      'document' in program
        ? [program.document, null]
        : [presetForNetwork(program.name, currencyDigits, program.scale ?? undefined), program];
    const draft = await this.editor.createDraft(tx, id, document, author, preset);
    await this.editor.publish(tx, id, draft.version, {}, author);
    if (preset !== null) await this.campaigns.seed(tx, id, preset, author);
  }
}
