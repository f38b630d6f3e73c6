#!/usr/bin/env node
// Brings the project up to date: packages, database client, texts, server, its description, the pages' client, pages. Names of steps as arguments, else all.
import { StartFailure } from './start/failure.mjs';
import { makeReady } from './start/steps.mjs';

const names = process.argv.slice(2);
try {
  await makeReady(names.length > 0 ? names : undefined);
} catch (error) {
  console.error(error instanceof StartFailure ? error.message : error);
  process.exit(1);
}
