import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { Approvers, UseCase } from '../../../security';
import { ImportFileError } from '../file/import-file.error';
import { UndoGuests } from '../guests/undo-guests';
import { GUESTS_ALONE } from './file-kinds';
import * as dto from './guest-file.dto';
import { GuestFiles } from './guest-files';
import * as sql from './guest-files.prisma';
import { Handles } from '../../../platform/http/handlers-of';

interface OfFile {
  readonly id: string;
}

/** Starts an upload. */
export class CreateGuestFile extends UseCase<
  dto.GuestFileAnswer,
  { body: z.infer<typeof dto.createGuestFileSchema> }
> {}

/** Adds the next part of a file. After the last part, reading begins. */
export class AddGuestFilePart extends UseCase<
  dto.GuestFileAnswer,
  OfFile & { body: z.infer<typeof dto.guestFilePartSchema> }
> {}

/** Starts a dry run with a mapping. */
export class CheckGuestFile extends UseCase<
  dto.GuestFileAnswer,
  OfFile & { body: z.infer<typeof dto.checkGuestFileSchema> }
> {}

/** Starts the import after its dry run. Points above one manager's limits wait for a second manager, who starts it by the same call. */
export class StartGuestFile extends UseCase<dto.GuestFileAnswer, OfFile> {}

/** Undoes a whole import. */
export class UndoGuestFile extends UseCase<dto.GuestFileAnswer, OfFile> {}

async function asProblem({ status }: sql.GuestFileRow, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    if (error.code === 'guests_acted') throw new ProblemError('import_acted', { guests: Number(error.detail) });
    if (error.code === 'undo_over') throw new ProblemError('import_undo_over', { days: Number(error.detail) });
    throw new ProblemError('import_state', { status });
  }
}

/** Deletes an uploaded file that was not imported. */
export class DiscardGuestFile extends UseCase<dto.GuestFileAnswer, OfFile> {}

