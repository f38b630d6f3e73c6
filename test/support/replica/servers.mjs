#!/usr/bin/env node
// Starts a primary with the schema and a streaming replica of it, writes how to reach them as one line of JSON, and ends both
// when its input ends. With `--durable` both write their logs to the disk before they say so.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbedded } from '../../../scripts/postgres/embedded.mjs';
import { SERVER_SETTINGS, THROWAWAY_SETTINGS } from '../../../scripts/postgres/settings.mjs';
import { prepareDatabase } from '../../../scripts/start/database.mjs';
import { openSecrets } from '../../../scripts/start/secrets.mjs';

const settings = process.argv.includes('--durable') ? SERVER_SETTINGS : THROWAWAY_SETTINGS;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-replica-'));
fs.chmodSync(folder, 0o711);
const [first, second] = ['primary', 'replica'].map((name) => path.join(folder, name));
for (const one of [first, second]) fs.mkdirSync(one, { mode: 0o711 });
const { passwords } = openSecrets(first);
const password = passwords.superuser;

let primary = await startEmbedded({ dataDirectory: first, password, settings });
const { port, cluster } = primary;
const { connections } = await prepareDatabase({ environment: {}, dataDirectory: first, embeddedUrl: primary.url });
// The files of a stopped server are consistent, so a plain copy will do.
await primary.stop();
const copy = cluster.replace(first, second);
fs.cpSync(cluster, copy, { recursive: true, preserveTimestamps: true });
const { uid, gid } = fs.statSync(cluster);
own(copy);
fs.writeFileSync(path.join(copy, 'standby.signal'), '');
fs.chownSync(path.join(copy, 'standby.signal'), uid, gid);
// In a file, where `ALTER SYSTEM` may change it.
fs.appendFileSync(
  path.join(copy, 'postgresql.auto.conf'),
  `primary_conninfo = 'host=127.0.0.1 port=${port} user=postgres password=${password}'\n`,
);

primary = await startEmbedded({ dataDirectory: first, password, port, settings });
const replica = await startEmbedded({ dataDirectory: second, password, settings });
console.log(
  JSON.stringify({
    connections,
    primaryUrl: primary.url,
    primaryPid: primary.pid,
    replicaUrl: replica.url,
    replicaPid: replica.pid,
  }),
);

process.stdin.resume();
process.stdin.on('end', async () => {
  await Promise.allSettled([replica.stop(), primary.stop()]);
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

/** The server runs as a user of its own, to whom all of its files belong. */
function own(place) {
  fs.chownSync(place, uid, gid);
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) {
    const file = path.join(place, entry.name);
    if (entry.isDirectory()) own(file);
    else fs.lchownSync(file, uid, gid);
  }
}
