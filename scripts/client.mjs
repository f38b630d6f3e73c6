#!/usr/bin/env node
// Writes the types of the client from the document of the built server, and builds the package of the client.
import fs from 'node:fs';
import path from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { projectRoot, readIfThere, writeWhole } from './start/files.mjs';
import { run } from './start/processes.mjs';

const document = path.join(projectRoot, 'dist', 'openapi.json');
const client = path.join(projectRoot, 'packages', 'client');
const types = path.join(client, 'src', 'generated', 'api.ts');

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
