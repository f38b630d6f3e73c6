import { createApp } from './app.module';
import { settings } from './platform/settings/settings';
import { runUntilStopped } from './process';

void runUntilStopped(async () => {
  const app = await createApp();
  await app.listen(settings.port, settings.host);
  return app;
});