@Injectable()
export class GuestFileHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly files: GuestFiles,
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly approvers: Approvers,
    private readonly clock: Clock,
    private readonly undos: UndoGuests,
  ) {}

  @Handles(CreateGuestFile)
  createGuestFile({ context, input: { body } }: CreateGuestFile): Promise<dto.GuestFileAnswer> {
    const { networkId, call, principal } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const row = await sql.insertFile(tx, networkId, {
        id: newId(),
        kind: 'GUESTS',
        name: body.name,
        createdBy: principal.id,
      });
      return this.files.answerOf(networkId, row);
    });
  }

  /** @throws ProblemError `not_found`, `import_state`, `invalid_body` for a part that leaves a gap */
  @Handles(AddGuestFilePart)
  addGuestFilePart({ context, input: { id, body } }: AddGuestFilePart): Promise<dto.GuestFileAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) =>
      this.files.answerOf(networkId, await this.files.addPart(tx, networkId, id, GUESTS_ALONE, body)),
    );
  }

  /** @throws ProblemError `not_found`, `import_state`, `invalid_body` where no column identifies a guest or the date format is missing */
  @Handles(CheckGuestFile)
  checkGuestFile({ context, input: { id, body } }: CheckGuestFile): Promise<dto.GuestFileAnswer> {
    const { networkId, call } = context;
    const { columns, dateFormat } = body.mapping;
    if (dateFormat === null)
      throw new ProblemError('invalid_body', {}, [{ path: 'mapping.dateFormat', code: 'required', message: '' }]);
    if (columns.phone === undefined && columns.externalId === undefined && columns.cards === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'mapping.columns', code: 'required', message: '' }]);
    return this.keyed.run(networkId, call, 202, async (tx) => {
      await this.files.lock(tx, networkId, id, GUESTS_ALONE, 'READY', 'CHECKED');
      const begun = { status: 'CHECKING', mapping: body.mapping, position: 0, fault: null } as const;
      await this.files.beginSoon(tx, networkId);
      return this.files.answerOf(networkId, await sql.changeFile(tx, networkId, id, begun));
    });
  }

  /** @throws ProblemError `not_found`, `import_state`, and those of `Approvers` for the second person */
  @Handles(StartGuestFile)
  async startGuestFile({ context, input: { id } }: StartGuestFile): Promise<dto.GuestFileAnswer> {
    const { networkId, call, principal } = context;
    const { settings } = await this.networks.getProfile(networkId);
    const seen = await this.database.inNetwork(networkId, (tx) => sql.findFile(tx, networkId, id));
    if (seen?.status === 'WAITING') await this.approvers.require(context, [seen.requestedBy, seen.createdBy], id);
    return this.keyed.run(networkId, call, 202, async (tx) => {
      const row = await this.files.lock(tx, networkId, id, GUESTS_ALONE, 'CHECKED', 'WAITING', 'FAILED');
      // The file began to wait after it was read above, or failed before its import began, so no approver has judged its points.
      if (
        (row.status === 'WAITING') !== (seen?.status === 'WAITING') ||
        (row.status === 'FAILED' && row.importId === null)
      )
        throw new ProblemError('import_state', { status: row.status });
      const change = await this.changeOf(tx, networkId, principal.id, row, settings.limits);
      if (change.status === 'RUNNING') {
        if (row.status !== 'FAILED') await sql.deleteParts(tx, networkId, id, ['ROWS', 'REFUSED']);
        await this.files.beginSoon(tx, networkId);
      }
      const begun = await sql.changeFile(tx, networkId, id, change);
      await this.files.note(tx, context, change.status === 'WAITING' ? 'requested' : 'started', row);
      return this.files.answerOf(networkId, begun);
    });
  }

  /** @throws ProblemError `not_found`, `import_state`, `import_acted`, `import_undo_over` */
  @Handles(UndoGuestFile)
  async undoGuestFile({ context, input: { id } }: UndoGuestFile): Promise<dto.GuestFileAnswer> {
    const { networkId, call, author } = context;
    const { importUndoDays } = (await this.networks.getProfile(networkId)).settings;
    return this.keyed.run(networkId, call, 202, async (tx) => {
      const row = await this.files.lock(tx, networkId, id, GUESTS_ALONE, 'DONE', 'FAILED');
      if (row.importId === null) throw new ProblemError('import_state', { status: row.status });
      await asProblem(row, this.undos.begin(tx, networkId, row.importId, importUndoDays, author));
      await this.files.beginSoon(tx, networkId);
      const begun = await sql.changeFile(tx, networkId, id, { status: 'UNDOING', position: 0, fault: null });
      return this.files.answerOf(networkId, begun);
    });
  }

  /** @throws ProblemError `not_found`, `import_state` for a file that is or was being imported */
  @Handles(DiscardGuestFile)
  discardGuestFile({ context, input: { id } }: DiscardGuestFile): Promise<dto.GuestFileAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) =>
      this.files.answerOf(networkId, await this.files.discard(tx, networkId, id, GUESTS_ALONE)),
    );
  }

  private async changeOf(
    tx: Tx,
    networkId: string,
    userId: string,
    { status, points }: sql.GuestFileRow,
    limits: { readonly managerManualAtOnce: number; readonly managerManualPerDay: number },
  ): Promise<sql.GuestFileChange> {
    const fresh = { made: 0, merged: 0, rejected: 0, position: 0, refusalsEncrypted: null, fault: null };
    if (status === 'FAILED') return { status: 'RUNNING', fault: null };
    if (status === 'WAITING') return { ...fresh, status: 'RUNNING', approvedBy: userId };
    const asked = { requestedBy: userId, requestedAt: this.clock.now() };
    const ofDay = points + (await sql.sumOfDay(tx, networkId, userId));
    const isLarge = points > limits.managerManualAtOnce || (points > 0 && ofDay > limits.managerManualPerDay);
    return isLarge ? { ...asked, status: 'WAITING' } : { ...fresh, ...asked, status: 'RUNNING' };
  }
}
