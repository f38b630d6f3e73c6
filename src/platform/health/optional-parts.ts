import type { Check } from './health';

/** Parts that this version does not connect to yet. Their settings have no effect, and the start says so. */
const SETTINGS_OF_PARTS: Readonly<Record<string, string>> = {
  clickhouse: 'CLICKHOUSE_URL',
};

export function optionalParts(environment: NodeJS.ProcessEnv): Record<string, Check> {
  return Object.fromEntries(
    Object.entries(SETTINGS_OF_PARTS).map(([part, setting]) => {
      const given = (environment[setting] ?? '') !== '';
      return [
        part,
        { status: 'off', ...(given && { warnings: [`${setting} is set, but this version has no use for it`] }) },
      ];
    }),
  );
}
