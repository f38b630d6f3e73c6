import { Injectable } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { inBackground } from '../database/in-background';

/** Gives the command bus what background work gets instead: a bus whose handlers use the connections of background work. */
@Injectable()
export class BackgroundCommands {
  constructor(bus: CommandBus) {
    const handlers = new Map<string, (command: ICommand) => Promise<unknown>>();
    const bind = bus.bind.bind(bus);
    Object.assign(bus, {
      inBackground: Object.create(bus, { handlers: { value: handlers } }) as CommandBus,
      bind: (...[handler, id]: Parameters<CommandBus['bind']>) => {
        bind(handler, id);
        handlers.set(id, (command) => inBackground(handler.instance).execute(command));
      },
    });
  }
}
