import { readFileSync } from 'node:fs';
import path from 'node:path';

describe('docs/api.md', () => {
  it('is what `npm run cli -- openapi` writes', async () => {
    // A key that signs nothing: the sealer reads its ring when it is made, and the settings are read with the first module.
    process.env['SEAL_KEYS'] ??= `docs:${Buffer.alloc(32).toString('base64')}`;
    const { createApp } = await import('../../src/app.module.js');
    const { renderApiReference } = await import('../../src/platform/openapi/api-reference.js');
    const { describeApi } = await import('../../src/platform/openapi/openapi.js');

    // Neither listening nor begun, so no connection is opened, as for the command.
    const app = await createApp();
    const reference = renderApiReference(describeApi(app));
    await app.close();
    const page = readFileSync(path.resolve(__dirname, '../../docs/api.md'), 'utf8');
    const missing = reference.split('\n').filter((line) => !page.includes(line));
    expect(missing).toEqual([]);
    expect(page).toBe(reference);
  }, 60_000);
});
