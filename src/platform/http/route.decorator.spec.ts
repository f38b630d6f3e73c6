import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Route } from './route.decorator';

@Controller()
class Routes {
  @Route('GET old', {
    id: 'getOld',
    summary: 'Get the old',
    description: 'Reads.',
    deprecated: { since: '2027-02-01', instead: 'GET /new' },
  })
  old(): object {
    return {};
  }

  @Route('GET new', { id: 'getNew', summary: 'Get the new' })
  new(): object {
    return {};
  }
}

@Module({ controllers: [Routes] })
class Root {}

it('says in headers and document that an operation ends, and when', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(Root, new FastifyAdapter(), { logger: false });
  await app.init();
  try {
    const { headers } = await app.inject('/old');
    expect(headers).toMatchObject({ deprecation: '@1801440000', sunset: 'Tue, 01 Feb 2028 00:00:00 GMT' });
    expect((await app.inject('/new')).headers).not.toHaveProperty('sunset');
    const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    expect(paths['/old']?.get).toMatchObject({
      deprecated: true,
      description: 'Reads.\n\nDeprecated: use `GET /new`.',
    });
    expect(paths['/new']?.get?.deprecated).toBeUndefined();
  } finally {
    await app.close();
  }
});
