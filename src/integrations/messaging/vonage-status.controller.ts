import { Body, Controller, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { parseJsonBody } from '../../platform/http/json-body';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { uuid } from '../../platform/http/schemas';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { type MessageReport, Public, RecordMessageReport } from '../../security';
import { stopByVonage } from './address-stops.rules';
import { isSignedByVonage } from './vonage-signature.rules';

const querySchema = z.strictObject({ n: uuid, m: uuid });
/** Vonage adds fields without notice. */
const reportSchema = z.object({
  message_uuid: z.string().max(200),
  status: z.string().max(30),
  error: z.object({ title: z.union([z.string(), z.number()]).optional() }).optional(),
});

const STATUS: Readonly<Record<string, MessageReport['status']>> = {
  submitted: 'SENT',
  delivered: 'DELIVERED',
  read: 'DELIVERED',
  rejected: 'FAILED',
  undeliverable: 'FAILED',
};

/** Vonage's reports of what became of a message. */
@ApiExcludeController()
@Controller('hooks/vonage/status')
export class VonageStatusController {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(204)
  @Public()
  @RawBody()
  async report(
    @Query({ schema: querySchema }) { n: networkId, m: id }: z.infer<typeof querySchema>,
    @Body() body: Buffer | undefined,
    @Headers('authorization') authorization = '',
  ): Promise<void> {
    const { vonageSignatureSecret } = settings;
    if (vonageSignatureSecret === undefined) throw new ProblemError('not_found');
    const bytes = body ?? Buffer.alloc(0);
    if (!isSignedByVonage(vonageSignatureSecret, authorization, bytes, this.clock.now().getTime() / 1000))
      throw new ProblemError('forbidden');
    const { data } = reportSchema.safeParse(parseJsonBody(bytes));
    const status = data && STATUS[data.status];
    if (data === undefined || status === undefined) return;
    // The title is the number of the error.
    const code = /^\d{1,6}$/.exec(String(data.error?.title))?.[0];
    const failure = status === 'FAILED' ? `vonage ${code ?? data.status}` : null;
    const report = {
      id,
      provider: 'vonage',
      providerId: data.message_uuid,
      status,
      failure,
      stops: stopByVonage(code),
    };
    await this.commands.execute(new RecordMessageReport(networkId, report));
  }
}
