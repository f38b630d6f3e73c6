import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ACCOUNT_ROLES, GROUPS } from '../../web/src/entities/network/settings.fields';
import { valueAt } from '../../web/src/entities/network/settings.rules';

test('every setting of the API has its field', () => {
  const document = JSON.parse(readFileSync(path.resolve(__dirname, '../../dist/openapi.json'), 'utf8')) as object;
  const leaves = (schema: unknown, at: string): string[] => {
    const properties = valueAt(schema, 'properties') as Record<string, unknown> | undefined;
    if (properties === undefined) return [at];
    return Object.entries(properties).flatMap(([name, part]) => leaves(part, `${at}.${name}`));
  };
  const settings = leaves(valueAt(document, 'components.schemas.NetworkSettings'), 'settings');
  const known = Object.values(GROUPS).flatMap((group) => group.map((field): string => field.path));
  const accounts = ACCOUNT_ROLES.flatMap((role) =>
    ['code', 'name'].map((part) => `settings.accounting.accounts.${role}.${part}`),
  );
  expect([...known.filter((at) => at.startsWith('settings.')), ...accounts].sort()).toEqual(settings.sort());
});
