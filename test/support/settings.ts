import { readSettings, settings } from '../../src/platform/settings/settings';

/**
 * Gives this process the settings that it would have had if it had been started with these variables beside its own, until
 * the function that it returns puts the former ones back. An application that is started meanwhile reads them. A few settings
 * are read as modules load (of prepared statements, Redis, Kafka, ClickHouse, a till's patience, private addresses): a spec that
 * gives one of these begins with `@modules own`, and imports nothing of the application but types at its head.
 */
export function giveSettings(variables: Readonly<Record<string, string>>): () => void {
  const [former, environment] = [{ ...settings }, process.env];
  process.env = { ...environment, ...variables };
  Object.assign(settings, readSettings(process.env));
  return () => {
    process.env = environment;
    Object.assign(settings, former);
  };
}
