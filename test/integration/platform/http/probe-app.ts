import { Body, Controller, Get, HttpCode, Module, Param, Post, Query, type Type } from '@nestjs/common';
import request from 'supertest';
import { z } from 'zod';
import { AppModule, createApp } from '../../../../src/app.module';
import { BodyLimit } from '../../../../src/platform/http/body-limit.decorator';
import { CurrentLanguage } from '../../../../src/platform/http/languages';
import type { Language } from '../../../../src/platform/language/language';
import { ProblemError } from '../../../../src/platform/problems/problem';
import type { ProblemCode } from '../../../../src/platform/problems/problem-codes';
import { instant, line, minorUnits, pageQuery, points, uuid } from '../../../../src/platform/http/schemas';
import { Public } from '../../../../src/security';

const sale = z.strictObject({
  amount: minorUnits,
  points: points.optional(),
  occurredAt: instant.optional(),
  guestId: uuid.optional(),
  comment: line(100).optional(),
  anything: z.unknown().optional(),
  items: z
    .array(z.strictObject({ total: minorUnits }))
    .max(3)
    .optional(),
});

const named = z.strictObject({ name: z.string() });

/** Routes without work of their own, to test what all routes share. */
@Public()
@Controller('probe')
class ProbeController {
  @Post('sale')
  @HttpCode(200)
  sale(@Body({ schema: sale }) body: z.infer<typeof sale>): unknown {
    return body;
  }

  @Post('large')
  @HttpCode(200)
  @BodyLimit(8 * 1024 * 1024, 'strangers')
  large(@Body() body: { filler: string }): unknown {
    return { length: body.filler.length };
  }

  @Get('list')
  list(@Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): unknown {
    return query;
  }

  @Get('named')
  named(@Query({ schema: named }) query: z.infer<typeof named>): unknown {
    return query;
  }

  @Get('language')
  language(@CurrentLanguage() language: Language): unknown {
    return { language };
  }

  @Get('things/:id')
  thing(@Param('id', { schema: uuid }) id: string): unknown {
    return { id };
  }

  @Post('refuse/:code')
  refuse(@Param('code') code: ProblemCode, @Body() data: Record<string, unknown> | undefined): never {
    throw new ProblemError(code, data ?? {}, [], code === 'rate_limited' ? 7 : undefined);
  }

  @Get('fail')
  fail(): never {
    throw new Error('the secret of +79001234567 is 42');
  }
}

export interface ProbeApp {
  api(): ReturnType<typeof request>;
  get<T>(token: Type<T>): T;
  url: string;
  close(): Promise<void>;
}

/** The whole application with the routes of a test, listening on a free port. */
export async function startProbeApp(controllers: Type[] = [ProbeController]): Promise<ProbeApp> {
  @Module({ imports: [AppModule], controllers })
  class ProbeModule {}
  const app = await createApp({ root: ProbeModule });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer();
  return {
    api: () => request(server),
    get: (token) => app.get(token),
    url: await app.getUrl(),
    close: () => app.close(),
  };
}
