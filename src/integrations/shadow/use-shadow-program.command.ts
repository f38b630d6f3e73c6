import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ProgramEditor, ShadowRestaurants } from '../../configuration';
import { Audit, type Author, UseCase } from '../../security';
import type * as dto from './shadow.dto';
import { ShadowChanges } from './shadow-changes';

/** Has the shadow decide by another version of the network's programme from now on. */
export class UseShadowProgram extends UseCase<dto.ShadowAnswer, { body: dto.ShadowProgramBody }> {}

@CommandHandler(UseShadowProgram)
export class UseShadowProgramHandler implements ICommandHandler<UseShadowProgram> {
  constructor(
    private readonly places: ShadowRestaurants,
    private readonly editor: ProgramEditor,
    private readonly audit: Audit,
    private readonly changes: ShadowChanges,
  ) {}

  /** @throws ProblemError `not_found`; `invalid_body` where the version names something that the shadow does not have */
  async execute({ context, input: { body } }: UseShadowProgram): Promise<dto.ShadowAnswer> {
    const { version } = body;
    const { document } = await this.editor.getVersion(context.networkId, version);
    return this.changes.run(context, async (tx, enter, { networkId, shadowId }) => {
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
}
