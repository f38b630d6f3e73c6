import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AppModule, createApp } from '../../../../src/app.module';
import { HostNetworks } from '../../../../src/configuration';
import { ApiFiles } from '../../../../src/platform/openapi/api-files';
import { pageAddress } from '../../../../src/platform/http/page-address';
import { settings } from '../../../../src/platform/settings/settings';
import { Public } from '../../../../src/security';
import { applicationOfWorker } from '../../../support/app';
import { eventually } from '../../../support/eventually';

let finish: (() => void) | undefined;

@Public()
@Controller('slow')
class SlowController {
  @Get()
  async wait(): Promise<unknown> {
    await new Promise<void>((resolve) => (finish = resolve));
    return { waited: true };
  }
}

@Module({ imports: [AppModule], controllers: [SlowController] })
class Root {}

describe('pages', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'loyalty-pages-'));
  let app: NestFastifyApplication;
  const get = (url: string, accept = 'text/html,application/xhtml+xml,*/*;q=0.8') =>
    request(app.getHttpServer()).get(url).set('Accept', accept);

  beforeAll(async () => {
    mkdirSync(path.join(directory, 'assets'));
    writeFileSync(path.join(directory, 'index.html'), '<!doctype html><title>Loyalty</title>');
    mkdirSync(path.join(directory, '.pages'));
    for (const language of ['en', 'ru'])
      writeFileSync(
        path.join(directory, '.pages', `cabinet.${language}.html`),
        `<!doctype html><html lang="${language}">`,
      );
    writeFileSync(path.join(directory, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    writeFileSync(path.join(directory, 'assets', 'main-4f2a.js'), 'console.log(1)');
    writeFileSync(path.join(directory, 'sw.js'), 'addEventListener("fetch", () => undefined)');
    writeFileSync(path.join(directory, 'cashier.webmanifest'), '{}');
    app = await createApp({ root: Root, pages: directory });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['ru-RU,ru;q=0.9', 'ru'],
    ['de', 'en'],
    ['', 'en'],
  ])('names the code and words of an application to a reader of "%s" in %s', async (accepted, language) => {
    const answer = await get('/cabinet/demo').set('Accept-Language', accepted);
    expect([answer.status, answer.text]).toEqual([200, `<!doctype html><html lang="${language}">`]);
    expect(answer.headers['vary']).toContain('Accept-Language');
  });

  it.each(['/', '/cashier', '/cashier/shift', '/admin/guests?page=2'])(
    '%s is the page, asked for anew each time',
    async (url) => {
      const answer = await get(url);
      expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>Loyalty</title>']);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
      expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    },
  );

  it('answers a reload of an unchanged page without the page', async () => {
    const { etag } = (await get('/cashier')).headers;
    const reload = await get('/cashier').set('If-None-Match', String(etag));
    expect([reload.status, reload.text]).toEqual([304, '']);
    expect(reload.headers['content-security-policy']).toContain("script-src 'self'");
    expect((await get('/cabinet/demo').set('If-None-Match', String(etag))).status).toBe(200);
  });

  it('keeps assets for good, since their names change with them', async () => {
    const asset = await get('/assets/main-4f2a.js', '*/*');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/mark.svg', '*/*')).headers['cache-control']).toBe('no-cache');
  });

  it('asks for the worker and the manifest of installed pages anew each time, or no device would learn of a new version', async () => {
    const [worker, manifest] = [await get('/sw.js', '*/*'), await get('/cashier.webmanifest', '*/*')];
    expect(worker.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': expect.stringContaining('javascript'),
    });
    expect(worker.headers['content-security-policy']).toContain("connect-src 'self'");
    expect(manifest.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'application/manifest+json',
    });
  });

  it('serves what was built anew under the running server', async () => {
    writeFileSync(path.join(directory, 'assets', 'main-77c1.js'), 'console.log(2)');
    writeFileSync(path.join(directory, 'index.html'), '<!doctype html><title>Loyalty, anew</title>');
    const [asset, page] = [await get('/assets/main-77c1.js', '*/*'), await get('/cashier')];
    writeFileSync(path.join(directory, 'index.html'), '<!doctype html><title>Loyalty</title>');
    expect([asset.status, asset.text]).toEqual([200, 'console.log(2)']);
    expect(page.text).toContain('Loyalty, anew');
  });

  it('sends the smaller file that the build has put beside the asset, to those who take it', async () => {
    writeFileSync(path.join(directory, 'assets', 'main-4f2a.js.gz'), gzipSync('console.log(1)'));
    const answer = await get('/assets/main-4f2a.js', '*/*').set('Accept-Encoding', 'gzip');
    expect(answer.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': expect.stringContaining('immutable'),
    });
    expect(answer.headers['content-type']).toContain('javascript');
    expect(answer.text).toBe('console.log(1)');
    const plain = await get('/assets/main-4f2a.js', '*/*').set('Accept-Encoding', 'identity');
    expect([plain.headers['content-encoding'], plain.text]).toEqual([undefined, 'console.log(1)']);
  });

  it.each(['/assets/gone.js', '/api/nothing', '/api', '/metrics/x', '/assets/../../package.json'])(
    '%s is no page',
    async (url) => {
      const answer = await get(url);
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    },
  );

  it('keeps to itself what begins with a dot', async () => {
    expect((await get('/.pages/cabinet.en.html', '*/*')).status).toBe(404);
  });

  it('is there for a program that takes anything, and not for one that wants something else', async () => {
    expect((await get('/cashier', '*/*')).headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await get('/', '*/*')).status).toBe(200);
    expect((await get('/cashier', 'application/json')).status).toBe(404);
    expect((await get('/elsewhere', '*/*')).headers['content-type']).toContain('problem+json');
  });

  it('answers another address with the page and 404, and a program that is lost with a problem', async () => {
    expect([(await get('/elsewhere')).status, (await get('/elsewhere')).text]).toEqual([
      404,
      '<!doctype html><title>Loyalty</title>',
    ]);
    expect((await get('/elsewhere', 'application/json')).headers['content-type']).toContain('problem+json');
  });

  it('has the pages of guests alone on the own domain of a network, and leads to them', async () => {
    const hosts = jest
      .spyOn(app.get(HostNetworks), 'findCode')
      .mockImplementation((host) => Promise.resolve(host === 'club.example.org' ? 'osteria' : undefined));
    try {
      const open = (url: string) => get(url).set('Host', 'club.example.org');
      const lead = await open('/?from=menu');
      expect([lead.status, lead.headers['location']]).toEqual([302, '/cabinet/osteria?from=menu']);
      expect((await open('/cabinet/osteria/history')).text).toContain('<html lang="en">');
      expect((await open('/assets/main-4f2a.js')).status).toBe(200);
      const other = await open('/cabinet/pizzeria');
      expect([other.status, other.headers['location']]).toEqual([302, pageAddress('/cabinet/pizzeria')]);
      for (const url of ['/admin', '/cashier', '/elsewhere'])
        expect([url, (await open(url)).status]).toEqual([url, 404]);
      expect((await get('/admin').set('Host', 'other.example.org')).status).toBe(200);
      // A host of which nothing is known while the database is away may be the domain of a network.
      hosts.mockRejectedValueOnce(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
      expect((await get('/admin').set('Host', 'third.example.org')).status).toBe(503);
    } finally {
      hosts.mockRestore();
    }
  });

  it('still tells a wrong method of the API from a wrong path', async () => {
    expect((await get('/api/auth/login')).status).toBe(405);
  });

  it('describes the API nowhere when the installation has closed that', async () => {
    jest.replaceProperty(settings, 'apiDocs', false);
    const closed = await createApp({ root: Root, pages: directory });
    try {
      await closed.init();
      const statusOf = async (url: string) => (await closed.inject({ url, headers: { accept: '*/*' } })).statusCode;
      for (const url of [
        '/api/openapi.json',
        '/api/openapi-earlier.json',
        '/api/docs',
        '/api/docs/',
        '/api/docs/earlier',
      ])
        expect([url, await statusOf(url)]).toEqual([url, 404]);
      expect(await statusOf('/api/docs/errors')).toBe(200);
    } finally {
      await closed.close();
      jest.restoreAllMocks();
    }
  });

  it('describes the API in a document and a page', async () => {
    const { body } = await get('/api/openapi.json', 'application/json');
    expect(body.openapi).toBe('3.1.0');
    // An index of all calls, which needs no script.
    const page = await get('/api/docs');
    expect(page.text).toContain('href="#/Guests/lookUpGuest"');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const named = [...page.text.matchAll(/(?:href|src)="(\/api\/docs\/[^"]+)"/g)].map(([, url = '']) => url);
    for (const url of [...named, '/api/docs/swagger-ui.js', '/api/docs/swagger-ui.css'])
      expect([url, (await get(url, '*/*')).status]).toEqual([url, 200]);
    expect((await get('/api/docs/openapi.json', '*/*')).status).toBe(404);
  });

  it('describes the calls of earlier systems in a document and a page of their own, each linked from the other', async () => {
    const page = await get('/api/docs');
    expect(page.text).toContain('<a href="/api/docs/earlier">');
    expect(page.text).not.toContain('/api/loyalty/points/earn');
    const earlier = await get('/api/docs/earlier');
    expect(earlier.text).toContain('<a href="/api/docs">');
    expect(earlier.text).toContain('<code>/loyalty/points/earn</code>');
    const { body } = await get('/api/openapi-earlier.json', 'application/json');
    expect(Object.keys(body.paths)).toContain('/loyalty/points/earn');
  });

  it('asks readers to come back while the build has not described the API, and does not describe it itself', async () => {
    jest.spyOn(app.get(ApiFiles), 'find').mockResolvedValue(undefined);
    try {
      const [document, page] = [await get('/api/openapi.json', 'application/json'), await get('/api/docs')];
      expect([document.status, document.body.code, document.headers['retry-after']]).toEqual([503, 'unavailable', '5']);
      expect([page.status, page.headers['retry-after'], page.headers['refresh']]).toEqual([503, '5', '5']);
    } finally {
      jest.restoreAllMocks();
    }
  });
});

