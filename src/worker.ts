import './platform/settings/worker-process';
import { createContext } from './app.module';
import { runUntilStopped, warnOfRemovedSettings } from './process';

void runUntilStopped(() => {
  warnOfRemovedSettings();
  return createContext();
});
