import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../http/public.decorator';
import { ProblemError } from '../problems/problem';
import { CallNames } from './call-names';
import { CELL_PASS, type namedNetworksSchema } from './cell-calls';
import { CellPass } from './cell-pass';

const MOST_BYTES = 4_096;
const questionSchema = z.strictObject({ kind: z.string().max(40), value: z.string().min(1).max(MOST_BYTES) });

/** Answers the servers of other cells. */
@ApiExcludeController()
@Controller('cells')
@Public()
export class CellsController {
  constructor(
    private readonly names: CallNames,
    private readonly pass: CellPass,
  ) {}

  @Post('networks')
  @HttpCode(200)
  async networks(
    @Body({ schema: questionSchema }) { kind, value }: z.infer<typeof questionSchema>,
    @Headers(CELL_PASS) pass = '',
  ): Promise<z.infer<typeof namedNetworksSchema>> {
    if (!this.pass.isRight(pass)) throw new ProblemError('not_found');
    const name = this.names.find(kind);
    if (name === undefined) throw new ProblemError('not_found');
    return { networks: [...(await name.find(value))] };
  }
}
