import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { SegmentLists } from './segment-lists';
import * as dto from './segment.dto';

/** A file that was cut off is sent again: what is so already is left alone. */
export class ChangeMembersByFile extends UseCase<
  z.infer<typeof dto.fileReadSchema>,
  { readonly id: string; readonly body: z.infer<typeof dto.memberFileSchema> }
> {}

@CommandHandler(ChangeMembersByFile)
export class ChangeMembersByFileHandler implements ICommandHandler<ChangeMembersByFile> {
  constructor(private readonly lists: SegmentLists) {}

  execute({ context, input: { id, body } }: ChangeMembersByFile): Promise<z.infer<typeof dto.fileReadSchema>> {
    const { networkId, author } = context;
    const names = dto.linesOfFile(body.csv);
    if (names === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'csv', code: 'too_many', message: '' }]);
    return this.lists
      .changeByFile(networkId, id, names, body.isIn, author)
      .then((read) => ({ ...read, unknownLines: [...read.unknownLines] }));
  }
}
