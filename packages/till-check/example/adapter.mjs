#!/usr/bin/env node
// The driver of the example till: `node example/adapter.mjs 4321` lets the kit act at it.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { actsOf } from './acts.mjs';
import { listen } from './driver.mjs';

const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'till-')), 'till.json');
const { url } = await listen(Number(process.argv[2] ?? 4321), actsOf(file));
console.log(`The example till listens on ${url}`);
