import { createApp } from './app.module';
import { loadExtensions } from './platform/extensions/load-extensions';
import { Departure } from './platform/http/departure';
import { listenForRedirects } from './platform/http/server';
import { settings } from './platform/settings/settings';
import { processLogger } from './platform/telemetry/logger';
import { shareMetrics } from './platform/telemetry/metrics-of-servers';
import { placeAmongServers, released, runUntilStopped, tellParent, warnOfRemovedSettings } from './process';

void runUntilStopped(
  async () => {
    // Loads the packages before the wait for release, so that a held server starts faster.
    const extensions = await loadExtensions();
    await released();
    const place = placeAmongServers();
    if (place !== undefined) shareMetrics(place);
    // The first of the servers that share one port says it for all.
    if ((place ?? 1) === 1) warnOfRemovedSettings();
    tellParent('it opens its connections');
    const app = await createApp();
    process.on('message', (message) => {
      for (const { hear } of extensions) hear?.(app, message);
    });
    tellParent('it opens its port');
    await app.listen(settings.port, settings.host);
    await listenForRedirects();
    processLogger().event('info', 'listening', { at: await app.getUrl() });
    return app;
  },
  (app, as) => app.get(Departure).announce(as),
);
