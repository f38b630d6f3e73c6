import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { OpenAPIObject } from '@nestjs/swagger';
import { API_FILES, type ApiFileName, ApiFiles } from './api-files';
import { TAGS } from './tags';
import { writeApiFiles } from './write-api-files';

const document = {
  openapi: '3.1.0',
  info: { title: 'Till & <guest>', version: '1', description: 'Send **one** `key`.' },
  tags: [{ name: 'Gift cards', description: TAGS['Gift cards'] }],
  paths: {
    '/api/cards/{id}': {
      get: { operationId: 'readCard', summary: 'Read a card', tags: ['Gift cards'], responses: {} },
    },
  },
} as OpenAPIObject;

describe('the files of the API', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-api-files-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are found once the build has made them, each in three forms', async () => {
    const files = new ApiFiles(folder);
    const names = Object.keys(API_FILES) as ApiFileName[];
    for (const name of names) expect([name, await files.find(name)]).toEqual([name, undefined]);
    await writeApiFiles(document, folder);
    for (const name of names) {
      const file = await files.find(name);
      if (file === undefined) throw new Error(`${name} is missing`);
      const inflated = [gunzipSync(file.gzip), brotliDecompressSync(file.brotli)];
      expect([name, ...inflated.map((form) => form.equals(file.plain))]).toEqual([name, true, true]);
    }
    expect((await files.find('openapi.json'))?.plain.toString()).toBe(JSON.stringify({ ...document, components: {} }));
  });

  it('have a page that lists each call with its address, and takes no text for markup', async () => {
    const page = (await new ApiFiles(folder).find('reference/index.html'))?.plain.toString();
    expect(page).toContain('<a href="#/Gift%20cards/readCard" data-part="paths" data-method="get"');
    expect(page).toContain('<h1>Till &#38; &#60;guest&#62;: API</h1>');
    expect(page).toContain('<p>Send <strong>one</strong> <code>key</code>.</p>');
  });
});
