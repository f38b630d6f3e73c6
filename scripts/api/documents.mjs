// Reads the two documents that the build made: openapi.json has the calls of the platform, openapi-earlier.json the calls of earlier systems. A
// schema can be in both documents.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../start/files.mjs';

export const DOCUMENTS = ['openapi.json', 'openapi-earlier.json'].map((name) => path.join('dist', name));

/** All calls that a server has, as one document. */
export function readAllCalls() {
  return DOCUMENTS.map((file) => JSON.parse(fs.readFileSync(path.join(projectRoot, file), 'utf8'))).reduce(joined);
}

function joined(one, other) {
  return {
    ...one,
    paths: { ...one.paths, ...other.paths },
    components: joinedMembers(one.components, other.components),
  };
}

function joinedMembers(one, other) {
  return Object.fromEntries(Object.keys({ ...one, ...other }).map((kind) => [kind, { ...one[kind], ...other[kind] }]));
}
