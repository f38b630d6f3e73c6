#!/usr/bin/env node
// Writes dist/openapi.json, the document of the built server, and from it the types of the pages' client. Nothing is
// asked of a database: the application is put together, described, and never begun.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { projectRoot, readIfThere, writeWhole } from './start/files.mjs';
import { run } from './start/processes.mjs';

const document = path.join(projectRoot, 'dist', 'openapi.json');
const types = path.join(projectRoot, 'web', 'src', 'generated', 'api.d.ts');

await run(process.execPath, [path.join(projectRoot, 'dist', 'cli.js'), 'openapi', '--document', document], {
  environment: offline(process.env),
});
const syntax = await openapiTypes(pathToFileURL(document), { alphabetize: true, defaultNonNullable: false });
const text = `// Made from the OpenAPI document (scripts/client.mjs); do not edit.\n${astToString(syntax)}`;
fs.mkdirSync(path.dirname(types), { recursive: true });
if (readIfThere(types) !== text) writeWhole(types, text);

/** No setting of whoever builds changes what is described. */
function offline({ PATH, HOME, SystemRoot }) {
  return {
    ...Object.fromEntries(Object.entries({ PATH, HOME, SystemRoot }).filter(([, value]) => value !== undefined)),
    NODE_ENV: 'development',
  };
}
