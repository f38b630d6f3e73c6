#!/usr/bin/env node
// Writes dist/openapi.json, the document of the built server, and from it the types of the client; then builds the
// package of the client. The document needs no database: the application is put together, described, and never started.
import fs from 'node:fs';
import path from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { projectRoot, readIfThere, writeWhole } from './start/files.mjs';
import { run } from './start/processes.mjs';

const document = path.join(projectRoot, 'dist', 'openapi.json');
const client = path.join(projectRoot, 'packages', 'client');
const types = path.join(client, 'src', 'generated', 'api.ts');

await run(process.execPath, [path.join(projectRoot, 'dist', 'cli.js'), 'openapi', '--document', document], {
  environment: offline(process.env),
});
const described = JSON.parse(fs.readFileSync(document, 'utf8'));
leaveKeysToTheClient(described);
const syntax = await openapiTypes(described, { alphabetize: true, defaultNonNullable: false });
const text = `// Made from the OpenAPI document (scripts/client.mjs); do not edit.\n${astToString(syntax)}`;
fs.mkdirSync(path.dirname(types), { recursive: true });
if (readIfThere(types) !== text) writeWhole(types, text);
await run(process.execPath, [
  path.join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  path.join(client, 'tsconfig.build.json'),
]);

/** The client makes the key of a change by itself where its caller gives none. */
function leaveKeysToTheClient({ paths }) {
  for (const { parameters = [] } of Object.values(paths).flatMap(Object.values))
    for (const parameter of parameters) if (parameter.name === 'Idempotency-Key') parameter.required = false;
}

/** No setting of the building machine changes what is described. */
function offline({ PATH, HOME, SystemRoot }) {
  return {
    ...Object.fromEntries(Object.entries({ PATH, HOME, SystemRoot }).filter(([, value]) => value !== undefined)),
    NODE_ENV: 'development',
  };
}
