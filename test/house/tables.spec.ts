import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const read = (...parts: string[]): string => readFileSync(path.join(root, ...parts), 'utf8');
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));

/** Writes to a table of another layer, as `file: table`, each with its reason. */
const EXCEPTIONS: Record<string, string> = {
  'configuration/catalog/catalog.ts: reward_slots':
    'A manager opens and closes appointments; the till, which takes places in them under their locks, owns the rows.',
  'configuration/catalog/catalog.ts: reward_stocks':
    'A manager supplies items; the till, which takes them under their locks, owns the rows.',
  'identity/enrolment/brought-guests.ts: guest_states':
    'A guest comes into being with its state, in one transaction, or the till would find a guest without a monitor.',
  'identity/enrolment/guest-enrolment.ts: guest_states':
    'A guest comes into being with its state, in one transaction, or the till would find a guest without a monitor.',
  'identity/enrolment/import-guests.sql.ts: guest_states':
    'A guest comes into being with its state, in one transaction, or the till would find a guest without a monitor.',
  'identity/profiles/guest.sql.ts: guest_states':
    'As with an import; and the birthday that decisions read stands in the state, which only its lock may change.',
  'integrations/archive/network-reading.ts: networks':
    'A network that is read from an archive begins an epoch of its own, in the transaction that writes all its rows.',
  'integrations/archive/network-reading.ts: restores':
    'Messages of a network that is read from an archive wait for a manager from its first moment on, as after a restore.',
  'integrations/archive/table-rows.ts: guest_accounts':
    'A later part of an archive brings the row of a guest who is there already, as the source has it now.',
  'integrations/archive/table-rows.ts: lots':
    'A later part of an archive has all lots that a changed guest still has, so those from before go first.',
  'packages/demo/src/demo-automations.ts: messages':
    'Messages of the past of the demonstration were never sent, so the engine of messages has no way to write them.',
  'marketing/segments/segment-members.sql.ts: guest_states':
    'Decisions read the segments of a guest from its state (decision 34), which is written with the membership.',
  'marketing/segments/segments.job.ts: event_cursors':
    'Segments follow the event log as the figures do, each with a cursor of its own in the one table of cursors.',
  'transactions/till/spending/rewards/coupon-uses.sql.ts: claims':
    'The claim of a coupon is freed in the statement that takes its use back, so that neither goes without the other.',
};

/** Files of the server by their paths in `src`, and files of the packages that the server loads by their whole paths. */
const SOURCES = [
  ...filesOf('src', '.ts').map((file) => file.replaceAll(path.sep, '/')),
  ...filesOf('packages', '.ts').flatMap((file) => {
    const place = `packages/${file.replaceAll(path.sep, '/')}`;
    return /^packages\/(?:demo|compat)\/src\//.test(place) ? [place] : [];
  }),
].filter((file) => !file.startsWith('generated/') && !file.endsWith('.spec.ts'));

/** Tables and models by the layer whose file of prisma/schema describes them. */
const owners = new Map<string, string>();
const tables = new Map<string, string>();
for (const file of filesOf('prisma/schema', '.prisma')) {
  for (const [, model = '', body = ''] of read('prisma/schema', file).matchAll(/^model (\w+) \{(.*?)^\}/gms)) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model;
    owners.set(table, path.basename(file, '.prisma'));
    tables.set(model.charAt(0).toLowerCase() + model.slice(1), table);
  }
}

function writtenBy(text: string): string[] {
  const bySql = [...text.matchAll(/\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s+(\w+)/g)];
  // Rows of an outbox or of requests for a second person are written by shared statements that take the table's name.
  const isGiven = text.includes('platform/outbox/') || text.includes('RequestTable');
  const byName = isGiven ? [...text.matchAll(/\btable: '(\w+)'/g)] : [];
  const byPrisma = [...text.matchAll(/\bprisma\s*\.(\w+)\s*\.(?:create|update|upsert|delete)/g)];
  return [
    ...[...bySql, ...byName].map(([, table = '']) => table),
    ...byPrisma.map(([, model = '']) => tables.get(model) ?? model),
  ];
}

describe('A table', () => {
  it('is written by the layer that owns it, with exceptions that say why', () => {
    expect(owners.size).toBeGreaterThan(50);
    const foreign = new Set<string>();
    for (const file of SOURCES) {
      // A package that the server loads belongs to the same layer as the integrations.
      const layer = file.startsWith('packages/') ? 'integrations' : (file.split('/')[0] ?? '');
      for (const table of writtenBy(read(file.startsWith('packages/') ? '' : 'src', file))) {
        const owner = owners.get(table);
        if (owner !== undefined && owner !== layer) foreign.add(`${file}: ${table}`);
      }
    }
    expect([...foreign].sort()).toEqual(Object.keys(EXCEPTIONS).sort());
  });
});
