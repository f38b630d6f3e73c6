import './platform/settings/worker-process';
import { createContext } from './app.module';
import { runUntilStopped } from './process';

void runUntilStopped(() => createContext());
