import { Injectable } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { inBackground } from '../database/in-background';

/** Gives the command bus a twin for background work, whose handlers use the connections of background work (`inBackground`). */
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
