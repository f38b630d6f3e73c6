import { Controller, Header, Res } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { objectNamed } from '../http/schemas';
import { Route } from '../http/route.decorator';
import type { ApiReply } from '../http/api-request';
import { Public } from '../http/public.decorator';
import { VERSION } from '../settings/version';
import { Health, type Readiness } from './health';

const healthSchema = objectNamed('Health', {
  status: z.literal('ok').describe('The process answers'),
  version: z.string().describe('Version of the server'),
});
const check = z.looseObject({
  status: z.enum(['up', 'down', 'off']).describe('`off`: this part is not set up'),
  warnings: z.array(z.string()).optional().describe('Warnings for an operator, in English'),
});
const readinessSchema = objectNamed('Readiness', 'The state of the server and of its parts.', {
  status: z
    .enum(['ok', 'degraded', 'down'])
    .describe('`ok`: all parts are up; `degraded`: a part is down, and sales go on; `down`: no sale can be recorded'),
  checks: z.record(z.string(), check).describe('Each part of the server by name; some add details of their own'),
});

@ApiTags('Health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Route('GET', {
    id: 'getHealth',
    summary: 'Check that the process answers, and get its version',
    ok: healthSchema,
  })
  alive(): z.infer<typeof healthSchema> {
    return { status: 'ok', version: VERSION };
  }

  @Route('GET ready', {
    id: 'getReadiness',
    summary: 'Check whether the server can record sales',
    description:
      'For a load balancer: 200 while sales go on, also when a part is down without which they do; 503 with `Retry-After` when they do not.',
    ok: readinessSchema,
  })
  @Header('Cache-Control', 'no-store')
  @ApiServiceUnavailableResponse({
    standardSchema: readinessSchema,
    description: 'A part without which no sale can be recorded is down',
  })
  async ready(@Res({ passthrough: true }) reply: ApiReply): Promise<Readiness> {
    const readiness = await this.health.readiness();
    if (readiness.status === 'down') reply.code(503).header('Retry-After', '5');
    return readiness;
  }
}
