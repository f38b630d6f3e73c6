import { Inject, type Type } from '@nestjs/common';
import { CommandHandler, type ICommand, type ICommandHandler } from '@nestjs/cqrs';

type Command<C extends ICommand = ICommand> = abstract new (...args: never[]) => C;

/** Each method that handles a command, listed under its class. */
const HANDLED = new Map<object, { readonly command: Command; readonly method: string }[]>();

/** Makes a method the handler of a command, so that one class handles all commands of a noun. A module registers the class by `handlersOf`. */
export const Handles =
  <C extends ICommand>(command: Command<C>) =>
  (noun: object, method: string, _: TypedPropertyDescriptor<ICommandHandler<C>['execute']>): void => {
    const handled = HANDLED.get(noun.constructor) ?? [];
    HANDLED.set(noun.constructor, [...handled, { command, method }]);
  };

/** The handlers in these classes, or in the classes that these files export, as providers of a module. */
export function handlersOf(...from: readonly (Type | Readonly<Record<string, unknown>>)[]): Type[] {
  const exported = from
    .flatMap((one) => (typeof one === 'function' ? [one] : Object.values(one)))
    .filter((one): one is Type => typeof one === 'function');
  return exported.flatMap((one) => {
    if (one.name.endsWith('Handler')) return [one];
    const handled = HANDLED.get(one);
    return handled === undefined ? [] : [one, ...handled.map(({ command, method }) => handlerOf(one, command, method))];
  });
}

/** Makes the handler class that the command bus needs for one method. */
function handlerOf(noun: Type, command: Command, method: string): Type {
  class Handler implements ICommandHandler<ICommand> {
    constructor(private readonly handlers: Readonly<Record<string, ICommandHandler<ICommand>['execute']>>) {}

    execute(asked: ICommand): Promise<unknown> {
      return this.handlers[method]?.(asked) ?? Promise.reject(new Error(`${noun.name} has no ${method}`));
    }
  }
  Inject(noun)(Handler, undefined, 0);
  CommandHandler(command as Type<ICommand>)(Handler);
  Object.defineProperty(Handler, 'name', { value: `${command.name}Handler` });
  return Handler;
}
