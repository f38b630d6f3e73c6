import { createContext } from './app.module';
import { runUntilStopped } from './process';

void runUntilStopped(() => createContext());
