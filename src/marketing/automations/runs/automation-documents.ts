import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/database';
import type { AutomationDocument } from '../document/automation-document.schema';

const MOST_KEPT = 500;

interface VersionName {
  readonly id: string;
  readonly version: number;
}

/** Documents of versions of automations. A version never changes, so a process reads each document once and keeps up to 500. */
@Injectable()
export class AutomationDocuments {
  private readonly known = new Map<string, AutomationDocument>();

  /** Reads documents of versions; the function that is answered finds one of them, and throws for a version that was not `wanted`. */
  async load(
    tx: Tx,
    networkId: string,
    wanted: readonly VersionName[],
  ): Promise<(name: VersionName) => AutomationDocument> {
    const missing = new Map(wanted.filter((name) => !this.known.has(keyOf(name))).map((name) => [keyOf(name), name]));
    const read = missing.size === 0 ? [] : await listDocuments(tx, networkId, [...missing.values()]);
    const loaded = new Map(read.map((row) => [keyOf(row), row.document]));
    for (const name of wanted)
      loaded.set(keyOf(name), loaded.get(keyOf(name)) ?? this.known.get(keyOf(name)) ?? missingOf(name));
    if (this.known.size > MOST_KEPT) this.known.clear();
    for (const [key, document] of loaded) this.known.set(key, document);
    return (name) => loaded.get(keyOf(name)) ?? missingOf(name);
  }
}

function keyOf({ id, version }: VersionName): string {
  return `${id} ${String(version)}`;
}

function missingOf(name: VersionName): never {
  throw new Error(`the version ${keyOf(name)} of an automation was not read`);
}

function listDocuments(
  tx: Tx,
  networkId: string,
  wanted: readonly { readonly id: string; readonly version: number }[],
) {
  return tx.query<{ id: string; version: number; document: AutomationDocument }>`
    SELECT v.automation_id AS id, v.version, v.document
     FROM unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ version }) => version)}::integer[]) w(id, version)
       JOIN automation_versions v ON v.network_id = ${networkId} AND v.automation_id = w.id AND v.version = w.version`;
}
