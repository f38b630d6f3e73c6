// A PostgreSQL cluster beside the one of the test run, migrated and empty, until its input is closed. Prints its
// connections as one line of JSON. A process of its own, since Jest loads no ES modules into a test.
import fs from 'node:fs';
import { startThrowaway } from '../../scripts/postgres/throwaway.mjs';
import { makeThrowawayFolder } from './throwaway-folder.mjs';

const dataDirectory = makeThrowawayFolder('second');
const { server, connections } = await startThrowaway(dataDirectory);
console.log(JSON.stringify({ connections, superuserUrl: server.url }));
process.stdin.resume();
await new Promise((resolve) => process.stdin.once('close', resolve));
await server.stop();
fs.rmSync(dataDirectory, { recursive: true, force: true });
