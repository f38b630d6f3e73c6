import { Body, Controller, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { parseJsonBody } from '../../platform/http/json-body';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { type MessageReport, Public, RecordMessageReport } from '../../security';
import { stopByVonage } from './address-stops.rules';
import { deliveryReport, reportQuery } from './delivery-report';
import { isSignedByVonage } from './vonage-signature.rules';

/** The fields that we read of a report; Vonage adds others without notice. */
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

/** Takes Vonage's delivery reports. */
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
    @Query({ schema: reportQuery }) { n: networkId, m: id }: z.infer<typeof reportQuery>,
    @Body() body: Buffer | undefined,
    @Headers('authorization') authorization = '',
  ): Promise<void> {
    const { vonage } = settings;
    if (vonage === undefined) throw new ProblemError('not_found');
    const bytes = body ?? Buffer.alloc(0);
    if (!isSignedByVonage(vonage.password, authorization, bytes, this.clock.now().getTime() / 1000))
      throw new ProblemError('forbidden');
    const { data } = reportSchema.safeParse(parseJsonBody(bytes));
    const status = data && STATUS[data.status];
    if (data === undefined || status === undefined) return;
    // Vonage puts the error's number into `title`.
    const code = /^\d{1,6}$/.exec(String(data.error?.title))?.[0];
    const report = deliveryReport({
      id,
      provider: 'vonage',
      providerId: data.message_uuid,
      status,
      code: code ?? data.status,
      stops: stopByVonage(code),
    });
    await this.commands.execute(new RecordMessageReport(networkId, report));
  }
}
