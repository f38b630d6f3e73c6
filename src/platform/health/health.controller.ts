import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ApiReply } from '../http/api-request';
import { Public } from '../http/public.decorator';
import { VERSION } from '../settings/version';
import { Health, type Readiness } from './health';
import { Operation } from '../http/operation.decorator';

const healthSchema = z.strictObject({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });
const check = z.looseObject({ status: z.enum(['up', 'down', 'off']), warnings: z.array(z.string()).optional() });
const readinessSchema = z
  .strictObject({ status: z.enum(['ok', 'degraded', 'down']), checks: z.record(z.string(), check) })
  .meta({ id: 'Readiness' });

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get()
  @Operation({ id: 'getHealth', summary: 'Whether the process is there, and its version' })
  @ApiOkResponse({ standardSchema: healthSchema })
  alive(): z.infer<typeof healthSchema> {
    return { status: 'ok', version: VERSION };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getReadiness',
    summary: 'Whether it can sell, and which of its parts are up',
    description: '`degraded`: a part is down without which sales go on, so a balancer keeps the server.',
  })
  @ApiOkResponse({ standardSchema: readinessSchema })
  @ApiServiceUnavailableResponse({ standardSchema: readinessSchema, description: 'A part that matters is down' })
  async ready(@Res({ passthrough: true }) reply: ApiReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    if (readiness.status === 'down') reply.code(503).header('Retry-After', '5');
    return readiness;
  }
}
