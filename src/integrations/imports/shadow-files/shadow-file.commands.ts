import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Sandboxes } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Handles } from '../../../platform/http/handlers-of';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, UseCase } from '../../../security';
import { OF_SHADOW } from '../guest-files/file-kinds';
import type { guestFilePartSchema } from '../guest-files/guest-file.dto';
import { GuestFiles } from '../guest-files/guest-files';
import * as sql from '../guest-files/guest-files.prisma';
import type * as dto from './shadow-file.dto';
import { shadowFileAnswer } from './shadow-files.query';
import type { ShadowFileKind } from './shadow-fields';
import { faultOfMapping } from './shadow-mapping.rules';

interface OfFile {
  readonly id: string;
}

/** Starts the upload of a file for the shadow run. */
export class CreateShadowFile extends UseCase<
  dto.ShadowFileAnswer,
  { body: z.infer<typeof dto.createShadowFileSchema> }
> {}

/** Adds the next part of a file. After the last part, reading begins. */
export class AddShadowFilePart extends UseCase<
  dto.ShadowFileAnswer,
  OfFile & { body: z.infer<typeof guestFilePartSchema> }
> {}

/** Starts a dry run with a mapping. */
export class CheckShadowFile extends UseCase<
  dto.ShadowFileAnswer,
  OfFile & { body: z.infer<typeof dto.checkShadowFileSchema> }
> {}

/** Starts the import after its dry run, or goes on with one that failed. It gives no guest anything. */
export class StartShadowFile extends UseCase<dto.ShadowFileAnswer, OfFile> {}

/** Deletes an uploaded file that was not imported. */
export class DiscardShadowFile extends UseCase<dto.ShadowFileAnswer, OfFile> {}

@Injectable()
export class ShadowFileHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly files: GuestFiles,
    private readonly sandboxes: Sandboxes,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` for a network without a shadow run */
  @Handles(CreateShadowFile)
  async createShadowFile({ context, input: { body } }: CreateShadowFile): Promise<dto.ShadowFileAnswer> {
    const { networkId, call, principal } = context;
    if ((await this.sandboxes.find(networkId, 'SHADOW')) === undefined) throw new ProblemError('not_found');
    return this.keyed.run(networkId, call, 201, async (tx) =>
      shadowFileAnswer(await sql.insertFile(tx, networkId, { id: newId(), ...body, createdBy: principal.id })),
    );
  }

  /** @throws ProblemError `not_found`, `import_state`, `invalid_body` for a part that leaves a gap */
  @Handles(AddShadowFilePart)
  addShadowFilePart({ context, input: { id, body } }: AddShadowFilePart): Promise<dto.ShadowFileAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) =>
      shadowFileAnswer(await this.files.addPart(tx, networkId, id, OF_SHADOW, body)),
    );
  }

  /** @throws ProblemError `not_found`, `import_state`, `invalid_body` for a column or day that the file needs and the mapping lacks */
  @Handles(CheckShadowFile)
  checkShadowFile({ context, input: { id, body } }: CheckShadowFile): Promise<dto.ShadowFileAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 202, async (tx) => {
      const { kind } = await this.files.lock(tx, networkId, id, OF_SHADOW, 'READY', 'CHECKED');
      const fault = faultOfMapping(kind as ShadowFileKind, body.mapping);
      if (fault !== null) throw new ProblemError('invalid_body', {}, [{ path: fault, code: 'required', message: '' }]);
      await this.files.beginSoon(tx, networkId);
      const begun = { status: 'CHECKING', mapping: body.mapping, position: 0, fault: null } as const;
      return shadowFileAnswer(await sql.changeFile(tx, networkId, id, begun));
    });
  }

  /** @throws ProblemError `not_found`, `import_state` */
  @Handles(StartShadowFile)
  startShadowFile({ context, input: { id } }: StartShadowFile): Promise<dto.ShadowFileAnswer> {
    const { networkId, call, principal, author } = context;
    return this.keyed.run(networkId, call, 202, async (tx) => {
      const row = await this.files.lock(tx, networkId, id, OF_SHADOW, 'CHECKED', 'FAILED');
      // A file that failed before its import began has no dry run that somebody judged.
      if (row.status === 'FAILED' && row.requestedAt === null)
        throw new ProblemError('import_state', { status: row.status });
      await this.files.beginSoon(tx, networkId);
      const begun = {
        status: 'RUNNING',
        requestedBy: principal.id,
        requestedAt: this.clock.now(),
        fault: null,
      } as const;
      const after = { kind: row.kind, taken: row.made, rejected: row.rejected };
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'shadow_file.started',
        subjectKind: 'shadow_file',
        subjectId: id,
        after,
      });
      return shadowFileAnswer(await sql.changeFile(tx, networkId, id, begun));
    });
  }

  /** @throws ProblemError `not_found`, `import_state` for a file that is or was being imported */
  @Handles(DiscardShadowFile)
  discardShadowFile({ context, input: { id } }: DiscardShadowFile): Promise<dto.ShadowFileAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      // The caller gets the file's state from before the deletion.
      const before = await this.files.lock(tx, networkId, id, OF_SHADOW, 'UPLOADING', 'READY', 'CHECKED', 'FAILED');
      await this.files.discard(tx, networkId, id, OF_SHADOW);
      return shadowFileAnswer(before);
    });
  }
}