describe('the OpenAPI document', () => {
  it('is sent compressed, once to each client, and counted', async () => {
    const { api } = await applicationOfWorker();
    const read = () => api().get('/api/openapi.json');
    const plain = await read().set('Accept-Encoding', 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const compressed = await read().set('Accept-Encoding', 'gzip, br;q=0');
    expect(compressed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(compressed.body).toEqual(plain.body);
    expect(Number(compressed.headers['content-length']) * 5).toBeLessThan(Number(plain.headers['content-length']));
    const smallest = await read().set('Accept-Encoding', 'gzip, deflate, br');
    expect(smallest.headers).toMatchObject({ 'content-encoding': 'br', etag: plain.headers['etag'] });
    const kept = await read().set('If-None-Match', compressed.headers['etag'] ?? '');
    expect([kept.status, kept.text]).toEqual([304, '']);
    expect(kept.headers['ratelimit-remaining']).toBeDefined();
  });
});

describe('the end of a server', () => {
  it('answers what it was asked before it goes', async () => {
    const app = await createApp({ root: Root });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const waiting = fetch(`${url}/api/slow`);
    const end = await eventually('the request is at work', () => finish);
    const closed = app.close();
    await eventually('the door is closed', () =>
      fetch(`${url}/api/health`).then(
        ({ ok }) => !ok,
        () => true,
      ),
    );
    end();
    const answer = await waiting;
    expect([answer.status, await answer.json()]).toEqual([200, { waited: true }]);
    await closed;
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  });
});
