import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { CELL_PASS } from '../../platform/cells/cell-calls';
import { CellPass } from '../../platform/cells/cell-pass';
import { Public } from '../../platform/http/public.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { Spool } from '../../platform/spool/spool';

const keptSchema = z.strictObject({ kind: z.string().max(100), body: z.string().max(1_000_000) });

/** Takes calls that another cell kept for a network that has moved to this cell. */
@ApiExcludeController()
@Controller('cells')
@Public()
export class KeptCallsController {
  constructor(
    private readonly spool: Spool,
    private readonly pass: CellPass,
  ) {}

  @Post('kept')
  @HttpCode(204)
  async take(
    @Body({ schema: keptSchema }) { kind, body }: z.infer<typeof keptSchema>,
    @Headers(CELL_PASS) pass = '',
  ): Promise<void> {
    if (!this.pass.isRight(pass)) throw new ProblemError('not_found');
    await this.spool.deliverHere(kind, body);
  }
}
