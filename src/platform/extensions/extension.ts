import type { INestApplicationContext, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Command } from 'commander';

/** Makes the application, either for commands or with its HTTP server. */
export interface CommandApps {
  readonly context: () => Promise<INestApplicationContext>;
  readonly door: () => Promise<NestFastifyApplication>;
}

/** The parts that a package adds to the server. The package exports them as `extension`. */
export interface Extension {
  /** Routes, handlers and work. */
  readonly module: Type;
  readonly registerCommands?: (program: Command, apps: CommandApps) => void;
  /** Receives every message from the process that started this server. */
  readonly hear?: (app: INestApplicationContext, message: unknown) => void;
}
