#!/usr/bin/env node
// Like `npm start`, and goes on watching: a change of src or of a package that the server loads builds and restarts the server, a change of the schema makes
// the client anew, one of the words compiles them, and Vite serves the pages with what was just saved.
import './start/env-file.mjs';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { extensionNames } from './extensions.mjs';
import { StartFailure } from './start/failure.mjs';
import { projectRoot } from './start/files.mjs';
import { say } from './start/progress.mjs';
import { makeReady } from './start/steps.mjs';
import { supervise } from './start/supervisor.mjs';

const SETTLE_MS = 150;

await supervise({ onReady: watch });

async function watch({ url, restart, onStop }) {
  const pages = spawn(
    process.execPath,
    [path.join(projectRoot, 'node_modules/vite/bin/vite.js'), '--config', 'web/vite.config.ts'],
    {
      cwd: projectRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, API_URL: url },
    },
  );
  onStop(() => pages.kill());
  let timer;
  let work = Promise.resolve();
  let saved = new AbortController();
  const changed = (_event, file) => {
    if (file !== null && /generated|\.spec\.ts$|(^|\/)\./.test(file)) return;
    // Describing the running server is aborted, because a new build comes.
    saved.abort();
    saved = new AbortController();
    const { signal } = saved;
    clearTimeout(timer);
    timer = setTimeout(() => (work = work.then(() => rebuild(restart, signal))), SETTLE_MS);
  };
  const packages = extensionNames().map((name) => path.posix.join('packages', name, 'src'));
  for (const folder of ['src', ...packages, 'words', 'prisma/schema']) {
    const watcher = fs.watch(path.join(projectRoot, folder), { recursive: true }, changed);
    onStop(() => watcher.close());
  }
  say(
    `Watching ${['src', ...packages].join(', ')}, words and prisma/schema; the pages with live reload are at the address of Vite.`,
  );
}

/** A change that does not build or start is reported; the next change is tried again. */
async function rebuild(restart, savedAgain) {
  try {
    await makeReady(['generate', 'words', 'build']);
    await restart();
    say('The server runs with the change.');
    await makeReady(['document'], savedAgain);
  } catch (error) {
    if (savedAgain.aborted) return;
    say(error instanceof StartFailure ? error.message : String(error.stack));
  }
}
