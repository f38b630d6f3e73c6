#!/usr/bin/env node
// Generates the client of the database: its types into src/generated/prisma, and what a server runs of it into prisma/client,
// which is in the repository, so that a start needs neither Prisma's command line nor the seconds that it takes.
import { transformFile } from '@swc/core';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from './start/failure.mjs';
import { projectRoot, readIfThere } from './start/files.mjs';
import { run } from './start/processes.mjs';

const generated = path.join(projectRoot, 'src', 'generated', 'prisma');
const kept = path.join(projectRoot, 'prisma', 'client');
/** The modules with code; all others are types. */
const MODULES = ['client', 'enums', 'internal/class', 'internal/prismaNamespace'];

await run(process.execPath, [path.join(projectRoot, 'node_modules', 'prisma', 'build', 'index.js'), 'generate'], {
  environment: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
});
const compiled = await Promise.all(MODULES.map(compile));
const stale = compiled.filter(({ file, code }) => readIfThere(file) !== code);
if (stale.length > 0 && process.env.CI)
  throw new StartFailure('prisma/client is not what prisma/schema says. Run `npm run build` and commit it.');
for (const { file, code } of stale) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, code);
}

async function compile(module) {
  const { code } = await transformFile(path.join(generated, `${module}.ts`), {
    cwd: projectRoot,
    sourceMaps: false,
    // The modules import CommonJS packages and one another, so no interop helper is needed.
    module: { type: 'commonjs', noInterop: true },
  });
  return { file: path.join(kept, `${module}.js`), code };
}
