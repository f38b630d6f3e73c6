import { createParamDecorator, HttpCode, type INestApplicationContext } from '@nestjs/common';
import { Direct, directHandler, RouteGuards } from './direct-routes';
import { ProblemFilter } from './problem.filter';

const fail = (message: string) => (): never => {
  throw new Error(message);
};
const Late = createParamDecorator(() => Promise.resolve().then(fail('late')));
const AtOnce = createParamDecorator(fail('at once'));

class Controller {
  @Direct()
  @HttpCode(200)
  call(@Late() _late: unknown, @AtOnce() _atOnce: unknown): void {
    throw new Error('called');
  }
}

describe('a route that is called directly', () => {
  it('refuses a call once, and lives on, where two of its values cannot be read', async () => {
    const refused: unknown[] = [];
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    const parts = new Map<unknown, unknown>([
      [Controller, new Controller()],
      [RouteGuards, { inOrder: [] }],
      [ProblemFilter, { catch: (error: Error) => refused.push(error.message) }],
    ]);
    const app = { get: (part: unknown) => parts.get(part) } as unknown as INestApplicationContext;
    const handle = directHandler(app, { controller: Controller, method: 'call' }) as (...call: object[]) => void;
    process.on('unhandledRejection', hear);
    try {
      handle({}, { code: () => undefined });
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(refused).toEqual(['at once']);
      expect(unheard).toEqual([]);
    } finally {
      process.off('unhandledRejection', hear);
    }
  });
});
