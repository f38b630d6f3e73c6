import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { requireUnchanged } from '../../../platform/http/entity-tag';
import { UseCase } from '../../../security';
import { ProgramEditor } from './program-editor';
import * as dto from './program.dto';
import type { ProgramDocument } from '../../../decision';
import { Snapshots } from '../../snapshots/snapshots';
import type { PresetChoice } from './program.sql';
import { presetForNetwork } from './scaled-preset.rules';
import { Handles } from '../../../platform/http/handlers-of';

export class ChangeDraft extends UseCase<
  dto.ProgramAnswer,
  { readonly version: number; readonly body: dto.ChangeDraftBody }
> {}

export class CreateDraft extends UseCase<dto.ProgramAnswer, { readonly body: dto.CreateDraftBody }> {}

@Injectable()
export class DraftsHandlers {
  constructor(
    private readonly editor: ProgramEditor,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
  ) {}

  @Handles(ChangeDraft)
  changeDraft({ context, input: { version, body } }: ChangeDraft): Promise<dto.ProgramAnswer> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () =>
        dto.changeableOfProgram(dto.programAnswer(await this.editor.lockVersion(tx, networkId, version))),
      );
      return dto.programAnswer(await this.editor.changeDraft(tx, networkId, version, body, author));
    });
  }

  @Handles(CreateDraft)
  async createDraft({ context, input: { body } }: CreateDraft): Promise<dto.ProgramAnswer> {
    const { call, networkId, author } = context;
    const document = await this.documentOf(networkId, body);
    return this.keyed.run(networkId, call, 201, async (tx) =>
      dto.programAnswer(await this.editor.createDraft(tx, networkId, document, author, presetOf(body))),
    );
  }

  private async documentOf(networkId: string, body: dto.CreateDraftBody): Promise<ProgramDocument> {
    if ('document' in body) return body.document;
    if ('fromVersion' in body) return (await this.editor.getVersion(networkId, body.fromVersion)).document;
    const { profile } = await this.snapshots.current(networkId);
    return presetForNetwork(body.preset, profile.currencyDigits, body.scale);
  }
}

function presetOf(body: dto.CreateDraftBody): PresetChoice | null {
  return 'preset' in body ? { name: body.preset, scale: body.scale ?? null } : null;
}
